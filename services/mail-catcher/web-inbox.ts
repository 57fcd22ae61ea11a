import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
  type InboxList,
  inboxPage,
  messageList,
  messagePage,
  missingPage,
  type Tab,
  tabs,
} from "./inbox-pages";
import { inboxIcon, inboxScript, inboxStyle } from "./inbox-style";
import type { MessageStore } from "./message-store";

const pageSize = 100;

const pagePolicy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
// A mail is somebody else's HTML: no script, no form, no request but the images that the reader asked for.
const bodyPolicy = (images: boolean) =>
  `default-src 'none'; style-src 'unsafe-inline'; img-src data:${images ? " http: https:" : ""}; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox`;

/** The inbox's web server. Not yet listening. */
export function createWebInbox(store: MessageStore): Server {
  return createServer((request, response) => {
    answer(store, request, response).catch((error: Error) => {
      if (!response.headersSent)
        send(response, 500, "text/plain", `The inbox cannot be read: ${error.message}`);
      else response.end();
    });
  });
}

async function answer(store: MessageStore, request: IncomingMessage, response: ServerResponse) {
  // A page elsewhere could point its own name at 127.0.0.1 and read mail as "its own" (DNS rebinding): only the names
  // of this machine are answered.
  if (!isLocalName(request.headers.host))
    return send(response, 403, "text/plain", "Open this inbox as localhost.");
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return send(response, 405, "text/plain", "The inbox can only be read.");
  }
  const url = new URL(request.url ?? "/", "http://localhost");
  const [, section, id = "", part] = url.pathname.split("/");
  if (url.pathname === "/") return html(response, 200, inboxPage(await listOf(store, url, null)));
  if (url.pathname === "/list") {
    return html(response, 200, messageList(await listOf(store, url, url.searchParams.get("current"))));
  }
  if (url.pathname === "/inbox.css") return send(response, 200, "text/css", inboxStyle);
  if (url.pathname === "/inbox.js") return send(response, 200, "text/javascript", inboxScript);
  if (url.pathname === "/icon.svg") return send(response, 200, "image/svg+xml", inboxIcon);
  if (url.pathname === "/events") return streamChanges(store, request, response);
  if (url.pathname === "/api/messages") return json(response, { messages: await store.list(0, pageSize) });
  if (section === "messages") return showMessage(store, url, id, part, response);
  return html(response, 404, missingPage(await listOf(store, url, null)));
}

async function showMessage(
  store: MessageStore,
  url: URL,
  id: string,
  part: string | undefined,
  response: ServerResponse,
) {
  const read = await store.read(id);
  if (!read) return html(response, 404, missingPage(await listOf(store, url, null)));
  const images = url.searchParams.get("images") === "1";
  if (part === "body") {
    response.setHeader("Content-Security-Policy", bodyPolicy(images));
    // A doctype and a base in front of the mail's own: links open in a new tab, and its own second doctype is ignored.
    return send(response, 200, "text/html", `<!DOCTYPE html><base target="_blank">${read.mail.html || ""}`);
  }
  if (part === "source") return send(response, 200, "text/plain", read.source.toString("utf8"));
  if (part) return html(response, 404, missingPage(await listOf(store, url, null)));
  const tab: Tab =
    tabs.find((name) => name === url.searchParams.get("tab")) ?? (read.mail.html ? "html" : "text");
  const list = await listOf(store, url, id);
  return html(response, 200, messagePage(list, { id, ...read, tab, images }));
}

async function listOf(store: MessageStore, url: URL, current: string | null): Promise<InboxList> {
  const asked = Number(url.searchParams.get("page"));
  const page = Number.isInteger(asked) && asked > 0 ? asked : 1;
  const messages = await store.list((page - 1) * pageSize, pageSize);
  return { messages, page, hasOlder: store.size > page * pageSize, current };
}

function streamChanges(store: MessageStore, request: IncomingMessage, response: ServerResponse) {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  response.write(": open\n\n");
  const stop = store.onChange(() => response.write("data: new mail\n\n"));
  request.once("close", stop);
}

function isLocalName(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host ?? "");
}

function html(response: ServerResponse, status: number, body: string) {
  response.setHeader("Content-Security-Policy", pagePolicy);
  send(response, status, "text/html", body);
}

function json(response: ServerResponse, body: unknown) {
  send(response, 200, "application/json", JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, body: string) {
  response.writeHead(status, {
    "Content-Type": `${type}; charset=utf-8`,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
  });
  response.end(body);
}
