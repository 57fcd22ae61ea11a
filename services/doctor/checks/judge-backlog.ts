import { readBacklog } from "@/services/workers/read-backlog";
import { amber, green, red } from "../check";
import { duration } from "../duration";
import type { Examination } from "../examination";

const [slowMs, stuckMs] = [2 * 60_000, 15 * 60_000];

/**
 * Judges what waits in a queue by how long the oldest of it has waited.
 * @param words.found what waits, and since when
 */
export async function judgeBacklog(
  examination: Examination,
  queue: Parameters<typeof readBacklog>[0],
  words: { nothing: string; found: (waiting: number, age: string) => string; mend: string },
) {
  await examination.database();
  const { waiting, oldestSeconds } = await readBacklog(queue);
  if (waiting === 0) return green(words.nothing);
  const ageMs = oldestSeconds * 1000;
  const found = words.found(waiting, duration(ageMs));
  if (ageMs < slowMs) return green(found);
  return ageMs < stuckMs ? amber(found, words.mend) : red(found, words.mend);
}
