import { type HandOff, writeProgress } from "./write-progress";

/** Another worker has this delivery now: it is theirs to send. */
export class LeaseLostError extends Error {
  override name = "LeaseLostError";
}

/**
 * Notes, before a transport lets the mail out, that from now on it may be out.
 * @throws {LeaseLostError} when the copies are not this lease's any more.
 */
export async function noteHandOff(handOff: Omit<HandOff, "kind">): Promise<void> {
  if (!(await writeProgress({ kind: "hand-off", ...handOff }))) throw new LeaseLostError();
}
