import { env } from "@/env";
import { explainNetworkError } from "@/services/module-connections/connection-step";
import { type DoctorCheck, green, red } from "../check";
import { describeIntruder } from "../describe-intruder";
import { askForEcho } from "../portal-echo";

export const portalUrlReachesUsCheck: DoctorCheck = {
  slug: "portal-url-reaches-us",
  group: "address",
  title: "PORTAL_URL leads to this portal",
  why: "Opens and clicks that arrive at another machine, at an old installation or at a copy of this one are lost here.",
  async run(examination) {
    const { PORTAL_URL } = env();
    const writeDown = (await examination.databaseProblem()) === null;
    try {
      const outcome = await askForEcho({ writeDown });
      if (outcome.kind === "here")
        return green(`A question asked at ${PORTAL_URL} was answered by this portal.`);
      if (outcome.kind === "copy") {
        return red(
          `${PORTAL_URL} leads to another portal that has this one’s SECRET_KEY and another database: a copy of this portal.`,
          "Set PORTAL_URL to this portal’s own address, and give a copy a SECRET_KEY of its own.",
        );
      }
      return red(describeIntruder(outcome.answer, "a question that only this portal can answer"), mend);
    } catch (error) {
      return red(
        `Nothing answers at ${PORTAL_URL} when this machine asks: ${explainNetworkError(error, new URL(PORTAL_URL).host)}`,
        "Start the portal, and set PORTAL_URL to where it, or the proxy in front of it, listens. If only this machine cannot go there (a router that does not lead back inside), ask from outside.",
      );
    }
  },
};

const mend =
  "Set PORTAL_URL to this portal’s own address. What stands in front must pass /api/email-tracking/ on as it is, with its query.";
