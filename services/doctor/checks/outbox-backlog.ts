import type { DoctorCheck } from "../check";
import { counted } from "../counted";
import { judgeBacklog } from "./judge-backlog";

export const outboxBacklogCheck: DoctorCheck = {
  slug: "outbox-backlog",
  group: "workers",
  title: "No mail waits to be sent",
  why: "What is due and does not leave shows that the transport is paused, too slow, or that no worker runs.",
  run: (examination) =>
    judgeBacklog(examination, "outbox", {
      nothing: "Nothing is due.",
      found: (waiting, age) => `${counted(waiting, "copy is", "copies are")} due, the oldest since ${age}.`,
      mend: "See “Sending is not paused”, “The workers run” and the connection of the transport.",
    }),
};
