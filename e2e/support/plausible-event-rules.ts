/**
 * What Plausible's Events API takes and throws away (plausible.io/docs/events-api; plausible/analytics:
 * lib/plausible/ingestion/request.ex, event.ex and lib/plausible_web/plugs). Limits are in bytes where theirs are.
 */
export type PlausibleEvent = {
  name: string;
  url: string;
  domains: string[];
  props: Record<string, string>;
  interactive: boolean;
};
export type FieldErrors = Record<string, string[]>;

const longestName = 120;
const longestUrl = 2_000;
const [longestKey, longestValue, mostProps] = [300, 2_000, 30];

/** A parsed body as Plausible understands it, or its errors by field. Names and aliases as in request.ex. */
export function parsePlausibleEvent(
  body: unknown,
): { event: PlausibleEvent; errors: null } | { event: null; errors: FieldErrors } {
  const errors: FieldErrors = {};
  const fail = (field: string, message: string) => {
    errors[field] = [...(errors[field] ?? []), message];
  };
  if (!isRecord(body)) return { event: null, errors: { request: ["must be an object"] } };
  const pick = (...names: string[]) => names.map((name) => body[name]).find((value) => value !== undefined);

  const name = pick("n", "name");
  if (typeof name !== "string" && !Number.isInteger(name)) fail("event_name", "can't be blank");
  else if (String(name).trim() === "") fail("event_name", "can't be blank");
  else if ([...String(name)].length > longestName) fail("event_name", `should be at most ${longestName}`);

  const url = pick("u", "url");
  if (typeof url !== "string" || url.trim() === "") fail("url", "is required");
  else if (Buffer.byteLength(url) > longestUrl) fail("url", "is too long");
  else if (url.startsWith("data:")) fail("url", "scheme is not allowed");

  const domain = pick("d", "domain");
  if (domain !== undefined && (typeof domain !== "string" || domain.trim() === ""))
    fail("domain", "can't be blank");
  const named = typeof domain === "string" ? domain : hostOf(String(url));
  const domains = named.split(",").map((one) => one.trim().replace(/^www\./, ""));

  const interactive = pick("i", "interactive");
  if (interactive !== undefined && typeof interactive !== "boolean")
    fail("interactive?", "must be a boolean");

  const props = propsOf(pick("m", "meta", "p", "props"), fail);
  if (Object.keys(errors).length > 0) return { event: null, errors };
  return {
    event: { name: String(name), url: String(url), domains, props, interactive: interactive !== false },
    errors: null,
  };
}

function propsOf(given: unknown, fail: (field: string, message: string) => void): Record<string, string> {
  const value = typeof given === "string" ? parsed(given) : given;
  if (!isRecord(value)) return {};
  const kept: Record<string, string> = {};
  for (const [key, prop] of Object.entries(value).slice(0, mostProps)) {
    // Lists, maps and nothing at all are left out without a word.
    if (prop === null || prop === "" || typeof prop === "object") continue;
    if (Buffer.byteLength(key) > longestKey) fail("props", `keys should have at most ${longestKey} bytes`);
    if (Buffer.byteLength(String(prop)) > longestValue)
      fail("props", `values should have at most ${longestValue} bytes`);
    kept[key] = String(prop);
  }
  return kept;
}

/** Robots by their names (matomo-org/device-detector, bots.yml): a part of the list, with those that mail meets. */
const robots =
  /^$|bot\b|spider|crawl|fetcher\b|checker\b|ImageProxy|MailProxy|HeadlessChrome|^node(\.js)?$|^curl\/|python-requests|Go-http-client|\(compatible\)|facebookexternalhit|BingPreview/i;

/** A user agent that Plausible takes for a robot. None at all is taken: its devices stay blank. */
export function isRobot(userAgent: string | undefined): boolean {
  return userAgent !== undefined && robots.test(userAgent);
}

/** Whose address an event counts for: the first of these headers that is there (remote_ip.ex). */
export function clientAddressOf(
  headers: Record<string, string | string[] | undefined>,
  socket: string,
): string {
  const first = (name: string) => {
    const value = headers[name];
    return (Array.isArray(value) ? value[0] : value)?.split(",")[0]?.trim();
  };
  return (
    first("x-plausible-ip") ||
    first("cf-connecting-ip") ||
    first("b-forwarded-for") ||
    first("x-forwarded-for") ||
    /for="?\[?([^;",\]]+)/i.exec(first("forwarded") ?? "")?.[1] ||
    socket
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : "(none)";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
