import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address";

describe("the client's address", () => {
  it("is the socket's when no proxy is trusted, whatever the client claims", () => {
    expect(clientAddress("203.0.113.7", "198.51.100.1", 0)).toBe("203.0.113.7");
  });

  it("is what the last trusted proxy was asked from, not what the client wrote before it", () => {
    expect(clientAddress("10.0.0.1", "6.6.6.6, 198.51.100.1", 1)).toBe("198.51.100.1");
    expect(clientAddress("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", 2)).toBe("198.51.100.1");
  });

  it("falls back to the first entry when there are fewer than the trusted hops, and to the socket without any", () => {
    expect(clientAddress("10.0.0.1", "198.51.100.1", 3)).toBe("198.51.100.1");
    expect(clientAddress("10.0.0.1", undefined, 1)).toBe("10.0.0.1");
  });

  it("joins a header that was sent several times", () => {
    expect(clientAddress("10.0.0.1", ["6.6.6.6", "198.51.100.1"], 1)).toBe("198.51.100.1");
  });

  it("gives IPv4-mapped addresses as IPv4 and leaves IPv6 alone", () => {
    expect(clientAddress("::ffff:203.0.113.7", undefined, 0)).toBe("203.0.113.7");
    expect(clientAddress("2001:db8::1", undefined, 0)).toBe("2001:db8::1");
    expect(clientAddress("10.0.0.1", "[2001:db8::1]:443", 1)).toBe("2001:db8::1");
  });

  it("is read without the port that some proxies write behind it", () => {
    expect(clientAddress("10.0.0.1", "203.0.113.5:4711", 1)).toBe("203.0.113.5");
    expect(clientAddress("10.0.0.1", "6.6.6.6:1, 203.0.113.5:65535", 1)).toBe("203.0.113.5");
    expect(clientAddress("10.0.0.1", "[::ffff:203.0.113.5]:4711", 1)).toBe("203.0.113.5");
    expect(clientAddress("10.0.0.1", "203.0.113.5:", 1)).toBeNull();
    expect(clientAddress("10.0.0.1", "203.0.113.5:http", 1)).toBeNull();
  });

  it("is null rather than a text that is no address", () => {
    expect(clientAddress("10.0.0.1", "unknown", 1)).toBeNull();
    expect(clientAddress(undefined, undefined, 0)).toBeNull();
    expect(clientAddress("10.0.0.1", "' OR 1=1 --", 1)).toBeNull();
  });
});
