import type { PortalAnswer } from "../ask-portal";
import { type DoctorCheck, green, NotLookedAtError, red } from "../check";
import { isPixel } from "../is-tracking-answer";

export const noCookiesCheck: DoctorCheck = {
  slug: "no-cookies",
  group: "tracking",
  title: "Recipients get no cookie",
  why: "Tracking promises its recipients to leave nothing in their browser. A load balancer or CDN that adds a cookie breaks that promise.",
  async run(examination) {
    const answers = [await examination.pixel(), await examination.click()];
    if (!answers.some(isPixel)) throw new NotLookedAtError("The pixel is not answered.", "pixel-answers");
    const names = answers.flatMap(cookieNames);
    if (names.length === 0) return green("Neither the pixel nor a link sets one.");
    return red(
      `Something in front sets ${[...new Set(names)].join(", ")}.`,
      "Switch cookies off for /api/email-tracking/ in what stands in front: the portal needs none to find its processes.",
    );
  },
};

function cookieNames({ headers }: PortalAnswer): string[] {
  return (headers["set-cookie"] ?? []).map((cookie) => cookie.split("=", 1)[0]?.slice(0, 40) ?? "");
}
