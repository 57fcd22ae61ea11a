import { z } from "zod";
import type { ConnectionStep } from "@/services/module-connections/connection-step";
import { addressProblem } from "../address-policy";
import { defineModule } from "../module-definition";
import { secretText, senderAddress, serviceUrl, wholeNumber, yesNo } from "../setting-schemas";

export const resendModule = defineModule({
  slug: "resend",
  name: "Resend",
  description: "Sends emails through the Resend API.",
  icon: "✉️",
  schema: z.object({
    api_key: secretText,
    base_url: serviceUrl,
    mail_from: senderAddress,
    separate_messages: yesNo,
    rate_per_second: wholeNumber(1, 1000),
    webhook_secret: secretText,
  }),
  fields: [
    {
      name: "api_key",
      label: "API Key",
      help: "From resend.com → API Keys. Stored encrypted.",
      type: "secret",
      env: "RESEND_API_KEY",
      default: null,
    },
    {
      name: "base_url",
      label: "Base URL",
      help: "Only changed to speak to a stand-in of Resend.",
      type: "url",
      env: "RESEND_BASE_URL",
      default: "https://api.resend.com",
    },
    {
      name: "mail_from",
      label: "Sender",
      help: "The support address that emails come from. Its domain must be verified at Resend.",
      type: "text",
      env: "MAIL_FROM",
      default: null,
    },
    {
      name: "separate_messages",
      label: "One message per recipient",
      help: "Tells apart who opened a reply to several people. Each of them then sees only their own address in it.",
      type: "boolean",
      default: false,
    },
    {
      name: "rate_per_second",
      label: "Messages a second",
      help: "At most so many are handed over, by all processes together. Resend allows 5 unless it raised your limit.",
      type: "number",
      default: 5,
    },
    {
      name: "webhook_secret",
      label: "Webhook signing secret",
      help: "From resend.com → Webhooks, for the endpoint /api/webhooks/resend: begins with whsec_. Stored encrypted.",
      type: "secret",
      env: "RESEND_WEBHOOK_SECRET",
      default: null,
    },
  ],
  enabledByEnvironment: (variables) => variables.RESEND_API_KEY !== undefined,
  check(settings) {
    const message = addressProblem(settings.base_url, { allowPrivate: true });
    return message ? { field: "base_url", message } : null;
  },
  connection: {
    why: "The key and the sender’s domain must be accepted. Resend’s own tracking would wrap links twice and tell it of every open; without its webhook bounces are not heard of.",
    async test(settings): Promise<ConnectionStep[]> {
      const { testResend } = await import("@/services/module-connections/test-resend");
      return testResend(settings);
    },
  },
});
