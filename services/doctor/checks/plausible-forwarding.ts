import { getForwardingState } from "@/services/plausible/forwarding-state";
import { amber, type DoctorCheck, green, red } from "../check";
import { counted } from "../counted";
import { duration } from "../duration";

/** Events settle for ten seconds, and a Plausible that was away is asked again after five minutes at most. */
const [slowMs, stuckMs] = [10 * 60_000, 60 * 60_000];

export const plausibleForwardingCheck: DoctorCheck = {
  slug: "plausible-forwarding",
  group: "modules",
  title: "Events get to Plausible",
  why: "Plausible dates events on arrival: what waits too long would count on a wrong day, and is not sent any more.",
  async run(examination) {
    await examination.database();
    const state = await getForwardingState();
    if (state.mode === "off") return green("Nothing is forwarded: events stay here.");
    if (state.mode === "paused")
      return amber(
        `Forwarding is paused; ${counted(state.pending, "event waits", "events wait")}.`,
        "Admin → Integration Modules → Forwarding, Go on.",
      );
    const ageMs = state.oldestPendingAt ? Date.now() - state.oldestPendingAt.getTime() : 0;
    const found = `${counted(state.pending, "event waits", "events wait")}${ageMs > 0 ? `, the oldest for ${duration(ageMs)}` : ""}.`;
    const because = state.waitingBecause ? ` ${state.waitingBecause}` : "";
    if (ageMs > stuckMs) return red(`${found}${because}`, panel);
    if (ageMs > slowMs) return amber(`${found}${because}`, panel);
    if (state.failed > 0)
      return amber(`${found} Plausible refused ${state.failed}: ${state.last.failed?.detail ?? ""}`, panel);
    const { sent, dropped } = state.last;
    if (dropped && (!sent || dropped.at > sent.at))
      return amber(`${found} Plausible threw the last one away: ${dropped.detail ?? ""}`, panel);
    return green(found);
  },
};

const panel =
  "See “Plausible Analytics: the connection works”, and Admin → Integration Modules → Forwarding.";
