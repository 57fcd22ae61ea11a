import { constants, openSync, write } from "node:fs";
import { createServer } from "node:http";

/**
 * The baseline: `node:http` that gives every request the same answer and does nothing else, in a process of its own; or,
 * given a file, that has something on the disk for each request before it answers. Answer and file come from who started
 * it, which also ends it.
 */
process.once("message", ({ status, headers, body, file }) => {
  const bytes = Buffer.from(body, "base64");
  const answer = (response) => {
    response.writeHead(status, headers);
    response.end(bytes);
  };
  const serve = file ? onceOnDisk(file, answer) : answer;
  const server = createServer((_request, response) => serve(response));
  server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
});
process.on("disconnect", () => process.exit(0));

/** About what the portal's journal keeps of an event. */
const record = Buffer.alloc(300, "x");

/** One write at a time, for all that came during the one before; it returns when it is on the disk. */
function onceOnDisk(file, answer) {
  const { O_WRONLY, O_CREAT, O_APPEND, O_DSYNC, O_SYNC } = constants;
  const descriptor = openSync(file, O_WRONLY | O_CREAT | O_APPEND | (O_DSYNC ?? O_SYNC));
  let waiting = [];
  let isWriting = false;
  const flush = () => {
    const taken = waiting;
    waiting = [];
    write(descriptor, Buffer.concat(taken.map(() => record)), (error) => {
      if (error) throw error;
      setImmediate(() => taken.forEach(answer));
      isWriting = waiting.length > 0;
      if (isWriting) flush();
    });
  };
  return (response) => {
    waiting.push(response);
    if (isWriting) return;
    isWriting = true;
    setImmediate(flush);
  };
}
