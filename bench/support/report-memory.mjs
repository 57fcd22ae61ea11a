/** Loaded into the portal under test (`--import`): tells its parent, every second, what its memory is. */
setInterval(() => {
  const { rss, heapUsed, external } = process.memoryUsage();
  if (process.connected) process.send({ type: "memory", rss, heapUsed, external });
}, 1000).unref();
