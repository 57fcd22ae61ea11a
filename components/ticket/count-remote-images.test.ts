import { describe, expect, it } from "vitest";
import { countRemoteImages } from "./count-remote-images";

describe("countRemoteImages", () => {
  it("counts what would be asked for from elsewhere, and the unseen ones among them", () => {
    const html = `<p>Hi</p><img src="https://a.example/logo.png" width="120"><img src="//b.example/o.gif" width="1" height="1">
      <img src="https://c.example/p" style="height:0px"><img src="data:image/png;base64,AA"><img src="cid:x">`;
    expect(countRemoteImages(html)).toEqual({ count: 3, trackers: 2 });
  });

  it("is not fooled by an image that is only written about", () => {
    expect(
      countRemoteImages("<p>&lt;img src=https://a.example&gt;</p><!-- <img src='https://x.example'> -->"),
    ).toEqual({
      count: 0,
      trackers: 0,
    });
  });
});
