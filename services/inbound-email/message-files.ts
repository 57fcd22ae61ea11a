import { contentIdsIn } from "@/services/attachments/inline-images";
import type { NewAttachment } from "@/services/attachments/insert-attachment";
import { storeContent } from "@/services/attachments/store-content";
import type { ParsedMail } from "./parse-mail";
import { type MessageBody, splitQuoted } from "./quoted-text/split-quoted";

/** Characters. A page with more is slow to show; the database would take four times as much. */
const longestBody = 2_000_000;
const shownOfLongBody = 100_000;

/**
 * The text and the files of a mail as they are kept. Images of the text keep their Content-ID, and the text its `cid:`
 * links. A text that is too long for a page is a file, and the message its beginning.
 */
export async function messageContent(
  mail: ParsedMail,
): Promise<{ body: MessageBody; files: NewAttachment[] }> {
  const { html, text, subject } = mail;
  const isLong = (html ?? text ?? "").length > longestBody;
  const body = isLong ? beginningOf(mail) : splitQuoted({ html, text, subject });
  const shown = new Set([...contentIdsIn(body.bodyHtml), ...contentIdsIn(body.quotedHtml ?? "")]);
  const files: NewAttachment[] = mail.files.map(({ stored, filename, contentType, contentId }) => ({
    ...{ stored, filename, contentType, contentId },
    isInline: contentId !== null && shown.has(contentId),
  }));
  if (isLong) files.unshift(await wholeText(mail));
  return { body, files };
}

function beginningOf({ html, text }: ParsedMail): MessageBody {
  const words = text ?? (html ?? "").slice(0, longestBody).replace(/<[^>]*>/g, " ");
  const beginning = words.replace(/[ \t]+/g, " ").slice(0, shownOfLongBody);
  const note = `This message is very long. All of it is in the file ${html === null ? "message.txt" : "message.html"}.`;
  return splitQuoted({ html: null, text: `${note}\n\n${beginning}`, subject: "Fwd:" });
}

async function wholeText({ html, text }: ParsedMail): Promise<NewAttachment> {
  const stored = await storeContent(Buffer.from(html ?? text ?? "", "utf8"));
  return html === null
    ? { stored, filename: "message.txt", contentType: "text/plain" }
    : { stored, filename: "message.html", contentType: "text/html" };
}
