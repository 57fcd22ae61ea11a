import { connect } from "node:net";
import { openTicket } from "./support/api";
import { replyWithLink } from "./support/composer";
import { nthMailTo, pixelOf, trackingIdOf } from "./support/mails";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

/**
 * Bytes as they are, which no HTTP client would send. A server that answers before it has read all of them hangs up, and
 * the answer may be lost with what was still on its way to it: then it is asked again.
 * @returns the status line, the headers and the body
 */
async function sendRaw(portal: string, head: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendOnce(portal, head);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ECONNRESET" || attempt === 5) throw error;
    }
  }
}

function sendOnce(portal: string, head: string): Promise<string> {
  const { port } = new URL(portal);
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(Buffer.from(head, "latin1")));
    socket.on("data", (part) => parts.push(part));
    socket.on("end", () => resolve(Buffer.concat(parts).toString("latin1")));
    socket.on("error", (error) => {
      if (parts.length > 0) resolve(Buffer.concat(parts).toString("latin1"));
      else reject(error);
    });
    socket.setTimeout(10_000, () => socket.destroy(new Error("no answer")));
  });
}

const request = (method: string, path: string, headers = "") =>
  `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`;

test("hostile requests to the running portal are answered calmly, lead nowhere and record nothing", async ({
  openAs,
}) => {
  const { desk } = stage();
  const address = "mallory@customer.example";
  const agent = await openAs("agent");
  const ticketId = await openTicket(desk, address, "Mallory");
  await replyWithLink(agent, ticketId, "The real", "https://example.com/real");
  const pixel = pixelOf(await nthMailTo(address));
  const id = trackingIdOf(pixel ?? "");
  const click = "/api/email-tracking/click";
  const evil = encodeURIComponent("https://evil.example/");

  const requests = [
    ...["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "BREW"].flatMap((method) => [
      request(method, `/api/email-tracking/pixel/${id}.gif`),
      request(method, `${click}?tid=${id}&url=${evil}`),
    ]),
    request("GET", `/api/email-tracking/pixel/${"a".repeat(10_240)}.gif`),
    request("GET", `/api/email-tracking/pixel/${"a".repeat(40)}\xff\xfe\xc0.gif`),
    request("GET", "/api/email-tracking/pixel/../../../../etc/passwd"),
    request("GET", `/api/email-tracking/pixel/${"U".repeat(43)}.gif`, "X-Forwarded-For: 6.6.6.6\r\n"),
    request("GET", `/API/EMAIL-TRACKING/click?tid=${id}&url=${evil}`),
    request("GET", `//api/email-tracking/click?tid=${id}&url=${evil}`),
    request("GET", `http://evil.example${click}?tid=${id}&url=${evil}`),
    request("GET", `${click}?tid=${id}&url=${evil}&sig=${"A".repeat(22)}`),
    request("GET", `${click}?tid=${id}&url=${"x".repeat(15_000)}`),
    request("GET", `${click}?tid=${id}&url=${"x".repeat(100_000)}`),
    request("GET", `${click}?tid=${id}&url=https://evil.example/%0d%0aSet-Cookie:%20a=b`),
    request("GET", `${click}?tid=${id}&url=javascript:alert(1)`),
    request("GET", `${click}?tid=${id}&url=//evil.example`),
    request("GET", `${click}?tid=${id}&url=\\\\evil.example`),
    request("GET", `${click}?tid=${id}&url=https://example.com@evil.example`),
    request("GET", `${click}?__proto__[tid]=${id}&constructor=x&url=${evil}`),
    `GET ${click}?tid=${id}&url=x HTTP/1.1\nX-Injected: yes\n\n`,
    `GET ${click}\0 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
  ];
  for (const head of requests) {
    const answer = await sendRaw(desk.url, head);
    const [headers = "", body = ""] = answer.split("\r\n\r\n", 2);
    const about = head.slice(0, 120);
    expect(headers, about).toMatch(/^HTTP\/1\.1 (200|3\d\d|4\d\d) /);
    // Next tidies a doubled slash up by itself, on this very host.
    expect(headers, about).not.toMatch(/^location: (?!\/[^/\\])/im);
    expect(headers, about).not.toMatch(/^(set-cookie|x-injected):/im);
    expect(body, about).not.toMatch(/<script>alert|\bat .*\.(ts|js|mjs):\d/);
  }
  const status = await fetch(`${desk.url}/api/email-tracking/status/${id}`);
  expect(await status.json()).toMatchObject({ found: true, open_count: 0, click_count: 0 });

  // The real ones work as ever, and say what no cache and no search engine may do with them.
  const image = await sendRaw(desk.url, request("GET", `/api/email-tracking/pixel/${id}.gif`));
  expect(image).toMatch(/^HTTP\/1\.1 200 /);
  expect(image).toMatch(/^referrer-policy: no-referrer\r$/im);
  expect(image).toMatch(/^x-robots-tag: noindex/im);
  expect(image).not.toMatch(/^set-cookie:/im);
});
