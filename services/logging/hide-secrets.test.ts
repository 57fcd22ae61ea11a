import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hideSecrets } from "./hide-secrets";

const trackingId = "aB3-_".repeat(9).slice(0, 43);
const hidden = (message: string) => JSON.parse(hideSecrets(JSON.stringify({ message }))).message;

describe("the last gate of the log", () => {
  it.each([
    ["550 <ada.lovelace+x@example.co.uk>: no such user", "550 <[hidden]>: no such user"],
    ["wörld@bücher.example is full", "[hidden] is full"],
    ["root@localhost", "[hidden]"],
    ["to=ada%40example.com&x=1", "[hidden]&x=1"],
    ["connect smtp://user:p$ss/w@rd@mail.example:25", "connect smtp://user:p$ss/[hidden]@mail.example:25"],
    ["mysql://portal:s3cret@127.0.0.1:3306/db", "mysql://[hidden]@127.0.0.1:3306/db"],
    ["Authorization: Bearer mp_abc.def", "Authorization: Bearer [hidden]"],
    [`GET /api/email-tracking/pixel/${trackingId}.gif`, "GET /api/email-tracking/pixel/[hidden].gif"],
    [`two lines\n${trackingId}`, "two lines\n[hidden]"],
    [`tid=${trackingId}&url=x`, "tid=[hidden]&url=x"],
  ])("%s", (said, expected) => expect(hidden(said)).toBe(expected));

  it("keeps what is no secret", () => {
    const plain =
      "at Object.<anonymous> (file:///srv/node_modules/@scope/pkg/index.js:1:2) 0a1b2c3d-0000-4000-8000-000000000000";
    expect(hidden(plain)).toBe(plain);
  });

  it("takes no time for a long line", () => {
    const startedAt = performance.now();
    hidden(`${"a.".repeat(50_000)} ${"x".repeat(100_000)}`);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it("leaves JSON whole, and no address in it, whatever stands around one", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const message = `${before}\n\tada@example.com\n${after}`;
        expect(hidden(message)).not.toContain("ada@example.com");
      }),
    );
  });
});
