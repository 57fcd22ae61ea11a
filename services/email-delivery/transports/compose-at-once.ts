import type MimeNode from "nodemailer/lib/mime-node";
import { encode, wrap } from "nodemailer/lib/qp";

/**
 * The bytes of a mail whose text is at hand, as nodemailer's stream has them, without the dozen streams that it joins for
 * every mail: they cost more than all else that is done about it.
 * @returns null when there is more to it than quoted-printable text, such as files.
 */
export function composeAtOnce(root: MimeNode): Buffer | null {
  const text = compose(root);
  if (text === null) return null;
  return Buffer.from(text.endsWith("\n") ? text : `${text}\r\n`, "utf8");
}

function compose(node: MimeNode): string | null {
  // It settles what kind of node it is, too.
  const head = `${node.buildHeaders()}\r\n\r\n`;
  if (!node.multipart) {
    const { content } = node;
    const isText = typeof content === "string" && node.getTransferEncoding() === "quoted-printable";
    return isText ? head + wrap(encode(content)) : null;
  }
  if (node.content) return null;
  let text = head;
  for (const [index, child] of node.childNodes.entries()) {
    const part = compose(child);
    if (part === null) return null;
    text += `${index > 0 ? "\r\n" : ""}--${node.boundary}\r\n${part}`;
  }
  return `${text}\r\n--${node.boundary}--\r\n`;
}
