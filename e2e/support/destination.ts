import { createServer } from "node:http";

/** A web site that links lead to: keeps every request's URL exactly as it came, the icon's aside. */
export async function startDestination() {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    if (request.url !== "/favicon.ico") visits.push(request.url ?? "");
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(
      "<!doctype html><html lang=en><title>The destination</title><h1>You have arrived</h1></html>",
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("the destination has no port");
  return {
    url: `http://localhost:${address.port}`,
    visits,
    close() {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type Destination = Awaited<ReturnType<typeof startDestination>>;
