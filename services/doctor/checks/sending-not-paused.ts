import { listMailProblems } from "@/services/email-delivery/list-mail-problems";
import { type DoctorCheck, green, red } from "../check";

export const sendingNotPausedCheck: DoctorCheck = {
  slug: "sending-not-paused",
  group: "mail",
  title: "Sending is not paused",
  why: "A transport that has no quota left, or refuses the sign-in, is left alone for a while; mail waits.",
  async run(examination) {
    await examination.database();
    const { transports } = await listMailProblems({ limit: 1 });
    const [paused] = transports;
    if (!paused) return green("No transport is paused.");
    const reason = paused.kind === "quota" ? "it has no quota left" : "it refused the sign-in";
    return red(
      `Sending by ${paused.name} is paused until ${paused.until.toISOString()}: ${reason}. ${paused.detail ?? ""}`.trim(),
      "Mend the cause, then “Try now” under Mail problems.",
    );
  },
};
