import { readMailboxUrl } from "@/services/inbound-email/imap/mailbox-url";
import { testImapMailbox } from "@/services/inbound-email/imap/test-imap-mailbox";
import type { SettingsOf } from "@/services/integration-modules/module-definitions";
import { type ConnectionStep, failed } from "./connection-step";

const words = { connect: "connect", tls: "encryption", sign_in: "sign in", folder: "folder" } as const;

/** Tries every mailbox as it will be read. Nothing is changed in them. */
export async function testImap({ mailboxes }: SettingsOf<"imap">): Promise<ConnectionStep[]> {
  if (!mailboxes) return [failed("Mailboxes", "Enter a mailbox first.")];
  const urls = [...new Set(mailboxes.split(/\s+/))];
  const results = await Promise.all(
    urls.map(async (url) => ({ label: readMailboxUrl(url).label, steps: await testImapMailbox(url) })),
  );
  return results.flatMap(({ label, steps }) =>
    steps.map(({ step, ok, detail }) => ({
      step: `${label}: ${words[step]}`,
      status: ok ? ("ok" as const) : ("failed" as const),
      detail,
    })),
  );
}
