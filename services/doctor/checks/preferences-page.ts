import { askPortal } from "../ask-portal";
import { type DoctorCheck, green, red } from "../check";
import { describeIntruder } from "../describe-intruder";
import { isLinkUnknown } from "../is-tracking-answer";

export const preferencesPageCheck: DoctorCheck = {
  slug: "preferences-page",
  group: "tracking",
  title: "Recipients reach the page where they opt out",
  why: "Every tracked mail links to it. Who meets a sign-in there cannot say no, which the law wants them to be able to.",
  async run(examination) {
    await examination.pixel();
    // Of no recipient: the portal itself says then, with 404, that the link does not work.
    const answer = await askPortal("/email-preferences/doctor");
    if (isLinkUnknown(answer)) return green("It is answered without a sign-in.");
    return red(
      describeIntruder(answer, "the preferences page"),
      "Exempt /email-preferences/ from any sign-in or redirect in what stands in front, and let it pass that path: recipients have no account.",
    );
  },
};
