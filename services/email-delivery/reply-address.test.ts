import { beforeAll, describe, expect, it } from "vitest";
import { type ReplyAddressing, replyAddress, ticketOfReplyAddress } from "./reply-address";
import { deliveryOfReturnPath, returnPath } from "./return-path";

beforeAll(() => {
  Object.assign(process.env, {
    SECRET_KEY: "a-secret-key-that-only-tests-use-0123456789",
    DATABASE_URL: "mysql://none:none@127.0.0.1:1/none",
  });
});

const plus: ReplyAddressing = { reply_address: "plus", reply_domain: null };
const catchAll: ReplyAddressing = { reply_address: "catch_all", reply_domain: "replies.example.com" };
const none: ReplyAddressing = { reply_address: "none", reply_domain: null };
const made = (ticketId: number, settings = plus) =>
  replyAddress(ticketId, "support@example.com", settings) ?? "";

describe("a ticket's reply address", () => {
  it("leads back to its ticket, whatever a server does to its letters", () => {
    const address = made(42);
    expect(address).toMatch(/^support\+t42\.[0-9a-f]{20}@example\.com$/);
    expect(ticketOfReplyAddress(address)).toBe(42);
    expect(ticketOfReplyAddress(address.toUpperCase())).toBe(42);
    expect(ticketOfReplyAddress(`Support <${address}>`)).toBe(42);
  });

  it("is at the reply domain where all mail of one comes back, and none at all where that is set", () => {
    const address = made(42, catchAll);
    expect(address).toMatch(/^t42\.[0-9a-f]{20}@replies\.example\.com$/);
    expect(ticketOfReplyAddress(address)).toBe(42);
    expect(ticketOfReplyAddress(`"Support" <${address.toUpperCase()}>`)).toBe(42);
    expect(replyAddress(42, "support@example.com", none)).toBeNull();
  });

  it("cannot be made up, nor moved to another ticket, nor hidden in a longer name", () => {
    const address = made(42);
    expect(ticketOfReplyAddress(address.replace("t42", "t43"))).toBeNull();
    expect(ticketOfReplyAddress("support+t42.00000000000000000000@example.com")).toBeNull();
    expect(ticketOfReplyAddress("support@example.com")).toBeNull();
    expect(ticketOfReplyAddress(`x${made(42, catchAll)}`)).toBeNull();
  });

  it("fits into the 64 characters of a local part for any ticket, or is not made", () => {
    expect(made(999_999_999_999_999).split("@")[0]?.length).toBeLessThanOrEqual(64);
    expect(replyAddress(42, `${"long".repeat(15)}@example.com`, plus)).toBeNull();
  });
});

describe("a copy's return path", () => {
  const path = (settings: ReplyAddressing & { return_path: "plus" | "none" }) =>
    returnPath(7, "support@example.com", settings);

  it("names the copy, where the setting says that reports come back", () => {
    expect(path({ ...plus, return_path: "none" })).toBeNull();
    const sub = path({ ...plus, return_path: "plus" }) ?? "";
    expect(sub).toMatch(/^support\+d7\.[0-9a-f]{20}@example\.com$/);
    const whole = path({ ...catchAll, return_path: "plus" }) ?? "";
    expect(whole).toMatch(/^d7\.[0-9a-f]{20}@replies\.example\.com$/);
    for (const address of [sub, whole, `<${sub}>`]) expect(deliveryOfReturnPath(address)).toBe(7);
  });

  it("is no reply address, nor the other way round", () => {
    const address = path({ ...plus, return_path: "plus" }) ?? "";
    expect(ticketOfReplyAddress(address)).toBeNull();
    expect(ticketOfReplyAddress(address.replace("+d7", "+t7"))).toBeNull();
    expect(deliveryOfReturnPath(made(7).replace("+t7", "+d7"))).toBeNull();
  });
});
