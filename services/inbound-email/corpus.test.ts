import { setTimeout as sleep } from "node:timers/promises";
import { desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST } from "@/app/api/inbound/email/route";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { inboundEmails } from "@/db/schema/inbound";
import { contacts, ticketReplies, tickets } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startResendStandIn } from "@/e2e/support/resend-stand-in";
import { attachmentsOfReply } from "@/services/attachments/attachments-of-reply";
import { fetchResendEmail } from "./fetch-resend-email";
import { readMailboxUrl } from "./imap/mailbox-url";
import { watchMailbox } from "./imap/watch-mailbox";
import { corpusMail, largeMail, renamed } from "./testing/corpus";
import { startDovecot } from "./testing/dovecot";
import { readAllInbound } from "./testing/inbound";
import { sentReply } from "./testing/sent-reply";

const key = "a-key-for-incoming-mail";
useTestDatabase({
  MAIL_FROM: "Example Support <support@myportal.example>",
  INBOUND_EMAIL_KEY: key,
  RESEND_API_KEY: "re_stand_in",
});

type Door = "http" | "imap" | "resend";
let dovecot: Awaited<ReturnType<typeof startDovecot>>;
let resend: Awaited<ReturnType<typeof startResendStandIn>>;
let watcher: ReturnType<typeof watchMailbox>;
beforeAll(async () => {
  [dovecot, resend] = await Promise.all([startDovecot(), startResendStandIn()]);
  process.env.RESEND_BASE_URL = resend.url;
  watcher = watchMailbox(readMailboxUrl(dovecot.urlFor("support")));
});
afterAll(async () => {
  await watcher?.stop();
  await Promise.all([dovecot?.stop(), resend?.close()]);
});

/** Brings a mail in by one of the doors, and reads it. @returns what became of it */
async function bring(door: Door, mail: Buffer) {
  const [before] = await database()
    .select({ id: inboundEmails.id })
    .from(inboundEmails)
    .orderBy(desc(inboundEmails.id))
    .limit(1);
  if (door === "http") {
    const response = await POST(
      new Request("http://localhost/api/inbound/email?envelope_to=support@myportal.example", {
        method: "POST",
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": "message/rfc822",
          "x-envelope-from": "someone@example.org",
        },
        body: new Uint8Array(mail),
      }),
    );
    expect(response.status).toBe(200);
  } else if (door === "imap") {
    await dovecot.deliver("support", mail);
  } else {
    const { id } = await resend.receive(mail, ["support@myportal.example"]);
    await fetchResendEmail(id);
  }
  for (let tries = 0; tries < 400; tries++) {
    const [row] = await database().select().from(inboundEmails).orderBy(desc(inboundEmails.id)).limit(1);
    if (row && row.id !== before?.id) {
      await readAllInbound();
      const [read] = await database().select().from(inboundEmails).where(eq(inboundEmails.id, row.id));
      return read;
    }
    await sleep(25);
  }
  throw new Error(`nothing came in by ${door}`);
}

async function messageOf(replyId: number | null | undefined) {
  const [row] = await database()
    .select({ reply: ticketReplies, subject: tickets.subject, email: contacts.email, name: contacts.name })
    .from(ticketReplies)
    .innerJoin(tickets, eq(tickets.id, ticketReplies.ticketId))
    .innerJoin(contacts, eq(contacts.id, ticketReplies.authorContactId))
    .where(eq(ticketReplies.id, replyId ?? 0));
  if (!row) throw new Error("it became no message");
  const files = (await attachmentsOfReply([row.reply.id])).get(row.reply.id) ?? [];
  return {
    ...row,
    files: files.map(({ filename, contentType, isInline }) => ({ filename, contentType, isInline })),
  };
}

type Expected = {
  from: [email: string, name: string | null];
  subject: string;
  /** In the message's own text, in this order. */
  says: string[];
  /** Folded away. */
  quotes?: string[];
  files?: { filename: string; contentType: string; isInline: boolean }[];
};

