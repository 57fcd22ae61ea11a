import { readFileSync } from "node:fs";
import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { connection, database } from "@/db/client";
import { inboundEmailAddresses, inboundEmails } from "@/db/schema/inbound";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { addressesIn, noteNamedAddresses } from "./note-named-addresses";
import { mailOf, take } from "./testing/inbound";

useTestDatabase({ MAIL_FROM: "Example Support <support@myportal.example>" });

const row = {
  ...{ source: "http" as const, contentHash: "h".repeat(64), size: 1, receivedAt: new Date() },
  envelopeFrom: "Bounce+ANN@lists.example.org",
  envelopeTo: "support@example.com\nzoe@example.org",
  detail:
    "The mail to <eve@example.org>, fay@example.org. came back: 550 5.1.1 (max@müller.example): no @ here",
};
const named = [
  ...["bounce+ann@lists.example.org", "eve@example.org", "fay@example.org"],
  ...["max@müller.example", "support@example.com", "zoe@example.org"],
];

async function namesOf(inboundEmailId: number): Promise<string[]> {
  const rows = await database()
    .select()
    .from(inboundEmailAddresses)
    .where(eq(inboundEmailAddresses.inboundEmailId, inboundEmailId));
  return rows.map((found) => found.address).sort();
}

it("everybody whom a mail's row names is found by their address, also when it was there before it was noted", async () => {
  const ids = await database().insert(inboundEmails).values([row, row]).$returningId();
  const [first, second] = ids.map(({ id }) => id) as [number, number];
  await database().transaction((tx) => noteNamedAddresses(tx, first));
  await database().transaction((tx) => noteNamedAddresses(tx, first));
  expect(await namesOf(first)).toEqual(named);

  // What the migration does with the rows that it finds.
  const migration = readFileSync("db/migrations/0015_inbound_email_addresses.sql", "utf8");
  await connection().pool.query(migration.split("--> statement-breakpoint")[1] ?? "");
  expect(await namesOf(second)).toEqual(named);

  await database().delete(inboundEmails);
  expect(await namesOf(first)).toEqual([]);
});

it("and so is everybody whom its message was addressed to", async () => {
  const { ticketReplyId } = await take(
    mailOf({ headers: ["Cc: Kim <KIM@example.org>"], to: "support@myportal.example, lee@example.org" }),
  );
  const addressed = ["kim@example.org", "lee@example.org"];
  const [mail] = await database()
    .select()
    .from(inboundEmails)
    .where(eq(inboundEmails.ticketReplyId, ticketReplyId ?? 0));
  expect(await namesOf(mail?.id ?? 0)).toEqual(expect.arrayContaining(addressed));

  await database().delete(inboundEmailAddresses);
  const migration = readFileSync("db/migrations/0016_addressees_of_inbound_emails.sql", "utf8");
  await connection().pool.query(migration);
  expect(await namesOf(mail?.id ?? 0)).toEqual(addressed);
});

it("an apostrophe is of the address, or around it", () => {
  const found = addressesIn(
    "The mail to O'Hara@example.org: 550 user 'ann@example.org' unknown, for='ben@example.org'",
  );
  expect(found).toEqual(expect.arrayContaining(["o'hara@example.org", "ann@example.org", "ben@example.org"]));
});

it("what is no address is none", () => {
  expect(addressesIn("@ a@ @b.example")).toEqual([]);
  expect(addressesIn(`${"x".repeat(100_000)}@`)).toEqual([]);
});
