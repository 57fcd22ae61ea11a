import { testImap } from "@/services/module-connections/test-imap";
import type { DoctorCheck } from "../check";
import { connectionFinding } from "../connection-finding";

export const imapConnectionCheck: DoctorCheck = {
  slug: "imap-connection",
  group: "mail",
  title: "The mailboxes can be read (IMAP)",
  why: "Answers to tickets arrive there. An answer also proves that a mail was read, even where images are blocked.",
  timeoutMs: 20_000,
  run: (examination) => connectionFinding(examination, "imap", testImap, mend),
};

const mend = "Correct the mailboxes under Admin → Integration Modules → IMAP, and use Test connection there.";
