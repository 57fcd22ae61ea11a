import { type CreateEmailOptions, Resend } from "resend";
import { resendOutcome } from "./resend-outcome";
import type { OutgoingMail, Recipient, Transport } from "./transport";
import { unreadableFile } from "./unreadable-file";

const timeoutMs = 30_000;
/** What a large file takes to be uploaded, beside the rest. */
const timeoutPerMegabyteMs = 5_000;
const megabyte = 1024 * 1024;
/** resend.com/docs/dashboard/emails/attachments: 40 MB an email, after Base64 encoding. */
const mostBytes = 40 * megabyte;

/** Requests at a time: at 5 a second more would only wait for their turn. */
const concurrency = 5;

/**
 * The Resend API through its SDK (resend.com/docs/api-reference/emails/send-email). An attempt of
 * unknown end is settled by sending the same message again under the same idempotency key.
 */
export function resendTransport(settings: {
  apiKey: string;
  baseUrl: string;
  sharesMessages: boolean;
}): Transport {
  const resend = new Resend(settings.apiKey, { baseUrl: settings.baseUrl });
  let isClosed = false;
  return {
    name: "resend",
    sharesMessages: settings.sharesMessages,
    concurrency,
    isClosed: () => isClosed,
    close() {
      isClosed = true;
    },
    async send(mail, handOff) {
      const size = encodedSizeOf(mail);
      if (size > mostBytes) return { kind: "permanent", detail: tooLarge(size), failure: "too_large" };
      const timeout = Math.round(timeoutMs + (size / megabyte) * timeoutPerMegabyteMs);
      const request = await toRequest(mail).catch(unreadableFile);
      if ("kind" in request) return request;
      await handOff();
      try {
        const result = await resend.emails.send(request, {
          idempotencyKey: mail.idempotencyKey,
          // The SDK has no timeout of its own.
          signal: AbortSignal.timeout(timeout),
        });
        if (result.error) return resendOutcome(result.error, result.headers);
        if (!result.data?.id) return { kind: "unknown", detail: "An answer without the mail's id." };
        return {
          kind: "accepted",
          providerMessageId: result.data.id,
          detail: `accepted as ${result.data.id}`,
        };
      } catch (error) {
        // The SDK returns errors; what it throws is our own signal.
        return { kind: "unknown", detail: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

function encodedSizeOf({ html, text, attachments }: OutgoingMail): number {
  const files = attachments.reduce((sum, { size }) => sum + Math.ceil(size / 3) * 4, 0);
  return Buffer.byteLength(html) + Buffer.byteLength(text) + files;
}

function tooLarge(size: number): string {
  const megabytes = Math.ceil(size / megabyte);
  return `Resend takes mails of up to 40 MB, and this one has ${megabytes} MB with its files encoded. Send a link instead.`;
}

async function toRequest(mail: OutgoingMail): Promise<CreateEmailOptions> {
  const addressed = (role: Recipient["role"]) =>
    mail.recipients.filter((recipient) => recipient.role === role).map((recipient) => recipient.email);
  const [to, cc, bcc] = [addressed("to"), addressed("cc"), addressed("bcc")];
  const attachments = await Promise.all(
    mail.attachments.map(async (file) => ({
      content: await file.base64(),
      filename: file.filename,
      contentType: file.contentType,
      ...(file.isInline && file.contentId ? { contentId: file.contentId } : {}),
    })),
  );
  return {
    from: formatAddress(mail.from),
    to,
    ...(cc.length ? { cc } : {}),
    ...(bcc.length ? { bcc } : {}),
    ...(mail.replyTo ? { replyTo: mail.replyTo } : {}),
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    ...(attachments.length ? { attachments } : {}),
    headers: {
      ...mail.headers,
      // Amazon SES, which sends for Resend, puts its own in place of this one; others that Resend may use keep it.
      "Message-ID": `<${mail.messageId}>`,
      ...(mail.inReplyTo ? { "In-Reply-To": `<${mail.inReplyTo}>` } : {}),
      ...(mail.references.length ? { References: mail.references.map((id) => `<${id}>`).join(" ") } : {}),
    },
  };
}

function formatAddress({ name, email }: { name: string; email: string }): string {
  return `"${name.replace(/[\\"\r\n]/g, " ").trim()}" <${email}>`;
}
