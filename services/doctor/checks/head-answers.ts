import { env } from "@/env";
import { explainNetworkError } from "@/services/module-connections/connection-step";
import { askPortal, type PortalAnswer } from "../ask-portal";
import { amber, type DoctorCheck, green } from "../check";

export const headAnswersCheck: DoctorCheck = {
  slug: "head-answers",
  group: "tracking",
  title: "HEAD is answered like GET",
  why: "Security gateways and link checkers ask with HEAD first. When that fails they may warn of the link or take it out of the mail.",
  async run(examination) {
    const { pixel, click } = examination.addresses();
    const [pixelGet, clickGet] = [await examination.pixel(), await examination.click()];
    const wrong = [
      ...(await differs("the pixel", pixel, pixelGet)),
      ...(await differs("a tracked link", click, clickGet)),
    ];
    if (wrong.length === 0) return green("The pixel and links answer HEAD as they answer GET.");
    return amber(wrong.join(" "), "Let HEAD pass for /api/email-tracking/ in what stands in front.");
  },
};

async function differs(what: string, path: string, get: PortalAnswer): Promise<string[]> {
  try {
    const head = await askPortal(path, { method: "HEAD" });
    return head.status === get.status
      ? []
      : [`HEAD for ${what} is answered ${head.status}, GET ${get.status}.`];
  } catch (error) {
    return [
      `HEAD for ${what} is not answered: ${explainNetworkError(error, new URL(env().PORTAL_URL).host)}`,
    ];
  }
}
