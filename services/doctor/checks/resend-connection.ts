import { testResend } from "@/services/module-connections/test-resend";
import type { DoctorCheck } from "../check";
import { connectionFinding } from "../connection-finding";

export const resendConnectionCheck: DoctorCheck = {
  slug: "resend-connection",
  group: "mail",
  title: "Resend takes our mail, and does not track it",
  why: "The key and the sender’s domain must be accepted. Resend’s own tracking would wrap links twice and tell it of every open; without its webhook bounces are not heard of.",
  timeoutMs: 20_000,
  run: (examination) => connectionFinding(examination, "resend", testResend, mend),
};

const mend =
  "See to it at resend.com, or under Admin → Integration Modules → Resend, and use Test connection there.";
