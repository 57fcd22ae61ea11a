import { z } from "zod";
import type { ConnectionStep } from "@/services/module-connections/connection-step";
import { parseUrl } from "@/services/parse-url";
import { addressProblem } from "../address-policy";
import { defineModule } from "../module-definition";
import { senderAddress, wholeNumber } from "../setting-schemas";

/** `smtp://` upgrades with STARTTLS where offered, `smtps://` is encrypted from the first byte. */
const smtpUrl = z
  .string("Enter a URL.")
  .trim()
  .max(2000, "Enter at most 2,000 characters.")
  .refine((value) => {
    const url = parseUrl(value);
    return url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== "";
  }, "Enter a URL such as smtp://user:password@mail.example.com:587.")
  .nullable();

export const smtpModule = defineModule({
  slug: "smtp",
  name: "SMTP",
  description: "Sends emails through your own mail server.",
  icon: "📮",
  schema: z.object({ url: smtpUrl, mail_from: senderAddress, rate_per_second: wholeNumber(0, 10_000) }),
  fields: [
    {
      name: "url",
      label: "Server",
      help: "As smtp://user:password@mail.example.com:587, or smtps:// for TLS from the start. Stored encrypted.",
      type: "secret",
      env: "SMTP_URL",
      default: null,
    },
    {
      name: "mail_from",
      label: "Sender",
      help: "The support address that emails come from.",
      type: "text",
      env: "MAIL_FROM",
      default: null,
    },
    {
      name: "rate_per_second",
      label: "Messages a second",
      help: "At most so many are handed over, by all processes together. 0: as many as the server takes.",
      type: "number",
      default: 0,
    },
  ],
  enabledByEnvironment: (variables) => variables.SMTP_URL !== undefined,
  check(settings) {
    const message = settings.url ? addressProblem(settings.url, { allowPrivate: true }) : null;
    return message ? { field: "url", message } : null;
  },
  connection: {
    why: "While the mail server does not let us in, mail waits in the outbox.",
    async test(settings): Promise<ConnectionStep[]> {
      const { testSmtp } = await import("@/services/module-connections/test-smtp");
      return testSmtp(settings);
    },
  },
});
