/** Empties the outbox and fills it again: tickets' answers as the template draws them, tracked, each to somebody else. */
import { createElement } from "react";
import { connection, database } from "@/db/client";
import { migrate } from "@/db/migrate";
import { emailMessages } from "@/db/schema/email";
import { renderMail } from "@/emails/render-mail";
import { TicketReply } from "@/emails/ticket-reply";
import { env } from "@/env";
import { layQueue } from "@/services/email-delivery/testing/lay-queue";
import { htmlToText } from "@/services/html/html-to-text";

const count = Number(process.argv[2]);
const variants = 20;
const paragraph =
  "Thank you for your message. We have looked into what happened with your order and found that the parcel left our warehouse on Monday. ";

await migrate(env().DATABASE_URL);
await database().delete(emailMessages);
const bodies = await Promise.all(
  Array.from({ length: variants }, (_, index) =>
    renderMail(
      createElement(TicketReply, {
        subject: "Your order",
        ticketNumber: index + 1,
        bodyHtml: `<p>Hello,</p><p>${paragraph.repeat(1 + (index % 5))}</p><p><a href="https://shop.example/orders/${index}">Your order</a>, <a href="https://parcels.example/track?id=${index}">your parcel</a>.</p>`,
        signatureHtml: "<p>Ada Lovelace<br>Example Support</p>",
        history: [
          {
            authorName: "Ann",
            when: "1 Nov 2026",
            html: `<p>${"Where is my order? ".repeat(1 + index)}</p>`,
          },
        ],
        tracked: true,
      }),
    ),
  ),
);
const texts = bodies.map((html) => htmlToText(html));
await layQueue(count, {
  ...{ prefix: "person", tracked: true },
  html: (index) => bodies[index % variants] ?? "",
  text: (index) => texts[index % variants] ?? "",
});
process.send?.({ type: "laid" });
await connection().close();
process.disconnect?.();
