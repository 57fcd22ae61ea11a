import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openConnection } from "@/db/connect";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { env } from "@/env";
import { laySentMail } from "../testing/sent-mail";
import { copyOf, eventsOf } from "../testing/tracking-contract";
import { trackingEvent } from "../testing/tracking-event";
import { transactionsWait } from "../testing/transactions-wait";
import { createCommitLane } from "./commit-lane";
import { createGroupId } from "./group-id";
import { encodeGroup } from "./journal/journal-records";

useTestDatabase();

let lane: ReturnType<typeof createCommitLane>;
beforeAll(() => {
  lane = createCommitLane(env().DATABASE_URL);
});
afterAll(() => lane.close());

it("a group that the server picks for a deadlock's victim is committed at the next attempt, once", async () => {
  const mails = [await laySentMail(), await laySentMail()];
  const [first = 0, second = 0] = mails.flatMap(({ deliveryIds }) => deliveryIds);
  const other = await openConnection(env().DATABASE_URL);
  const lock = (id: number) => other.query(`SELECT id FROM email_deliveries WHERE id = ${id} FOR UPDATE`);
  // Of two that wait for each other the server gives up the one that has changed less.
  await other.query("START TRANSACTION");
  const names = Array.from({ length: 500 }, () => [randomBytes(16)]);
  await other.query("INSERT INTO email_event_groups (id) VALUES ?", [names]);
  await lock(second);
  const events = mails.map(({ trackingId }) => trackingEvent(trackingId));
  const committed = lane.commit([encodeGroup({ id: createGroupId(), events })]);
  await transactionsWait(1);
  await lock(first);
  await other.query("ROLLBACK");
  await other.end();
  expect(await committed).toMatchObject({ conflicts: 1, committed: [{ visits: { "open human": 2 } }] });
  for (const [index, { trackingId, deliveryIds }] of mails.entries()) {
    expect(await eventsOf(trackingId), `mail ${index}`).toHaveLength(1);
    expect(await copyOf(deliveryIds[0])).toMatchObject({ openCount: 1 });
  }
});
