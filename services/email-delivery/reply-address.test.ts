import { beforeAll, describe, expect, it } from "vitest";
import { replyAddress, ticketOfReplyAddress } from "./reply-address";

beforeAll(() => {
  Object.assign(process.env, {
    SECRET_KEY: "a-secret-key-that-only-tests-use-0123456789",
    DATABASE_URL: "mysql://none:none@127.0.0.1:1/none",
  });
});

describe("a ticket's reply address", () => {
  it("leads back to its ticket, whatever a server does to its letters", () => {
    const address = replyAddress(42, "support@example.com");
    expect(address).toMatch(/^support\+t42\.[0-9a-f]{20}@example\.com$/);
    expect(ticketOfReplyAddress(address)).toBe(42);
    expect(ticketOfReplyAddress(address.toUpperCase())).toBe(42);
    expect(ticketOfReplyAddress(`Support <${address}>`)).toBe(42);
  });

  it("cannot be made up, nor moved to another ticket", () => {
    const address = replyAddress(42, "support@example.com");
    expect(ticketOfReplyAddress(address.replace("t42", "t43"))).toBeNull();
    expect(ticketOfReplyAddress("support+t42.00000000000000000000@example.com")).toBeNull();
    expect(ticketOfReplyAddress("support@example.com")).toBeNull();
  });

  it("fits into the 64 characters of a local part for any ticket", () => {
    const local = replyAddress(999_999_999_999_999, "support@example.com").split("@")[0] ?? "";
    expect(local.length).toBeLessThanOrEqual(64);
  });
});
