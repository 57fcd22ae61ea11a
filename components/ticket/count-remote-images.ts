import sanitize from "sanitize-html";

export type RemoteImages = { count: number; trackers: number };

const isPixelSize = (value: string | undefined) => value !== undefined && Number.parseFloat(value) <= 1;

/**
 * How many images of a mail would be asked for from elsewhere, and how many of these look made to be unseen (at most
 * one pixel wide or high).
 */
export function countRemoteImages(bodyHtml: string): RemoteImages {
  const images: RemoteImages = { count: 0, trackers: 0 };
  sanitize(bodyHtml, {
    allowedTags: ["img"],
    transformTags: {
      img(tagName, attribs) {
        if (/^\s*(https?:)?\/\//i.test(attribs.src ?? "")) {
          images.count++;
          const styled = /(?:^|;)\s*(?:width|height)\s*:\s*([\d.]+)/i.exec(attribs.style ?? "")?.[1];
          if ([attribs.width, attribs.height, styled].some(isPixelSize)) images.trackers++;
        }
        return { tagName, attribs };
      },
    },
  });
  return images;
}
