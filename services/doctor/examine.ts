import type { Actor } from "@/services/auth/actor";
import { ForbiddenError, NotFoundError } from "@/services/errors";
import { log } from "@/services/logging/log";
import { allChecks } from "./all-checks";
import {
  amber,
  type CheckStatus,
  type DoctorCheck,
  type Finding,
  NotKnownError,
  NotLookedAtError,
  red,
} from "./check";
import { createExamination, type Examination } from "./examination";
import { rootMessage } from "./root-message";

/** How many checks run at once: they wait for the network mostly, and must not take all connections to the database. */
const atOnce = 6;
const patienceMs = 10_000;

export type CheckResult = Pick<DoctorCheck, "slug" | "group" | "title" | "why"> &
  Finding & { checkedAt: Date; tookMs: number };

export type ExaminationOptions = {
  /** Which checks; left out: all. */
  slugs?: readonly string[];
  /** Name servers to ask instead of the machine's, such as `127.0.0.1:5353`. */
  dnsServers?: readonly string[];
  /** Called with each result as it is there. */
  onResult?: (result: CheckResult) => void;
  /** Nobody waits for the rest any more: no further check is begun. */
  signal?: AbortSignal;
};

/**
 * Looks at the portal and what stands around it.
 * @returns a result for each check, in the order of the list, whatever happens inside them
 * @throws {ForbiddenError} unless an admin asks; {NotFoundError} for a check that there is none of
 */
export async function examine(actor: Actor, options: ExaminationOptions = {}): Promise<CheckResult[]> {
  if (actor.role !== "admin") throw new ForbiddenError();
  const checks = chooseChecks(options.slugs);
  const examination = createExamination(options.dnsServers);
  const results: CheckResult[] = [];
  const waiting = checks.map((check, index) => ({ check, index }));
  const work = async () => {
    for (let next = waiting.shift(); next && !options.signal?.aborted; next = waiting.shift()) {
      const result = await runCheck(next.check, examination);
      results[next.index] = result;
      options.onResult?.(result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

/** The checks of these names; of none: all. @throws {NotFoundError} for a name that no check has */
export function chooseChecks(slugs: readonly string[] | undefined): readonly DoctorCheck[] {
  if (!slugs?.length) return allChecks;
  const unknown = slugs.find((slug) => !allChecks.some((check) => check.slug === slug));
  if (unknown !== undefined) throw new NotFoundError(`There is no check ${unknown}.`);
  return allChecks.filter(({ slug }) => slugs.includes(slug));
}

/** One check and its result: what it throws is a result too, and so is that it does not end. */
export async function runCheck(check: DoctorCheck, examination: Examination): Promise<CheckResult> {
  const began = performance.now();
  const { slug, group, title, why } = check;
  const finding = await settle(check, examination);
  return {
    ...{ slug, group, title, why },
    ...finding,
    checkedAt: new Date(),
    tookMs: Math.round(performance.now() - began),
  };
}

async function settle(check: DoctorCheck, examination: Examination): Promise<Finding> {
  const timeoutMs = check.timeoutMs ?? patienceMs;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    const found = `This check did not end within ${timeoutMs / 1000} s.`;
    timer = setTimeout(() => resolve(red(found, tryAgain)), timeoutMs);
  });
  try {
    return await Promise.race([check.run(examination), late]);
  } catch (error) {
    if (error instanceof NotKnownError) return amber(error.message, error.mend);
    if (error instanceof NotLookedAtError) {
      const first = allChecks.find(({ slug }) => slug === error.waitsFor)?.title;
      return { ...amber(error.message, `First mend what “${first}” says.`), waitsFor: error.waitsFor };
    }
    log().warn({ err: error, check: check.slug }, "a check of the doctor's failed");
    return red(`This check itself failed: ${rootMessage(error)}`, tryAgain);
  } finally {
    clearTimeout(timer);
  }
}

const tryAgain = "Run it again. If it stays, the portal’s log says more.";

/** The worst of them. */
export function overallStatus(results: readonly { status: CheckStatus }[]): CheckStatus {
  if (results.some(({ status }) => status === "red")) return "red";
  return results.some(({ status }) => status === "amber") ? "amber" : "green";
}
