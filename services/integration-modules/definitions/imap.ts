import { z } from "zod";
import type { ConnectionStep } from "@/services/module-connections/connection-step";
import { parseUrl } from "@/services/parse-url";
import { addressProblem } from "../address-policy";
import { defineModule } from "../module-definition";

const example = "imaps://user:password@imap.example.com/INBOX";

/** Mailboxes as URLs (RFC 5092, with a password), separated by white space. */
const mailboxUrls = z
  .string("Enter one URL a line.")
  .trim()
  .max(10_000, "Enter at most 10,000 characters.")
  .refine((value) => value.split(/\s+/).every(isMailboxUrl), `Enter one URL a line, such as ${example}.`)
  .nullable();

function isMailboxUrl(value: string): boolean {
  const url = parseUrl(value);
  return url !== null && /^imaps?:$/.test(url.protocol) && url.hostname !== "" && url.username !== "";
}

export const imapModule = defineModule({
  slug: "imap",
  name: "IMAP",
  description: "Fetches mail from the mailboxes that your support addresses deliver to.",
  icon: "📥",
  schema: z.object({ mailboxes: mailboxUrls }),
  fields: [
    {
      name: "mailboxes",
      label: "Mailboxes",
      help: `One a line: ${example}, or imap:// for STARTTLS. Write @ in a user name as %40. Stored encrypted.`,
      type: "secret",
      multiline: true,
      env: "IMAP_URLS",
      default: null,
    },
  ],
  enabledByEnvironment: (variables) => variables.IMAP_URLS !== undefined,
  check(settings) {
    for (const mailbox of settings.mailboxes?.split(/\s+/) ?? []) {
      const message = addressProblem(mailbox, { allowPrivate: true });
      if (message) return { field: "mailboxes", message };
    }
    return null;
  },
  connection: {
    why: "Answers to tickets arrive there. An answer also proves that a mail was read, even where images are blocked.",
    async test(settings): Promise<ConnectionStep[]> {
      const { testImap } = await import("@/services/module-connections/test-imap");
      return testImap(settings);
    },
  },
});
