import { readBacklog } from "@/services/workers/read-backlog";
import { amber, type DoctorCheck, green, red } from "../check";
import { counted } from "../counted";
import { duration } from "../duration";

const [slowMs, stuckMs] = [2 * 60_000, 15 * 60_000];

export const inboundBacklogCheck: DoctorCheck = {
  slug: "inbound-backlog",
  group: "workers",
  title: "No mail waits to be read",
  why: "An answer that came in and is not read yet is in no ticket.",
  async run(examination) {
    await examination.database();
    const { waiting, oldestSeconds } = await readBacklog("inbound");
    const ageMs = oldestSeconds * 1000;
    if (waiting === 0) return green("Nothing waits.");
    const found = `${counted(waiting, "mail waits", "mails wait")}, the oldest for ${duration(ageMs)}.`;
    if (ageMs < slowMs) return green(found);
    return ageMs < stuckMs ? amber(found, mend) : red(found, mend);
  },
};

const mend = "See “The workers run”, and Mail problems for what cannot be read.";
