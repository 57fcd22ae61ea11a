import { describe, expect, it } from "vitest";
import { readPlainRequest } from "./plain-request";

const pixel = `/api/email-tracking/pixel/${"A".repeat(43)}.gif`;
const read = (...lines: string[]) => readPlainRequest(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"));

describe("a plain request", () => {
  it("is read with the headers that count, in whatever case their names are written", () => {
    expect(
      read(
        `GET ${pixel}?x=1 HTTP/1.1`,
        "host: support.example.com",
        "USER-AGENT: \t Thunderbird/128.0 \t",
        "Accept: image/*",
        "Sec-GPC:1",
        "X-Forwarded-For: 6.6.6.6, 198.51.100.9",
      ),
    ).toEqual({
      url: `${pixel}?x=1`,
      headers: {
        host: "support.example.com",
        "user-agent": "Thunderbird/128.0",
        "sec-gpc": "1",
        "x-forwarded-for": "6.6.6.6, 198.51.100.9",
      },
    });
  });

  it("may be a click, and may ask for the connection to stay", () => {
    const url = "/api/email-tracking/click?tid=a&url=https://example.com/%C3%A9?x=1;y&sig=b";
    expect(read(`GET ${url} HTTP/1.1`, "Host: a", "Connection: Keep-Alive")?.url).toBe(url);
  });

  it("keeps each byte of a value as it came", () => {
    expect(
      read(`GET ${pixel} HTTP/1.1`, "Host: a", "User-Agent: \xa0Zo\xeb: a:b\xa0")?.headers,
    ).toMatchObject({
      "user-agent": "\xa0Zo\xeb: a:b\xa0",
    });
  });

  it.each([
    ["another method", [`HEAD ${pixel} HTTP/1.1`, "Host: a"]],
    ["another path", ["GET /login HTTP/1.1", "Host: a"]],
    ["the status", ["GET /api/email-tracking/status/abc HTTP/1.1", "Host: a"]],
    ["an absolute target", [`GET http://a${pixel} HTTP/1.1`, "Host: a"]],
    ["a target with a fragment", [`GET ${pixel}#x HTTP/1.1`, "Host: a"]],
    ["a target with a blank", [`GET ${pixel} x HTTP/1.1`, "Host: a"]],
    ["a target beyond ASCII", [`GET ${pixel}\xe9 HTTP/1.1`, "Host: a"]],
    ["another version", [`GET ${pixel} HTTP/1.0`, "Host: a"]],
    ["no host", [`GET ${pixel} HTTP/1.1`, "Accept: */*"]],
    ["two hosts", [`GET ${pixel} HTTP/1.1`, "Host: a", "Host: b"]],
    ["two user agents", [`GET ${pixel} HTTP/1.1`, "Host: a", "User-Agent: b", "user-agent: c"]],
    ["a second, empty one", [`GET ${pixel} HTTP/1.1`, "Host: a", "DNT:", "DNT: 1"]],
    ["a body", [`GET ${pixel} HTTP/1.1`, "Host: a", "Content-Length: 4"]],
    ["a body in chunks", [`GET ${pixel} HTTP/1.1`, "Host: a", "TRANSFER-ENCODING: chunked"]],
    ["an expectation", [`GET ${pixel} HTTP/1.1`, "Host: a", "Expect: 100-continue"]],
    ["an upgrade", [`GET ${pixel} HTTP/1.1`, "Host: a", "Upgrade: websocket"]],
    ["a connection that ends", [`GET ${pixel} HTTP/1.1`, "Host: a", "Connection: close"]],
    ["options of the connection", [`GET ${pixel} HTTP/1.1`, "Host: a", "Connection: keep-alive, te"]],
    ["a folded line", [`GET ${pixel} HTTP/1.1`, "Host: a", "User-Agent: b", " c"]],
    ["a blank before a colon", [`GET ${pixel} HTTP/1.1`, "Host: a", "Content-Length : 4"]],
    ["a line without a colon", [`GET ${pixel} HTTP/1.1`, "Host: a", "nothing"]],
    ["a nameless line", [`GET ${pixel} HTTP/1.1`, "Host: a", ": nothing"]],
    ["a bare line feed", [`GET ${pixel} HTTP/1.1`, "Host: a\nContent-Length: 4"]],
    ["a bare carriage return", [`GET ${pixel} HTTP/1.1`, "Host: a\rContent-Length: 4"]],
    ["a NUL", [`GET ${pixel} HTTP/1.1`, "Host: a", "User-Agent: b\0c"]],
    [
      "a second request behind it",
      [`GET ${pixel} HTTP/1.1`, "Host: a", "", `GET ${pixel} HTTP/1.1`, "Host: a"],
    ],
    ["more than 8 KB", [`GET ${pixel} HTTP/1.1`, "Host: a", `User-Agent: ${"x".repeat(8_192)}`]],
  ])("is not one with %s", (_case, lines) => {
    expect(read(...lines)).toBeNull();
  });

  it("is not one before its last byte has come", () => {
    const whole = `GET ${pixel} HTTP/1.1\r\nHost: a\r\nUser-Agent: b\r\n\r\n`;
    expect(readPlainRequest(Buffer.from(whole))).not.toBeNull();
    for (let length = 0; length < whole.length; length++)
      expect(readPlainRequest(Buffer.from(whole.slice(0, length)))).toBeNull();
  });
});
