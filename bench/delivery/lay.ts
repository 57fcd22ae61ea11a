/** Empties the outbox and fills it again: answers of some length, tracked, each to somebody else. */
import { connection, database } from "@/db/client";
import { migrate } from "@/db/migrate";
import { emailMessages } from "@/db/schema/email";
import { env } from "@/env";
import { layQueue } from "@/services/email-delivery/testing/lay-queue";
import { htmlToText } from "@/services/html/html-to-text";

const count = Number(process.argv[2]);
const variants = 20;
const style =
  "margin:0 0 16px;font-family:Inter,Helvetica,Arial,sans-serif;font-size:15px;line-height:24px;color:#1f2937";
const sentence =
  "We have looked into what happened with your order and found that the parcel left our warehouse on Monday. ";
const paragraph = (text: string) =>
  `<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td><p style="${style}">${text}</p></td></tr></table>`;

await migrate(env().DATABASE_URL);
await database().delete(emailMessages);
const bodies = Array.from({ length: variants }, (_, index) => {
  const links = `<a href="https://shop.example/orders/${index}" style="color:#2563eb">Your order</a>, <a href="https://parcels.example/track?id=${index}">your parcel</a>.`;
  const quote = `<blockquote style="border-left:2px solid #d1d5db;padding-left:12px">${paragraph("Where is my order? ".repeat(1 + index))}</blockquote>`;
  const text = [
    `Hello,`,
    sentence.repeat(1 + (index % 5)),
    sentence,
    links,
    "Ada Lovelace<br>Example Support",
  ];
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Your order</title></head><body style="background:#f9fafb">${text.map(paragraph).join("")}${quote}</body></html>`;
});
const texts = bodies.map((html) => htmlToText(html));
await layQueue(count, {
  ...{ prefix: "person", tracked: true },
  html: (index) => bodies[index % variants] ?? "",
  text: (index) => texts[index % variants] ?? "",
});
process.send?.({ type: "laid" });
await connection().close();
process.disconnect?.();
