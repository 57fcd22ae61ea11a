import { z } from "zod";
import { defineModule } from "../module-definition";
import { domainName, secretText, wholeNumber, yesNo } from "../setting-schemas";

/** A host name as a mail server writes it at the start of Authentication-Results (RFC 8601, 2.5). */
const authservId = z
  .string("Enter a host name.")
  .trim()
  .toLowerCase()
  .max(253, "Enter at most 253 characters.")
  .regex(/^[a-z0-9.-]+$/, "Enter the name alone, such as mx.example.com.")
  .nullable();

export const emailModule = defineModule({
  slug: "email",
  name: "Email",
  description: "How replies leave and how answers come back, whatever carries them.",
  icon: "📬",
  alwaysOn: true,
  schema: z.object({
    undo_seconds: wholeNumber(0, 60),
    give_up_after_hours: wholeNumber(1, 168),
    max_attachment_mb: wholeNumber(1, 40),
    reply_address: z.enum(["plus", "catch_all", "none"], "Choose one of the ways."),
    reply_domain: domainName,
    return_path: z.enum(["none", "plus"], "Choose one of the ways."),
    acknowledge: yesNo,
    trusted_authserv_id: authservId,
    inbound_key: secretText,
    keep_raw_mail_days: wholeNumber(0, 3650),
  }),
  fields: [
    {
      name: "undo_seconds",
      label: "Undo, seconds",
      help: "So long a reply from the composer waits before it leaves, and can be taken back. 0: it leaves at once.",
      type: "number",
      default: 10,
    },
    {
      name: "give_up_after_hours",
      label: "Give up after, hours",
      help: "A mail that a server refuses for now is tried so long before it counts as failed.",
      type: "number",
      default: 48,
    },
    {
      name: "max_attachment_mb",
      label: "Attachments, MB",
      help: "The most that the files of one reply may have together. Many mail servers refuse mails of over 25 MB.",
      type: "number",
      default: 20,
    },
    {
      name: "reply_address",
      label: "Reply address",
      help: "How an answer finds its ticket: by an address of its own. Without one, by its headers only.",
      type: "select",
      options: [
        { value: "plus", label: "support+ticket@your-domain (sub-addressing)" },
        { value: "catch_all", label: "ticket@the reply domain (a catch-all domain)" },
        { value: "none", label: "The support address itself" },
      ],
      default: "plus",
    },
    {
      name: "reply_domain",
      label: "Reply domain",
      help: "Only for a catch-all domain: all mail to it must come back to this portal.",
      type: "text",
      default: null,
    },
    {
      name: "return_path",
      label: "Bounces to an address of their own",
      help: "SMTP only. Names the copy that bounced even when the report does not. Needs sub-addressing, or the reply domain.",
      type: "select",
      options: [
        { value: "none", label: "No: to the support address" },
        { value: "plus", label: "Yes: one return path per copy" },
      ],
      default: "none",
    },
    {
      name: "acknowledge",
      label: "Acknowledge new tickets",
      help: "Answers mail that opens a ticket with a short note, once an hour per address at most, never a machine.",
      type: "boolean",
      default: true,
    },
    {
      name: "trusted_authserv_id",
      label: "Server that checks senders",
      help: "The name your receiving server puts first in Authentication-Results, such as mx.example.com. Other servers' are not believed.",
      type: "text",
      default: null,
    },
    {
      name: "inbound_key",
      label: "Key for incoming mail",
      help: "With it a mail server hands mail to /api/inbound/email. Stored encrypted.",
      type: "secret",
      env: "INBOUND_EMAIL_KEY",
      default: null,
    },
    {
      name: "keep_raw_mail_days",
      label: "Keep raw mail, days",
      help: "So long the bytes of mail that came in are kept beside its message; of mail that waits under Mail problems, always. 0: for ever.",
      type: "number",
      default: 90,
    },
  ],
  check(settings) {
    if (settings.inbound_key && settings.inbound_key.length < 16) {
      return { field: "inbound_key", message: "Enter a key of at least 16 characters." };
    }
    if (settings.reply_address === "catch_all" && !settings.reply_domain) {
      return { field: "reply_domain", message: "Enter the domain whose mail all comes back to this portal." };
    }
    return null;
  },
});
