import { describe, expect, it } from "vitest";
import { keptContentType, sniffRasterType } from "./content-type";

const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

describe("the content type that is kept", () => {
  it("is the bytes' for an image that may be shown, whatever was declared", () => {
    expect(keptContentType("application/octet-stream", sniffRasterType(png))).toBe("image/png");
    expect(sniffRasterType(Buffer.from("ffd8ffe000104a464946", "hex"))).toBe("image/jpeg");
    expect(sniffRasterType(Buffer.from("GIF89a....."))).toBe("image/gif");
    expect(sniffRasterType(Buffer.from("RIFF\x10\x00\x00\x00WEBPVP8 ", "latin1"))).toBe("image/webp");
  });

  it("is no image for what only says so", () => {
    const html = sniffRasterType(Buffer.from("<script>alert(1)</script>"));
    expect(html).toBeNull();
    expect(keptContentType("image/png", html)).toBe("application/octet-stream");
    expect(sniffRasterType(Buffer.from("RIFF....WAVE"))).toBeNull();
    expect(sniffRasterType(Buffer.alloc(0))).toBeNull();
  });

  it("is what was declared for anything else, without parameters, as long as it is a type", () => {
    expect(keptContentType('Text/Calendar; method=REQUEST; charset="utf-8"', null)).toBe("text/calendar");
    expect(keptContentType("image/svg+xml", null)).toBe("image/svg+xml");
    for (const wrong of [
      "",
      "pdf",
      "text/html\r\nX: y",
      "a/b/c",
      `text/${"x".repeat(200)}`,
      "te xt/html",
      "multipart/mixed",
    ]) {
      expect(keptContentType(wrong, null)).toBe("application/octet-stream");
    }
  });
});