const expected: Record<string, Expected> = {
  "outlook-desktop": {
    from: ["olga@example.org", "Olga Outlook"],
    subject: "RE: Printer",
    says: ["The printer still burns. Please call me.", "Olga Outlook", "Example Ltd"],
    quotes: ["From:", "Sent:", "Have you tried water?", "https://docs.example.com/water"],
  },
  "outlook-web": {
    from: ["owa@example.org", "Owa User"],
    subject: "Re: Printer",
    says: ["It works now, thank you!"],
    quotes: ["Have you tried water?"],
  },
  "gmail-french": {
    from: ["gael@example.org", "Gaël Müller"],
    subject: "Re: Problème d'imprimante",
    says: ["Ça marche, merci — Gaël"],
    quotes: ["a écrit", "Have you tried water?"],
  },
  "apple-mail": {
    from: ["anna@example.org", "Anna Apple"],
    subject: "Re: Printer",
    says: ["Look at it:"],
    quotes: ["Have you tried water?"],
    files: [{ filename: "flames.png", contentType: "image/png", isInline: true }],
  },
  "thunderbird-below": {
    from: ["theo@example.org", "Theo Thunderbird"],
    subject: "Re: Printer",
    says: ["Yes. It is wet now, and it still burns.", "long one that flows on.", "Theo Thunderbird"],
    quotes: ["Have you tried water?", "My printer burns."],
  },
  "thunderbird-windows-1252": {
    from: ["juergen@example.org", "Jürgen Groß"],
    subject: "AW: Drucker für Köln",
    says: ["Schöne Grüße aus Köln – „endlich“ läuft’s für 5 €!"],
    quotes: ["Am 24.11.2026 um 09:12 schrieb", "Have you tried water?"],
  },
  "no-charset": {
    from: ["asa@example.org", "Åsa Ängström"],
    subject: "Skrivaren är trasig",
    says: ["Min skrivare är trasig – den kostade 5000 €."],
  },
  "japanese-iso-2022-jp": {
    from: ["taro@example.org", "山田太郎"],
    subject: "プリンタが燃えています",
    says: ["お世話になっております。", "助けてください。"],
    quotes: ["水をかけましたか。"],
  },
  arabic: {
    from: ["amina@example.org", "أمينة"],
    subject: "مشكلة في الطابعة",
    says: ["الطابعة لا تعمل. شكرا جزيلا."],
    quotes: ["كتب", "Have you tried water?"],
  },
  "calendar-invite": {
    from: ["carla@example.org", "Carla Calendar"],
    subject: "Invitation: Printer",
    says: ["You are invited to look at the printer."],
    files: [{ filename: "invite.ics", contentType: "text/calendar", isInline: false }],
  },
  "file-names": {
    from: ["fred@example.org", "Fred Files"],
    subject: "Fwd: files",
    // A forwarded mail is what it is about.
    says: ["See the files.", "What the boss said."],
    files: [
      { filename: "Kosten für März.pdf", contentType: "application/pdf", isInline: false },
      { filename: "passwd", contentType: "application/octet-stream", isInline: false },
      { filename: "message.eml", contentType: "message/rfc822", isInline: false },
    ],
  },
  "forward-nested": {
    from: ["nadia@example.org", "Nadia Nested"],
    subject: "Fwd: WG: invoices",
    says: ["Please pay what is in the mail below."],
    files: [
      { filename: "message.eml", contentType: "message/rfc822", isInline: false },
      { filename: "summary.csv", contentType: "text/csv", isInline: false },
    ],
  },
  "flowed-delsp": {
    from: ["flo@example.org", "Flo Flowed"],
    subject: "Re: Printer",
    says: [
      "https://wiki.example.org/printers/second-floor/burning and goes on burning. 東京のプリンタ",
      "From here on I am out of ideas.",
      "Flo Flowed",
    ],
    quotes: ["It is said to be good against most fires."],
  },
  "names-rfc2231": {
    from: ["nils@example.org", "Nils Nämlich"],
    subject: "Übersicht für Sie 😀",
    says: ["Seven files."],
    files: [
      ...["Übersicht für März.pdf", "報告.pdf", "für alle.pdf", "Bücher – März.pdf"],
      ...["Vertrag – unterschrieben.pdf", "100% of it.pdf", "Bücher – 7.pdf"],
    ].map((filename) => ({ filename, contentType: "application/pdf", isInline: false })),
  },
  "raw-headers": {
    from: ["juergen.m@example.org", "Jürgen Müßig"],
    subject: "Überraschung – 5 € für Köln",
    says: ["Grüße aus Köln – für 5 €."],
  },
  "html-meta-charset": {
    from: ["form@example.org", "Форма"],
    subject: "Printer",
    says: ["Принтер горит. Помогите!"],
  },
  "winmail-tnef": {
    from: ["tina@example.org", "Tina Tnef"],
    subject: "Rechnung",
    says: ["Anbei die Rechnung für März."],
    files: [
      {
        ...{ filename: "Kosten für März 2026 – endgültig.pdf", isInline: false },
        contentType: "application/octet-stream",
      },
      { filename: "Screenshot.png", contentType: "image/png", isInline: false },
    ],
  },
  malformed: {
    from: ["mallory@example.org", "Mallory é"],
    subject: "Broken",
    says: ["Still readable", "broken line"],
    quotes: ["unclosed", "wild"],
    files: [{ filename: "broken.zip", contentType: "application/zip", isInline: false }],
  },
};

