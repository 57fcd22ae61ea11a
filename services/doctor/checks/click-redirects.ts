import { type DoctorCheck, green, red } from "../check";
import { describeIntruder } from "../describe-intruder";

export const clickRedirectsCheck: DoctorCheck = {
  slug: "click-redirects",
  group: "tracking",
  title: "A tracked link leads on",
  why: "A recipient who clicks must arrive exactly where the mail linked to, without a sign-in in between.",
  async run(examination) {
    const answer = await examination.click();
    const { destination } = examination.addresses();
    const { location } = answer.headers;
    if (answer.status === 302 && location === destination)
      return green("A signed link is redirected to exactly where it leads.");
    if (answer.status === 400) {
      return red(
        "A link that this portal signed is refused: its query was changed on the way, or another portal answers.",
        "What stands in front must pass the query on as it is. See also “PORTAL_URL leads to this portal”.",
      );
    }
    return red(
      describeIntruder(answer, "a tracked link"),
      "Exempt /api/email-tracking/ from any sign-in, redirect or bot check, and set PORTAL_URL to the final address.",
    );
  },
};
