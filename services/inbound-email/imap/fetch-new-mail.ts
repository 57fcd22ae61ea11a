import type { ImapFlow, SearchObject } from "imapflow";
import { ServiceError } from "@/services/errors";
import { mostInboundBytes, receiveEmail } from "../receive-email";
import type { MailboxState } from "./mailbox-lease";
import type { MailboxAddress } from "./mailbox-url";

const dayMs = 86_400_000;
/** How far back a mailbox is read that was not known before. */
const firstLookMs = 7 * dayMs;

/** By its UID, how often the server has refused to hand a mail over while it did hand over another. */
export type Refusals = Map<number, number>;
/** Then the mail is given up: with the watcher's pauses that is after eight minutes. */
const mostRefusals = 8;

export type Progress = Pick<MailboxState, "uidValidity" | "lastUid">;

/**
 * Takes in what is new in the opened folder, oldest first, and notes after each mail how far it has come. What was taken
 * in is marked as seen, for people who look into the mailbox. A folder that was not read before gives its unseen mail of
 * the last week; one that was numbered anew (RFC 3501, 2.3.1.1) all of the last week, of which the pipeline knows what
 * it had. A mail that the server refuses holds up none behind it: they are taken in, and all is tried again, until it is
 * given up and a person is told that it stayed there.
 * @param refusals of earlier calls; new ones are added
 * @param note called with the new progress; once it resolves it survives a crash
 * @throws the first refusal, at the end; what goes wrong with the connection, at once.
 */
export async function fetchNewMail(
  client: ImapFlow,
  mailbox: MailboxAddress,
  state: Progress,
  refusals: Refusals,
  note: (progress: Progress) => Promise<void>,
): Promise<Progress> {
  const folder = client.mailbox;
  if (!folder) throw new Error("no folder is open");
  const uidValidity = Number(folder.uidValidity);
  const isKnown = state.uidValidity === uidValidity;
  const newest = folder.uidNext - 1;
  const uids = isKnown
    ? await uidsAfter(client, state.lastUid)
    : await uidsOfFirstLook(client, state.uidValidity === null);
  let lastUid = isKnown ? state.lastUid : 0;
  const refused: number[] = [];
  let refusal: unknown = null;
  let handedOver = 0;
  for (const uid of uids) {
    let isThere: boolean;
    try {
      isThere = await takeIn(client, mailbox, uidValidity, uid, refusals);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.push(uid);
      refusal ??= error;
      continue;
    }
    if (isThere) handedOver++;
    if (isThere && !folder.readOnly) await client.messageFlagsAdd(String(uid), ["\\Seen"], { uid: true });
    lastUid = Math.max(lastUid, uid);
    // Before the end of a first look nothing is noted: begun again it finds the same mail, and the pipeline knows it.
    if (isKnown && refusal === null) await note({ uidValidity, lastUid });
  }
  // A server that refuses everything is out of order: that says nothing of one mail.
  if (handedOver > 0) for (const uid of refused) refusals.set(uid, (refusals.get(uid) ?? 0) + 1);
  if (refusal !== null) throw refusal;
  if (isKnown) return { uidValidity, lastUid };
  const progress = { uidValidity, lastUid: Math.max(lastUid, newest) };
  await note(progress);
  return progress;
}

async function uidsAfter(client: ImapFlow, lastUid: number): Promise<number[]> {
  // `n:*` always names the newest message, however low its number is (RFC 3501, 6.4.8).
  const found = await searchUids(client, { uid: `${lastUid + 1}:*` });
  return found.filter((uid) => uid > lastUid);
}

async function uidsOfFirstLook(client: ImapFlow, unseenOnly: boolean): Promise<number[]> {
  const since = new Date(Date.now() - firstLookMs);
  return searchUids(client, { since, ...(unseenOnly ? { seen: false } : {}) });
}

/** Oldest first. A server that refuses has not said that there is nothing: what waits there would be passed over. */
async function searchUids(client: ImapFlow, query: SearchObject): Promise<number[]> {
  const found = await client.search(query, { uid: true });
  if (!found) throw new Error("the server refuses to search the folder");
  return found.sort((a, b) => a - b);
}

/** The server is there and says no (RFC 3501, 7.1.2 and 7.1.3). */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error && "responseStatus" in error && /^(NO|BAD)$/.test(String(error.responseStatus))
  );
}

/** @returns false when it was not: somebody removed it meanwhile, or the server keeps it to itself. */
async function takeIn(
  client: ImapFlow,
  mailbox: MailboxAddress,
  uidValidity: number,
  uid: number,
  refusals: Refusals,
): Promise<boolean> {
  const sourceRef = `${mailbox.key.slice(0, 16)}/${uidValidity}/${uid}`;
  const door = { source: "imap" as const, sourceRef, envelopeFrom: null, envelopeTo: [] };
  if ((refusals.get(uid) ?? 0) >= mostRefusals) {
    await receiveEmail({ ...door, content: refusedNotice(mailbox, uid) });
    return false;
  }
  const { content } = await client.download(String(uid), undefined, { uid: true });
  if (!content) return false;
  try {
    await receiveEmail({ ...door, content });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    content.destroy();
    // Empty, or too large: it stays where it is, and a person is told.
    const notice = await noticeOf(client, mailbox, uid, error);
    await receiveEmail({ ...door, content: notice });
  }
  return true;
}

/** Nothing is known of it; one without a sender is listed under Mail problems. */
function refusedNotice({ label }: MailboxAddress, uid: number): Buffer {
  const subject = `Subject: A mail that the server of ${label} does not hand over (UID ${uid})`;
  const words = `[This mail was left in the mailbox ${label}. The server refused it ${mostRefusals} times.]`;
  return Buffer.from(`${subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${words}\r\n`, "utf8");
}

const keptHeaders = [
  "from",
  "reply-to",
  "to",
  "cc",
  "subject",
  "date",
  "message-id",
  "in-reply-to",
  "references",
];

async function noticeOf(
  client: ImapFlow,
  { label }: MailboxAddress,
  uid: number,
  error: ServiceError,
): Promise<Buffer> {
  const found = await client.fetchOne(String(uid), { headers: keptHeaders, size: true }, { uid: true });
  const headers = found ? (found.headers?.toString("latin1").trimEnd() ?? "") : "";
  const bytes = found ? found.size : undefined;
  const size = bytes ? ` It has ${Math.ceil(bytes / 1024 / 1024)} MB.` : "";
  const limit =
    error.code === "too_large" ? ` More than ${mostInboundBytes / 1024 / 1024} MB cannot be taken in.` : "";
  const text = `[This mail was left in the mailbox ${label}.${size}${limit}]`;
  return Buffer.from(`${headers}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`, "latin1");
}
