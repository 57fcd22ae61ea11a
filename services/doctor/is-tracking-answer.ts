import type { PortalAnswer } from "./ask-portal";

/** Whether this is an image, as the portal would send one. */
export const isPixel = ({ status, headers }: PortalAnswer) =>
  status === 200 && headers["content-type"] === "image/gif";

/** Whether this is the portal's own way to send somebody on: with this header, which no proxy adds. */
export const isRedirect = ({ status, headers }: PortalAnswer) =>
  status === 302 && headers["referrer-policy"] === "no-referrer";

/** Whether this is what the portal says of a preferences link that is nobody's; something in front has a 404 of its own. */
export const isLinkUnknown = ({ status, headers }: PortalAnswer) =>
  status === 404 &&
  headers["referrer-policy"] === "no-referrer" &&
  headers["x-robots-tag"] === "noindex, nofollow";