const deliveryReports = [
  ...["dsn-postfix", "dsn-postfix-3.7", "dsn-exim", "dsn-exim-4.96", "dsn-exchange", "dsn-global"],
  ...["bounce-exim-text", "bounce-qmail"],
];

describe.each(["http", "imap", "resend"] as const)("by %s", (door) => {
  it.each(Object.keys(expected))("%s is the message that was written", async (name) => {
    const { from, subject, says, quotes = [], files = [] } = expected[name] as Expected;
    const row = await bring(door, renamed(corpusMail(name), door));
    expect(row).toMatchObject({ status: "ticketed", source: door, detail: null });
    const message = await messageOf(row?.ticketReplyId);
    expect([message.email, message.name]).toEqual(from);
    expect(message.subject).toContain(subject);
    let at = -1;
    for (const words of says) {
      const found = message.reply.bodyText.indexOf(words, at);
      expect(found, `${words} in ${message.reply.bodyText}`).toBeGreaterThan(at);
      at = found;
    }
    for (const words of quotes) {
      expect(message.reply.quotedHtml).toContain(words);
      expect(message.reply.bodyText).not.toContain(words);
    }
    if (quotes.length === 0) expect(message.reply.quotedHtml).toBeNull();
    const all = `${message.reply.bodyHtml}${message.reply.quotedHtml}`;
    expect(all).not.toMatch(/email-tracking|<script|<style|\0/);
    expect(message.files).toEqual(files);
  });

  it.each(deliveryReports)("%s marks the copy that came back", async (name) => {
    const sent = await sentReply();
    const row = await bring(door, renamed(corpusMail(name, sent), door));
    expect(row).toMatchObject({ status: "report", source: door, ticketId: null });
    const [copy] = await database().select().from(emailDeliveries).where(eq(emailDeliveries.id, sent.copyId));
    expect(copy).toMatchObject({ status: "bounced", failure: "bounced_hard" });
  });

  it("an out-of-office note of Exchange joins its ticket, and opens neither that nor another", async () => {
    const sent = await sentReply();
    const row = await bring(door, renamed(corpusMail("exchange-out-of-office", sent), door));
    expect(row).toMatchObject({ status: "ticketed", source: door, ticketId: sent.ticketId });
    const [ticket] = await database().select().from(tickets).where(eq(tickets.id, sent.ticketId));
    expect(ticket?.status).toBe("solved");
  });
});

it("25 MB come in by each door", async () => {
  const mail = largeMail();
  for (const door of ["http", "imap", "resend"] as const) {
    const row = await bring(door, renamed(mail, door));
    expect(row).toMatchObject({ status: "ticketed", source: door });
    const message = await messageOf(row?.ticketReplyId);
    expect(message.reply.bodyText).toBe("A large file.");
    const [file] = (await attachmentsOfReply([message.reply.id])).get(message.reply.id) ?? [];
    expect(file?.size).toBeGreaterThan(19_000_000);
  }
});
