import { expect, it } from "vitest";
import { database } from "@/db/client";
import { imapMailboxes } from "@/db/schema/inbound";
import { useTestDatabase } from "@/db/testing/use-test-database";
import type { Actor } from "@/services/auth/actor";
import { readMailboxUrl } from "@/services/inbound-email/imap/mailbox-url";
import { updateModule } from "@/services/integration-modules/update-module";
import { countMailProblems, listMailProblems } from "./list-mail-problems";

useTestDatabase();

const admin: Actor = { kind: "system", name: "Ada", role: "admin" };
const [mistyped, right] = ["imaps://desk:pw@imap.exmaple.com", "imaps://desk:pw@imap.example.com"];

it("a mailbox that cannot be read is a problem for as long as it is to be read", async () => {
  const { key, label } = readMailboxUrl(mistyped);
  await database()
    .insert(imapMailboxes)
    .values({ mailboxKey: key, label, failingSince: new Date(), lastError: "no such host" });
  const failing = async () => (await listMailProblems()).mailboxes.map((mailbox) => mailbox.label);
  await updateModule(admin, "imap", { enabled: true, settings: { mailboxes: `${mistyped}\n${right}` } });
  expect(await failing()).toEqual([label]);
  expect(await countMailProblems()).toBe(1);
  await updateModule(admin, "imap", { settings: { mailboxes: right } });
  expect(await failing()).toEqual([]);
  expect(await countMailProblems()).toBe(0);
  await updateModule(admin, "imap", { settings: { mailboxes: mistyped } });
  expect(await failing()).toEqual([label]);
  await updateModule(admin, "imap", { enabled: false });
  expect(await failing()).toEqual([]);
});
