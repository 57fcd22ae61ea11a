import { database } from "@/db/client";
import type { DatabaseOrTransaction } from "@/db/connect";
import { transportSettings } from "@/services/email-delivery/transports/transport-settings";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";

const megabyte = 1024 * 1024;
/** Resend takes 40 MB per email after Base64 (resend.com/docs/dashboard/emails/attachments); the text needs some of it. */
const resendMostBytes = 28 * megabyte;

/** How many bytes the files of one reply may have together, by the settings in force. */
export async function attachmentLimit(tx: DatabaseOrTransaction = database()): Promise<number> {
  const { settings } = await effectiveSettings("email", tx);
  const configured = settings.max_attachment_mb * megabyte;
  const { name } = await transportSettings(tx);
  return name === "resend" ? Math.min(configured, resendMostBytes) : configured;
}

/** The limit in words: `20 MB`. */
export function inMegabytes(bytes: number): string {
  return `${Math.round((bytes / megabyte) * 10) / 10} MB`;
}
