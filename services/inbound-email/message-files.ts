import { contentIdsIn } from "@/services/attachments/inline-images";
import type { NewAttachment } from "@/services/attachments/insert-attachment";
import { storeContent } from "@/services/attachments/store-content";
import { NestingError } from "@/services/html/sanitize-html";
import type { ParsedMail } from "./parse-mail";
import { type MessageBody, splitQuoted } from "./quoted-text/split-quoted";

/** Characters. A page with more is slow to show; the database would take four times as much. */
const longestBody = 2_000_000;
const shownOfLongBody = 100_000;

/**
 * The text and the files of a mail as they are kept. Images of the text keep their Content-ID, and the text its `cid:`
 * links. A text that is too long for a page, or nested too deeply, is a file, and the message its beginning.
 */
export async function messageContent(
  mail: ParsedMail,
): Promise<{ body: MessageBody; files: NewAttachment[] }> {
  const whole = wholeBody(mail);
  const body = whole ?? beginningOf(mail);
  const shown = new Set([...contentIdsIn(body.bodyHtml), ...contentIdsIn(body.quotedHtml ?? "")]);
  const files: NewAttachment[] = mail.files.map(({ stored, filename, contentType, contentId }) => ({
    ...{ stored, filename, contentType, contentId },
    isInline: contentId !== null && shown.has(contentId),
  }));
  if (whole === null) files.unshift(await wholeText(mail));
  return { body, files };
}

/** Null when a page cannot show all of it. */
function wholeBody({ html, text, subject }: ParsedMail): MessageBody | null {
  if ((html ?? text ?? "").length > longestBody) return null;
  try {
    return splitQuoted({ html, text, subject });
  } catch (error) {
    if (error instanceof NestingError) return null;
    throw error;
  }
}

function beginningOf({ html, text }: ParsedMail): MessageBody {
  // Up to the next bracket of either kind: looking for the end of each one that has none would take the square of the time.
  const words = text ?? (html ?? "").slice(0, longestBody).replace(/<[^<>]*>/g, " ");
  const beginning = words.replace(/[ \t]+/g, " ").slice(0, shownOfLongBody);
  const note = `This message is very long or nested too deeply. All of it is in the file ${html === null ? "message.txt" : "message.html"}.`;
  return splitQuoted({ html: null, text: `${note}\n\n${beginning}`, subject: "Fwd:" });
}

async function wholeText({ html, text }: ParsedMail): Promise<NewAttachment> {
  const stored = await storeContent(Buffer.from(html ?? text ?? "", "utf8"));
  return html === null
    ? { stored, filename: "message.txt", contentType: "text/plain" }
    : { stored, filename: "message.html", contentType: "text/html" };
}
