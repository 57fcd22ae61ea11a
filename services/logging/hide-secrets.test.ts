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
    [`tid=${trackingId}&url=x`, "tid=[hidden]&url=x"],
  ])("%s", (said, expected) => expect(hidden(said)).toBe(expected));

  it("keeps what is no secret", () => {
    const plain =
      "at Object.<anonymous> (file:///srv/node_modules/@scope/pkg/index.js:1:2) 0a1b2c3d-0000-4000-8000-000000000000";
    expect(hidden(plain)).toBe(plain);
  });

  it("leaves JSON whole, and no address in it, whatever stands around one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (before, after) => {
        const message = `${before}\n\tada@example.com\n${after}`;
        expect(hidden(message)).not.toContain("ada@example.com");
      }),
    );
  });
});
