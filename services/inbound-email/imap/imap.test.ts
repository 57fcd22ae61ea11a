import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { imapMailboxes, inboundEmails } from "@/db/schema/inbound";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { openInboundEmail } from "../open-inbound-email";
import { startDovecot } from "../testing/dovecot";
import { mailOf, readAllInbound } from "../testing/inbound";
import { startRefusingServer } from "../testing/refusing-server";
import { fetchNewMail } from "./fetch-new-mail";
import { readMailboxUrl } from "./mailbox-url";
import { imapClient } from "./open-mailbox";
import { testImapMailbox } from "./test-imap-mailbox";
import { watchMailbox } from "./watch-mailbox";

useTestDatabase();
let dovecot: Awaited<ReturnType<typeof startDovecot>>;
beforeAll(async () => {
  dovecot = await startDovecot();
});
afterAll(() => dovecot?.stop());

const dayMs = 86_400_000;
const arrivals = () => database().select().from(inboundEmails).where(eq(inboundEmails.source, "imap"));
const stateOf = async (url: string) =>
  (
    await database()
      .select()
      .from(imapMailboxes)
      .where(eq(imapMailboxes.mailboxKey, readMailboxUrl(url).key))
  )[0];

async function until(what: () => Promise<boolean>) {
  for (let tries = 0; tries < 500; tries++) {
    if (await what()) return;
    await sleep(50);
  }
  throw new Error(`did not happen: ${what}`);
}

describe("a mailbox", () => {
  it("gives its unseen mail of the last week, then what comes, each once, by one of two processes", async () => {
    const url = dovecot.urlFor("support");
    await dovecot.deliver("support", mailOf({ subject: "Old" }), new Date(Date.now() - 20 * dayMs));
    await dovecot.deliver("support", mailOf({ subject: "Waiting" }));
    const watchers = [watchMailbox(readMailboxUrl(url)), watchMailbox(readMailboxUrl(url))];
    await until(async () => (await arrivals()).length === 1 && (await stateOf(url))?.checkedAt != null);
    const before = Date.now();
    await dovecot.deliver("support", mailOf({ subject: "Announced" }));
    await until(async () => (await arrivals()).length === 2);
    // By IDLE, and not by the next look a minute later.
    expect(Date.now() - before).toBeLessThan(10_000);
    await until(async () => (await stateOf(url))?.lastUid === 3);
    await Promise.all(watchers.map((watcher) => watcher.stop()));
    expect(await stateOf(url)).toMatchObject({ leaseOwner: null, lastError: null, failingSince: null });

    const client = await dovecot.client("support");
    await client.mailboxOpen("INBOX");
    expect(await client.search({ seen: false })).toHaveLength(1);
    await client.logout();

    await dovecot.deliver("support", mailOf({ subject: "While nobody looked" }));
    const again = watchMailbox(readMailboxUrl(url));
    await until(async () => (await arrivals()).length === 3);
    await again.stop();
    expect(await arrivals()).toHaveLength(3);
  });

  it("is read on after its server was away, and says meanwhile that it fails", async () => {
    const url = dovecot.urlFor("flaky");
    const watcher = watchMailbox(readMailboxUrl(url));
    await until(async () => (await stateOf(url))?.checkedAt != null);
    // Looked for meanwhile: once the server is back, the watcher may have forgotten its failure already.
    const failing = until(async () => {
      const state = await stateOf(url);
      return state?.lastError != null && state.failingSince != null;
    });
    await Promise.all([failing, dovecot.restart()]);
    const count = (await arrivals()).length;
    await dovecot.deliver("flaky", mailOf({ subject: "After the outage" }));
    await until(async () => (await arrivals()).length === count + 1);
    await until(async () => (await stateOf(url))?.lastError === null);
    await watcher.stop();
  });

  it("whose server refuses to search it at first loses nothing of what was waiting", async () => {
    const refusing = await startRefusingServer(dovecot.port, { searches: 1 });
    const url = dovecot.urlFor("refused").replace(`:${dovecot.port}`, `:${refusing.port}`);
    await dovecot.deliver("refused", mailOf({ subject: "Waiting while searches fail" }));
    const count = (await arrivals()).length;
    const watcher = watchMailbox(readMailboxUrl(url));
    await until(async () => (await stateOf(url))?.checkedAt != null);
    await watcher.stop();
    await refusing.close();
    expect((await arrivals()).length).toBe(count + 1);
  });

  it("with a mail that its server never hands over gives the others, and says which one stayed there", async () => {
    const refusing = await startRefusingServer(dovecot.port, { uid: 1 });
    const url = dovecot.urlFor("damaged").replace(`:${dovecot.port}`, `:${refusing.port}`);
    for (const subject of ["Damaged", "Sound"]) await dovecot.deliver("damaged", mailOf({ subject }));
    const count = (await arrivals()).length;
    const watcher = watchMailbox(readMailboxUrl(url));
    await until(async () => (await arrivals()).length === count + 1);
    await until(async () => (await stateOf(url))?.failingSince != null);
    await watcher.stop();
    expect((await stateOf(url))?.uidValidity).toBeNull();

    const client = await imapClient(readMailboxUrl(url));
    await client.connect();
    await client.mailboxOpen("INBOX");
    const refusals = new Map<number, number>();
    const unknown = { uidValidity: null, lastUid: 0 };
    const look = () => fetchNewMail(client, readMailboxUrl(url), unknown, refusals, async () => {});
    // Read once, it is no longer among the unseen: then nothing shows that the server is well.
    await expect(look()).rejects.toMatchObject({ responseStatus: "NO" });
    expect(refusals.size).toBe(0);
    await client.messageFlagsRemove("2", ["\\Seen"], { uid: true });
    await expect(look()).rejects.toMatchObject({ responseStatus: "NO" });
    expect(refusals).toEqual(new Map([[1, 1]]));
    refusals.set(1, 8);
    expect((await look()).lastUid).toBe(2);
    client.close();
    await refusing.close();
    await readAllInbound();
    const [sound, notice, ...others] = (await arrivals()).slice(count);
    expect(others).toEqual([]);
    expect(sound).toMatchObject({ status: "ticketed", subject: "Sound" });
    expect(notice?.status).toBe("failed");
    const { content } = await openInboundEmail(notice?.id ?? 0);
    expect(await text(content)).toContain("was left in the mailbox damaged@127.0.0.1/INBOX");
  });

  it("that was numbered anew is read again", async () => {
    const url = dovecot.urlFor("renumbered");
    await dovecot.deliver("renumbered", mailOf({ subject: "Renumbered" }));
    const count = (await arrivals()).length;
    let watcher = watchMailbox(readMailboxUrl(url));
    await until(async () => (await stateOf(url))?.lastUid === 1);
    await watcher.stop();
    await database()
      .update(imapMailboxes)
      .set({ uidValidity: 7, lastUid: 4000 })
      .where(eq(imapMailboxes.mailboxKey, readMailboxUrl(url).key));
    watcher = watchMailbox(readMailboxUrl(url));
    await until(async () => (await stateOf(url))?.uidValidity !== 7);
    await watcher.stop();
    // The same mail at the same place: known for one.
    expect((await arrivals()).length).toBe(count + 1);
    expect((await stateOf(url))?.lastUid).toBe(1);
  });
});

