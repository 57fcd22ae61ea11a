type Parameter = string | string[] | undefined;
export type MailProblemParams = { copies?: Parameter; inbound?: Parameter; suppressed?: Parameter };

/** Where each list of the view is paged to: the last id, or the cursor, of the page before. */
export type ProblemPages = {
  copies?: number | undefined;
  inbound?: number | undefined;
  suppressed?: string | undefined;
};

/** Reads the address; what is no place in a list begins it anew. */
export function pagesOf({ copies, inbound, suppressed }: MailProblemParams): ProblemPages {
  const id = (value: Parameter) =>
    typeof value === "string" && /^[1-9]\d{0,14}$/.test(value) ? Number(value) : undefined;
  return {
    copies: id(copies),
    inbound: id(inbound),
    suppressed: typeof suppressed === "string" && suppressed ? suppressed : undefined,
  };
}

export function mailProblemsAddress(pages: ProblemPages): string {
  const given = Object.entries(pages).flatMap(([name, value]) => (value ? [[name, String(value)]] : []));
  return given.length > 0 ? `/mail-problems?${new URLSearchParams(given)}` : "/mail-problems";
}
