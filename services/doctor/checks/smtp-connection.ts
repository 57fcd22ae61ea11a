import { testSmtp } from "@/services/module-connections/test-smtp";
import type { DoctorCheck } from "../check";
import { connectionFinding } from "../connection-finding";

export const smtpConnectionCheck: DoctorCheck = {
  slug: "smtp-connection",
  group: "mail",
  title: "The mail server lets us in (SMTP)",
  why: "While it does not, mail waits in the outbox.",
  timeoutMs: 20_000,
  run: (examination) => connectionFinding(examination, "smtp", testSmtp, mend),
};

const mend =
  "Correct the server’s URL under Admin → Integration Modules → SMTP, and use Test connection there.";
