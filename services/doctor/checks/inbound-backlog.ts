import type { DoctorCheck } from "../check";
import { counted } from "../counted";
import { judgeBacklog } from "./judge-backlog";

export const inboundBacklogCheck: DoctorCheck = {
  slug: "inbound-backlog",
  group: "workers",
  title: "No mail waits to be read",
  why: "An answer that came in and is not read yet is in no ticket.",
  run: (examination) =>
    judgeBacklog(examination, "inbound", {
      nothing: "Nothing waits.",
      found: (waiting, age) => `${counted(waiting, "mail waits", "mails wait")}, the oldest for ${age}.`,
      mend: "See “The workers run”, and Mail problems for what cannot be read.",
    }),
};
