import { askPortal } from "../ask-portal";
import { amber, type DoctorCheck, green, NotLookedAtError } from "../check";
import { isPixel } from "../is-tracking-answer";

export const pixelUncompressedCheck: DoctorCheck = {
  slug: "pixel-uncompressed",
  group: "tracking",
  title: "The pixel is not compressed",
  why: "Compressing 43 bytes makes them more, takes time on every open, and some image proxies of mail services show a broken image.",
  async run(examination) {
    if (!isPixel(await examination.pixel()))
      throw new NotLookedAtError("The pixel is not answered.", "pixel-answers");
    const answer = await askPortal(examination.addresses().pixel, {
      headers: { "Accept-Encoding": "gzip, deflate, br, zstd" },
    });
    const encoding = answer.headers["content-encoding"];
    if (encoding === undefined || encoding === "identity") return green("It arrives as it was sent.");
    return amber(
      `It arrives compressed (${encoding}, ${answer.body.length} bytes).`,
      "Leave image/gif out of the types that the proxy in front compresses.",
    );
  },
};
