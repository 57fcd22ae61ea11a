import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "..", "corpus");

/**
 * A mail of the corpus, with what stands in double braces filled in.
 * @param name its file without the ending
 */
export function corpusMail(name: string, values: Record<string, string | number> = {}): Buffer {
  const raw = readFileSync(join(folder, `${name}.eml`), "latin1");
  const filled = raw.replace(/\{\{(\w+)\}\}/g, (_, key: string) =>
    String(values[key] ?? `no-${key}@corpus.example`),
  );
  return Buffer.from(filled, "latin1");
}

/** The same mail under another Message-ID, so that it is not known yet. */
export function renamed(mail: Buffer, mark: string): Buffer {
  const text = mail.toString("latin1");
  return Buffer.from(text.replace(/^(message-id:\s*<)([^@>]+)/im, `$1$2.${mark}`), "latin1");
}

/** A mail whose attachment makes it 25 MB. */
export function largeMail(): Buffer {
  const line = `${"A".repeat(76)}\r\n`;
  const head = [
    "From: Lara Large <lara@example.org>",
    "To: support@myportal.example",
    "Subject: Large",
    "Date: Tue, 24 Nov 2026 11:00:00 +0000",
    "Message-ID: <0016.large@corpus.example>",
    "MIME-Version: 1.0",
    "Content-Type: multipart/mixed; boundary=large",
    "",
    "--large",
    "Content-Type: text/plain; charset=utf-8",
    "",
    "A large file.",
    "--large",
    "Content-Type: application/zip",
    "Content-Disposition: attachment; filename=large.zip",
    "Content-Transfer-Encoding: base64",
    "",
    "",
  ].join("\r\n");
  const lines = Math.ceil((25 * 1024 * 1024) / line.length);
  return Buffer.concat([Buffer.from(head), Buffer.from(line.repeat(lines)), Buffer.from("--large--\r\n")]);
}
