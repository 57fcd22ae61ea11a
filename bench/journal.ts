/**
 * `npm run bench:journal`: how long a click is on its way into the journal, one after the other, in turns with a plain
 * file that grows by the same bytes and is synced as often. What a sync costs depends on the file system: with
 * `-- --folder FOLDER` it is that of the folder instead of the one for temporary files. Options: --rounds 9, --groups
 * 400 (in each round). Fails when the journal takes a
 * tenth longer than such a file.
 */
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createGroupId } from "@/services/email-tracking/recording/group-id";
import { createEventJournal } from "@/services/email-tracking/recording/journal/event-journal";
import { encodeGroup } from "@/services/email-tracking/recording/journal/journal-records";
import { trackingEvent } from "@/services/email-tracking/testing/tracking-event";
import { createBars, percentile, printedLatency } from "./support/bars";
import { printedLoad, printMachine } from "./support/machine";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    groups: { type: "string", default: "400" },
    folder: { type: "string", default: tmpdir() },
  },
});
const rounds = Number(values.rounds);
const groups = Number(values.groups);
const megabyte = 1024 * 1024;

console.log(`\n  The journal: ${rounds} rounds of ${groups} clicks, each on the disk before the next\n`);
printMachine();
const home = await mkdtemp(join(values.folder, "myportal-bench-"));
try {
  const journal = createEventJournal(home, 1024 * megabyte);
  const growing = await open(join(home, "growing"), "a");
  const contestants = [
    { name: "growing", times: [] as number[], keep: keepInGrowingFile },
    { name: "journal", times: [] as number[], keep: journal.append },
  ];
  async function keepInGrowingFile([group]: readonly { record: Buffer }[]) {
    await growing.write(group?.record ?? Buffer.alloc(0));
    await growing.datasync();
  }
  // The first round opens files and is not counted.
  for (let round = 0; round <= rounds; round++) {
    await journal.tend();
    for (const { times, keep } of contestants) {
      for (let count = 0; count < groups; count++) {
        const group = encodeGroup({ id: createGroupId(), events: [trackingEvent("a".repeat(43))] });
        const startedAt = performance.now();
        await keep([group]);
        if (round > 0) times.push(performance.now() - startedAt);
      }
    }
  }
  await growing.close();
  const [plain = [], ours = []] = contestants.map(({ times }) => times);
  for (const { name, times } of contestants) console.log(`  ${name}   ${printedLatency(times, 2)}`);
  console.log(`\n  load ${printedLoad()} at the end\n`);
  const ratio = percentile(ours, 50) / percentile(plain, 50);
  const bars = createBars();
  bars.check(
    "at most a tenth slower than a file that grows",
    ratio <= 1.1,
    `${ratio.toFixed(2)} of its time, by the medians of ${ours.length}`,
  );
  bars.finish();
} finally {
  await rm(home, { recursive: true, force: true });
}
