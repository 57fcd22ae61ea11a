import { randomUUID } from "node:crypto";
import { simpleParser } from "mailparser";

export type ReceivedEmail = { id: string; raw: Buffer; downloadKey: string; view: Record<string, unknown> };

/**
 * A mail as it came in at Resend: what `GET /emails/receiving/{id}` says of it (resend 6.38,
 * get-receiving-email.interface.d.ts), with the raw mail behind a signed address.
 */
export async function receivedEmail(
  raw: Buffer,
  standInUrl: string,
  receivedFor: string[],
): Promise<ReceivedEmail> {
  const mail = await simpleParser(raw);
  const addresses = (field: typeof mail.to) =>
    [field ?? []].flat().flatMap(({ value }) => value.flatMap(({ address }) => address ?? []));
  const id = randomUUID();
  const downloadKey = randomUUID();
  const view = {
    object: "email",
    id,
    to: addresses(mail.to),
    from: mail.from?.text ?? "",
    created_at: new Date().toISOString(),
    subject: mail.subject ?? "",
    bcc: addresses(mail.bcc),
    cc: addresses(mail.cc),
    reply_to: addresses(mail.replyTo),
    received_for: receivedFor,
    html: mail.html || null,
    text: mail.text ?? null,
    headers: Object.fromEntries(
      mail.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(":") + 1).trim()]),
    ),
    message_id: mail.messageId ?? "",
    raw: {
      download_url: `${standInUrl}/raw/${id}?key=${downloadKey}`,
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    },
    attachments: mail.attachments.map((file) => ({
      id: randomUUID(),
      filename: file.filename ?? null,
      size: file.size,
      content_type: file.contentType,
      content_id: file.cid ?? null,
      content_disposition: file.contentDisposition ?? null,
    })),
  };
  return { id, raw, downloadKey, view };
}
