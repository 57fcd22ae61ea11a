import type { Examination } from "./examination";

/** The groups of checks, in the order in which they are shown. */
export const checkGroups = [
  "address",
  "tracking",
  "mail",
  "modules",
  "database",
  "workers",
  "secrets",
] as const;
export type CheckGroup = (typeof checkGroups)[number];

/** Green: as it should be. Amber: it works and somebody should know, or it cannot be known. Red: something is broken. */
export type CheckStatus = "green" | "amber" | "red";

export type Finding = {
  status: CheckStatus;
  /** What was found, in words for an admin. Never a secret. */
  found: string;
  /** How to mend it; null when there is nothing to mend. */
  mend: string | null;
  /** The check that has to be mended first: until then this one cannot look. */
  waitsFor?: string;
};

/** One thing that the doctor looks at. Adding one is a file in `checks/`, a line in `all-checks.ts` and one in the docs. */
export type DoctorCheck = {
  /** Its name for programs, the command line and the documentation. */
  slug: string;
  group: CheckGroup;
  title: string;
  /** What goes wrong when it is not as it should be. */
  why: string;
  /** How long it may take; left out: ten seconds. */
  timeoutMs?: number;
  /** @throws {NotKnownError} or {NotLookedAtError} when it cannot be known; anything else that it throws is red. */
  run(examination: Examination): Promise<Finding>;
};

/** Says in its message why a check cannot tell; it is amber then. */
export class NotKnownError extends Error {
  override name = "NotKnownError";
  constructor(
    message: string,
    readonly mend: string | null = null,
  ) {
    super(message);
  }
}

/** A check cannot look before another one is green; it is amber, and that one has the reason. */
export class NotLookedAtError extends Error {
  override name = "NotLookedAtError";
  constructor(
    message: string,
    /** The other one's slug. */
    readonly waitsFor: string,
  ) {
    super(message);
  }
}

export const green = (found: string): Finding => ({ status: "green", found, mend: null });
export const amber = (found: string, mend: string | null): Finding => ({ status: "amber", found, mend });
export const red = (found: string, mend: string): Finding => ({ status: "red", found, mend });
