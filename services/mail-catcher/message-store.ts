import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ParsedMail, simpleParser } from "mailparser";

export type MessageSummary = {
  id: string;
  receivedAt: Date;
  from: string;
  /** Whose copy it is: the envelope's recipients, which a Bcc shows nowhere else. */
  deliveredTo: string;
  subject: string;
};

const idPattern = /^\d{13}-[0-9a-f]{12}$/;
const mostMessages = 500;

/** Caught mails as `.eml` files in a folder, the newest 500 of them. */
export class MessageStore {
  private ids: string[] = [];
  private readonly summaries = new Map<string, MessageSummary>();
  private readonly listeners = new Set<() => void>();

  private constructor(private readonly folder: string) {}

  /** Opens the folder, made if need be, with what earlier runs left in it. */
  static async open(folder: string): Promise<MessageStore> {
    const store = new MessageStore(folder);
    await mkdir(folder, { recursive: true });
    const files = await readdir(folder);
    store.ids = files
      .filter((file) => file.endsWith(".eml"))
      .map((file) => file.slice(0, -4))
      .filter((id) => idPattern.test(id))
      .sort()
      .reverse();
    return store;
  }

  /** Keeps a mail as a mail server delivers it: with the envelope in front (RFC 5321, 4.4). */
  async add(source: Buffer, envelope: { from: string; to: string[] }): Promise<string> {
    const id = `${String(Date.now()).padStart(13, "0")}-${randomBytes(6).toString("hex")}`;
    const trace = `Return-Path: <${envelope.from}>\r\n${envelope.to.map((to) => `Delivered-To: ${to}\r\n`).join("")}`;
    // Under its name only when it is whole.
    const unfinished = join(this.folder, `${id}.part`);
    await writeFile(unfinished, Buffer.concat([Buffer.from(trace), source]));
    await rename(unfinished, this.pathOf(id));
    this.ids = [id, ...this.ids].sort().reverse();
    for (const old of this.ids.splice(mostMessages)) {
      this.summaries.delete(old);
      await unlink(this.pathOf(old)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
      });
    }
    for (const listener of this.listeners) listener();
    return id;
  }

  get size(): number {
    return this.ids.length;
  }

  /** Summaries, newest first. */
  async list(offset: number, limit: number): Promise<MessageSummary[]> {
    const wanted = this.ids.slice(offset, offset + limit);
    const summaries = await Promise.all(wanted.map((id) => this.summary(id)));
    return summaries.filter((summary) => summary !== null);
  }

  /** A mail's bytes and its parts; null when there is none under this id. */
  async read(id: string): Promise<{ source: Buffer; mail: ParsedMail } | null> {
    if (!idPattern.test(id)) return null;
    try {
      const source = await readFile(this.pathOf(id));
      return { source, mail: await simpleParser(source, { skipHtmlToText: true, skipTextToHtml: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  }

  /** Calls the listener whenever a mail came in. @returns a function that ends it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async summary(id: string): Promise<MessageSummary | null> {
    const known = this.summaries.get(id);
    if (known) return known;
    const read = await this.read(id);
    if (!read) return null;
    const { mail } = read;
    const summary: MessageSummary = {
      id,
      receivedAt: new Date(Number(id.slice(0, 13))),
      from: mail.from?.value[0]?.name || mail.from?.value[0]?.address || "(no sender)",
      deliveredTo: deliveredTo(mail) || "(no recipient)",
      subject: mail.subject?.trim() || "(no subject)",
    };
    this.summaries.set(id, summary);
    return summary;
  }

  private pathOf(id: string): string {
    return join(this.folder, `${id}.eml`);
  }
}

function deliveredTo(mail: ParsedMail): string {
  return mail.headerLines
    .filter((header) => header.key === "delivered-to")
    .map((header) => header.line.slice("Delivered-To:".length).trim())
    .join(", ");
}
