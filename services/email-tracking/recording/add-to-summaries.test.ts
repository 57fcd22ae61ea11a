import { expect, it } from "vitest";
import { type SummarisedEvent, summaryStatements } from "./add-to-summaries";
import type { TrackedCopy } from "./tracked-copies";

const open = (id: number): SummarisedEvent => {
  const settings = { trackOpens: true, trackClicks: true, consent: "unknown" } as const;
  const copy: TrackedCopy = {
    ...{ ...settings, isAgent: false, isSuspicious: false, rowsThisHour: 0 },
    ...{ deliveryId: id, messageId: id, ticketId: id, replyId: id },
  };
  return { eventType: "open", visitClass: "human", at: id, copies: [copy] };
};

it("rows are locked in the order of their ids, in whatever order their events came", () => {
  const events = [2, 10, 33, 4, 1].map(open);
  for (const statement of summaryStatements(events, new Set())) {
    const ids = [...statement.matchAll(/\[(\d+),/g)].map(([, id]) => Number(id));
    expect(ids).toEqual([1, 2, 4, 10, 33]);
  }
});