describe("the test of a mailbox", () => {
  it("names each step", async () => {
    const steps = await testImapMailbox(dovecot.urlFor("tested"));
    expect(steps.map(({ step, ok }) => [step, ok])).toEqual([
      ["connect", true],
      ["tls", true],
      ["sign_in", true],
      ["folder", true],
    ]);
  });

  it("stops at the step that fails, in words", async () => {
    const wrong = dovecot.urlFor("tested").replace(dovecot.password, "wrong");
    expect((await testImapMailbox(wrong)).at(-1)).toMatchObject({
      step: "sign_in",
      ok: false,
      detail: expect.stringContaining("refuses the user name or the password"),
    });
    expect((await testImapMailbox(dovecot.urlFor("tested", "Nowhere"))).at(-1)).toMatchObject({
      step: "folder",
      ok: false,
    });
    expect((await testImapMailbox("imap://a:b@127.0.0.1:1/INBOX")).at(-1)).toMatchObject({
      step: "connect",
      detail: expect.stringMatching(/^Nothing listens at 127\.0\.0\.1\..*ECONNREFUSED/),
    });
    expect((await testImapMailbox(`imaps://a:b@127.0.0.1:${dovecot.port}`)).at(-1)).toMatchObject({
      step: "tls",
      ok: false,
    });
    expect((await testImapMailbox("imaps://a:b@169.254.169.254/INBOX")).at(-1)).toMatchObject({
      step: "connect",
      detail: expect.stringContaining("not allowed"),
    });
  });
});

it("a mailbox's URL is read with its escapes", () => {
  expect(readMailboxUrl("imaps://ana%40example.org:p%40ss%2F@imap.example.com/Support%20mail")).toMatchObject(
    {
      user: "ana@example.org",
      password: "p@ss/",
      folder: "Support mail",
      port: 993,
      label: "ana@example.org@imap.example.com/Support mail",
    },
  );
});
