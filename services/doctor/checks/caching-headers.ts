import type { PortalAnswer } from "../ask-portal";
import { type DoctorCheck, green, NotLookedAtError, red } from "../check";
import { isPixel, isRedirect } from "../is-tracking-answer";

export const cachingHeadersCheck: DoctorCheck = {
  slug: "caching-headers",
  group: "tracking",
  title: "Nothing is cached on the way",
  why: "An image from a cache never reaches the portal: only the first open is seen, and an open of somebody else’s copy may be seen as none.",
  async run(examination) {
    const [pixel, click] = [await examination.pixel(), await examination.click()];
    if (!isPixel(pixel) && !isRedirect(click))
      throw new NotLookedAtError("Neither the pixel nor a link is answered by the portal.", "pixel-answers");
    const wrong = [
      ...(isPixel(pixel) ? problems("The pixel", pixel) : []),
      ...(isRedirect(click) ? problems("A link’s redirect", click) : []),
    ];
    if (wrong.length === 0) return green("Cache-Control says no-store, as sent, and no cache has answered.");
    return red(wrong.join(" "), mend);
  },
};

const mend =
  "Switch caching off for /api/email-tracking/ in the proxy or CDN in front, and let it leave Cache-Control as it is.";

function problems(what: string, { headers }: PortalAnswer): string[] {
  const control = headers["cache-control"];
  const cache = ["x-cache", "cf-cache-status", "x-cache-status"]
    .map((name) => headers[name])
    .find((value) => typeof value === "string" && /hit/i.test(value));
  return [
    ...(control?.includes("no-store")
      ? []
      : [`${what} arrives ${control ? `with Cache-Control: ${control}` : "without Cache-Control"}.`]),
    ...(headers.age !== undefined || cache !== undefined
      ? [`${what} comes from a cache (${cache ?? `Age: ${headers.age}`}).`]
      : []),
  ];
}
