import { listMailProblems } from "@/services/email-delivery/list-mail-problems";
import { type DoctorCheck, green, red } from "../check";

export const mailboxesReadCheck: DoctorCheck = {
  slug: "mailboxes-read",
  group: "workers",
  title: "The mailboxes are being read",
  why: "The reader of a mailbox tries again by itself; until it succeeds, answers lie there unseen.",
  async run(examination) {
    await examination.database();
    const { mailboxes } = await listMailProblems({ limit: 1 });
    if (mailboxes.length === 0) return green("None is known to fail.");
    return red(
      mailboxes
        .map(
          ({ label, since, lastError }) =>
            `${label}, since ${since.toISOString()}: ${lastError ?? "unknown"}`,
        )
        .join(" "),
      "See “IMAP: the connection works”.",
    );
  },
};
