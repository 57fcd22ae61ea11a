import { createServer } from "node:http";

/**
 * The baseline: `node:http` that gives every request the same answer and does nothing else, in a process of its own.
 * The answer comes from who started it, which also ends it.
 */
process.once("message", ({ status, headers, body }) => {
  const bytes = Buffer.from(body, "base64");
  const server = createServer((_request, response) => {
    response.writeHead(status, headers);
    response.end(bytes);
  });
  server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
});
process.on("disconnect", () => process.exit(0));
