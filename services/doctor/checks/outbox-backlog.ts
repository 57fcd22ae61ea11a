import { readBacklog } from "@/services/workers/read-backlog";
import { amber, type DoctorCheck, green, red } from "../check";
import { counted } from "../counted";
import { duration } from "../duration";

const [slowMs, stuckMs] = [2 * 60_000, 15 * 60_000];

export const outboxBacklogCheck: DoctorCheck = {
  slug: "outbox-backlog",
  group: "workers",
  title: "No mail waits to be sent",
  why: "What is due and does not leave shows that the transport is paused, too slow, or that no worker runs.",
  async run(examination) {
    await examination.database();
    const { waiting, oldestSeconds } = await readBacklog("outbox");
    const ageMs = oldestSeconds * 1000;
    if (waiting === 0) return green("Nothing is due.");
    const found = `${counted(waiting, "copy is", "copies are")} due, the oldest since ${duration(ageMs)}.`;
    if (ageMs < slowMs) return green(found);
    return ageMs < stuckMs ? amber(found, mend) : red(found, mend);
  },
};

const mend = "See “Sending is not paused”, “The workers run” and the connection of the transport.";
