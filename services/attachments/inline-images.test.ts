import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentIdOfUrl } from "./content-id";
import { contentIdsIn, replaceInlineImages } from "./inline-images";

const show = (html: string) =>
  replaceInlineImages(html, (id) => (id === "gone" ? null : `/show/${id}?a=1&b=2`));

describe("inline images", () => {
  it("are found however the mail writes them, and nothing else is touched", () => {
    const html = `<IMG alt=x SRC='cid:one@x'><p>cid:two</p><img src=CID:three width=1><img src=" cid:a%40b ">
      <a href="cid:four">y</a><img src="https://example.com/cid:five"><img alt="src='cid:six'">`;
    expect([...contentIdsIn(html)]).toEqual(["one@x", "three", "a@b"]);
    expect(
      show(html),
    ).toBe(`<IMG alt=x SRC='/show/one@x?a=1&amp;b=2'><p>cid:two</p><img src="/show/three?a=1&amp;b=2" width=1><img src="/show/a@b?a=1&amp;b=2">
      <a href="cid:four">y</a><img src="https://example.com/cid:five"><img alt="src='cid:six'">`);
  });

  it("that nobody knows stay as they are", () => {
    expect(show('<img src="cid:gone">')).toBe('<img src="cid:gone">');
  });

  it("take the first of two sources, as a browser does", () => {
    expect([...contentIdsIn('<img src="cid:a" src="cid:b">')]).toEqual(["a"]);
  });

  it("never change HTML that names none", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!/cid/i.test(text));
        expect(show(text)).toBe(text);
      }),
    );
  });

  it("a URL's Content-ID is decoded, also when it was not encoded as it should be", () => {
    expect(contentIdOfUrl("cid:a%25b@c")).toBe("a%b@c");
    expect(contentIdOfUrl("cid:100%@c")).toBe("100%@c");
    expect(contentIdOfUrl("cid:%3Ca@b%3E")).toBe("a@b");
    expect(contentIdOfUrl("cid:")).toBeNull();
    expect(contentIdOfUrl("https://example.com")).toBeNull();
  });
});
