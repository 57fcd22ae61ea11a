import { PIXEL_GIF } from "@/services/email-tracking/requests/pixel-gif";
import { type DoctorCheck, green, red } from "../check";
import { describeIntruder } from "../describe-intruder";

export const pixelAnswersCheck: DoctorCheck = {
  slug: "pixel-answers",
  group: "tracking",
  title: "The pixel is answered",
  why: "A sign-in, a redirect or an error page in its place is no image: no open is ever recorded.",
  async run(examination) {
    const answer = await examination.pixel();
    const isGif = answer.status === 200 && answer.headers["content-type"] === "image/gif";
    if (!isGif) return red(describeIntruder(answer, "the pixel"), mend);
    if (Buffer.compare(answer.body, PIXEL_GIF) !== 0) {
      return red(
        `The image that arrives is not the one that was sent: ${answer.body.length} bytes for ${PIXEL_GIF.length}.`,
        "Switch image optimisation off for /api/email-tracking/ in what stands in front.",
      );
    }
    return green(`A GIF of ${PIXEL_GIF.length} bytes, as sent.`);
  },
};

const mend =
  "Recipients have no account: exempt /api/email-tracking/ from any sign-in, redirect or bot check, and set PORTAL_URL to the final address.";
