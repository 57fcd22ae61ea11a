import { expect } from "@playwright/test";
import { load } from "cheerio";
import { type ParsedMail, simpleParser } from "mailparser";
import type { WireMail } from "./mailbox-server";
import { stage } from "./stage";

/** A mail that arrived by SMTP, as its recipient has it. */
export type ArrivedMail = {
  mail: ParsedMail;
  html: string;
  /** The images' addresses. */
  images: string[];
  /** The links' addresses by their text. */
  link(text: string): string;
};

/** The mails that arrived for an address, oldest first. */
export async function mailsTo(address: string): Promise<ArrivedMail[]> {
  const response = await fetch(`${stage().mailboxUrl}/smtp?to=${encodeURIComponent(address)}`);
  const wire = (await response.json()) as WireMail[];
  return Promise.all(
    wire.map(async ({ source }) => arrived(await simpleParser(Buffer.from(source, "base64")))),
  );
}

/** Makes the recipient's mail server refuse an address from now on. */
export function refuseMailTo(address: string, code: number, message: string) {
  return askSink("refuse", { to: address, code: String(code), message });
}

/** Makes it take mail for an address and hang up without a word: whether it arrived is not known. */
export function breakOffMailTo(address: string) {
  return askSink("break", { to: address });
}

/** Makes it take mail for an address again. */
export function acceptMailTo(address: string) {
  return askSink("accept", { to: address });
}

async function askSink(what: string, values: Record<string, string>) {
  const response = await fetch(`${stage().mailboxUrl}/${what}?${new URLSearchParams(values)}`);
  if (!response.ok) throw new Error(`the sink would not ${what}: ${response.status}`);
}

/** The n-th mail to an address, once it is there. */
export async function nthMailTo(address: string, n = 1): Promise<ArrivedMail> {
  await expect
    .poll(async () => (await mailsTo(address)).length, { message: `mail ${n} to ${address}` })
    .toBeGreaterThanOrEqual(n);
  const mail = (await mailsTo(address))[n - 1];
  if (!mail) throw new Error(`mail ${n} to ${address} is gone`);
  return mail;
}

function arrived(mail: ParsedMail): ArrivedMail {
  if (!mail.html) throw new Error(`the mail "${mail.subject}" has no HTML part`);
  const $ = load(mail.html);
  return {
    mail,
    html: mail.html,
    images: $("img")
      .map((_, image) => $(image).attr("src") ?? "")
      .get(),
    link(text) {
      const href = $("a")
        .filter((_, link) => $(link).text().trim() === text)
        .attr("href");
      if (!href) throw new Error(`the mail "${mail.subject}" has no link "${text}"`);
      return href;
    },
  };
}

/** The pixel's address in a mail's HTML; null without one. */
export function pixelOf({ images }: Pick<ArrivedMail, "images">): string | null {
  return images.find((source) => source.includes("/api/email-tracking/pixel/")) ?? null;
}

/** The tracking id that a pixel's address names. */
export function trackingIdOf(pixel: string): string {
  const id = /\/pixel\/([\w-]{43})\.gif$/.exec(pixel)?.[1];
  if (!id) throw new Error(`not a pixel's address: ${pixel}`);
  return id;
}
