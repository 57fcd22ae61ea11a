import type { AddressObject, ParsedMail } from "mailparser";
import { escapeHtml } from "@/services/html/text-to-html";
import type { MessageSummary } from "./message-store";

export const tabs = ["html", "text", "headers", "source"] as const;
export type Tab = (typeof tabs)[number];
const tabLabels: Record<Tab, string> = { html: "HTML", text: "Text", headers: "Headers", source: "Source" };

export type InboxList = {
  messages: MessageSummary[];
  page: number;
  hasOlder: boolean;
  current: string | null;
};
export type OpenMessage = { id: string; mail: ParsedMail; source: Buffer; tab: Tab; images: boolean };

/** The inbox without an open message. */
export function inboxPage(list: InboxList): string {
  const hint = list.messages.length
    ? "<p>Choose a message to read it as its recipient would.</p>"
    : "<p>Every email that the portal sends is caught here instead of leaving this machine.</p>";
  return frame({
    title: "Inbox",
    list,
    reading: false,
    main: `<div class="empty"><h1>Inbox</h1>${hint}</div>`,
  });
}

/** A message beside the list. */
export function messagePage(list: InboxList, message: OpenMessage): string {
  const { mail, id } = message;
  const subject = mail.subject?.trim() || "(no subject)";
  const main = `<a class="back" href="/">← Inbox</a>
<div class="head"><h1>${escapeHtml(subject)}</h1><dl>${field("From", addresses(mail.from))}${field("To", addresses(mail.to))}${field("Cc", addresses(mail.cc))}${field("Reply to", addresses(mail.replyTo))}${field("Date", mail.date?.toUTCString() ?? "")}</dl></div>
<nav class="tabs" aria-label="Views of this message">${tabs.map((tab) => tabLink(id, tab, message)).join("")}</nav>
${tabContent(message)}`;
  return frame({ title: subject, list, reading: true, main });
}

/** A page that says why there is nothing to show. */
export function missingPage(list: InboxList): string {
  const main =
    '<div class="empty"><h1>Not here</h1><p>There is no such message. The inbox keeps the newest 500. <a href="/">Back to the inbox</a></p></div>';
  return frame({ title: "Not here", list, reading: true, main });
}

/** The list alone, for the script that keeps it up to date. */
export function messageList({ messages, page, hasOlder, current }: InboxList): string {
  if (messages.length === 0) return "<p>No mail yet. Send a reply in the portal, and it appears here.</p>";
  const older = hasOlder ? `<a href="/?page=${page + 1}">Older</a>` : "<span></span>";
  const newer = page > 1 ? `<a href="/?page=${page - 1}">Newer</a>` : "<span></span>";
  const pages = page > 1 || hasOlder ? `<div class="pages">${newer}${older}</div>` : "";
  return `<ol>${messages.map((message) => listItem(message, current)).join("")}</ol>${pages}`;
}

function listItem(message: MessageSummary, current: string | null): string {
  const { id, receivedAt, from, deliveredTo, subject } = message;
  return `<li><a href="/messages/${id}"${id === current ? ' aria-current="page"' : ""}><span class="row"><strong>${escapeHtml(from)}</strong><time datetime="${receivedAt.toISOString()}">${shortTime(receivedAt)}</time></span><span class="subject">${escapeHtml(subject)}</span><span class="to">to ${escapeHtml(deliveredTo)}</span></a></li>`;
}

/** The time today, the day before that; in the zone of this machine, which is the reader's. */
function shortTime(at: Date): string {
  const today = at.toDateString() === new Date().toDateString();
  return today
    ? at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })
    : at.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
}

function tabLink(id: string, tab: Tab, message: OpenMessage): string {
  const current = tab === message.tab ? ' aria-current="page"' : "";
  return `<a href="/messages/${id}?tab=${tab}${message.images ? "&amp;images=1" : ""}"${current}>${tabLabels[tab]}</a>`;
}

function tabContent({ id, mail, source, tab, images }: OpenMessage): string {
  if (tab === "text") return `<pre tabindex="0">${escapeHtml(mail.text ?? "(no text part)")}</pre>`;
  if (tab === "source") return `<pre tabindex="0">${escapeHtml(source.toString("utf8"))}</pre>`;
  if (tab === "headers") {
    const rows = mail.headerLines.map(({ line }) => {
      const colon = line.indexOf(":");
      return `<tr><th scope="row">${escapeHtml(line.slice(0, colon))}</th><td>${escapeHtml(line.slice(colon + 1).trim())}</td></tr>`;
    });
    return `<table>${rows.join("")}</table>`;
  }
  if (!mail.html) return '<div class="empty"><p>This mail has no HTML part.</p></div>';
  const notice = images
    ? `<div class="notice" role="status"><span>Remote images are shown.</span><a href="/messages/${id}">Block them again</a></div>`
    : `<div class="notice"><span>Remote images are blocked, as in many mail clients.</span><a href="/messages/${id}?images=1">Load remote images</a></div>`;
  return `${notice}<iframe title="The message" src="/messages/${id}/body${images ? "?images=1" : ""}" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>`;
}

function field(name: string, value: string): string {
  return value ? `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>` : "";
}

function addresses(value: AddressObject | AddressObject[] | undefined): string {
  return [value ?? []]
    .flat()
    .flatMap((group) => group.value)
    .map(({ name, address }) => (name && address ? `${name} <${address}>` : name || address))
    .join(", ");
}

type Frame = { title: string; list: InboxList; reading: boolean; main: string };

function frame({ title, list, reading, main }: Frame): string {
  const query = new URLSearchParams({
    page: String(list.page),
    ...(list.current ? { current: list.current } : {}),
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(title)} · MyPortal mail catcher</title><link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/inbox.css"><script type="module" src="/inbox.js"></script></head><body${reading ? ' class="reading"' : ""}><a class="skip" href="#message">Skip to the message</a><header class="top"><p class="name"><a href="/">MyPortal mail catcher</a></p><p>Mail ends here; nothing leaves this machine.</p></header><nav class="list" aria-label="Messages" id="messages" data-url="/list?${escapeHtml(query.toString())}">${messageList(list)}</nav><main id="message" tabindex="-1">${main}</main></body></html>`;
}
