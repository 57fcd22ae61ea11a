import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPlausibleStandIn } from "@/e2e/support/plausible-stand-in";

let plausible: Awaited<ReturnType<typeof startPlausibleStandIn>>;
beforeAll(async () => {
  plausible = await startPlausibleStandIn({ sites: ["known.example.com"], statsKey: "stats-key" });
});
afterAll(() => plausible.close());

const good = { name: "Open", url: "https://known.example.com/x", domain: "known.example.com" };

async function post(body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${plausible.url}/api/event`, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "Mozilla/5.0 Firefox/133.0", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return {
    status: response.status,
    dropped: response.headers.get("x-plausible-dropped"),
    text: await response.text(),
  };
}

describe("the stand-in for Plausible", () => {
  it.each([
    ["no name", { ...good, name: undefined }, "event_name"],
    ["a name of 121 characters", { ...good, name: "n".repeat(121) }, "event_name"],
    ["no URL", { ...good, url: undefined }, "url"],
    ["a URL of 2,001 bytes", { ...good, url: `https://a/${"ü".repeat(996)}` }, "url"],
    ["a data: URL", { ...good, url: "data:text/plain,x" }, "url"],
    ["a blank domain", { ...good, domain: " " }, "domain"],
    ["a key of 301 bytes", { ...good, props: { ["k".repeat(301)]: "v" } }, "props"],
    ["a value of 2,001 bytes", { ...good, props: { k: "ü".repeat(1001) } }, "props"],
    ["interactive that is no boolean", { ...good, interactive: "no" }, "interactive?"],
  ])("refuses %s with the field's error", async (_, body, field) => {
    const { status, text } = await post(body);
    expect(status).toBe(400);
    expect(Object.keys(JSON.parse(text).errors)).toEqual([field]);
  });

  it("refuses what is no JSON, a body of over a megabyte, and an Accept without JSON", async () => {
    expect((await post("{")).status).toBe(400);
    expect((await post(JSON.stringify({ ...good, pad: "x".repeat(1_000_001) }))).status).toBe(413);
    expect((await post(good, { accept: "text/html" })).status).toBe(406);
  });

  it("takes aliases, and leaves out properties that are no scalars and those beyond thirty", async () => {
    const props = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`p${index}`, index]));
    const body = { n: "Open", u: good.url, d: "www.known.example.com", m: { list: [1], ...props }, i: false };
    expect(await post(body)).toMatchObject({ status: 202, dropped: null });
    const event = plausible.events.at(-1);
    expect(event).toMatchObject({ name: "Open", domain: "known.example.com", interactive: false });
    expect(Object.keys(event?.props ?? {})).toHaveLength(29);
  });

  it.each(["node", "GoogleImageProxy", "Mozilla/5.0 (compatible)", "YahooMailProxy; x", "Somebot/1.0"])(
    "throws away what comes from %s and says 202 all the same",
    async (userAgent) => {
      expect(await post(good, { "user-agent": userAgent })).toMatchObject({ status: 202, dropped: "1" });
    },
  );

  it("throws away events of sites that it does not know, and counts them", async () => {
    const domain = "known.example.com,one.example.com,two.example.com";
    expect(await post({ ...good, domain })).toMatchObject({ status: 202, dropped: "2" });
  });

  it("believes X-Plausible-IP before the headers of proxies", async () => {
    await post(good, { "x-forwarded-for": "198.51.100.1, 10.0.0.1", "cf-connecting-ip": "198.51.100.2" });
    expect(plausible.events.at(-1)?.ip).toBe("198.51.100.2");
    await post(good, { "x-forwarded-for": "198.51.100.1", "x-plausible-ip": "198.51.100.3" });
    expect(plausible.events.at(-1)?.ip).toBe("198.51.100.3");
  });
});
