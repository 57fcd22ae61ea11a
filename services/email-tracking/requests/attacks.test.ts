import type { Server } from "node:http";
import { count } from "drizzle-orm";
import pino from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connection, database } from "@/db/client";
import { emailTrackingEvents } from "@/db/schema/email";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { clientAddressHeader } from "@/services/auth/auth";
import { eventWriter } from "../recording/process-event-writer";
import { signClick } from "../signing/click-signature";
import { trackingKeyRing } from "../signing/tracking-key-ring";
import { type Attack, attacks, type Target } from "../testing/attacks";
import { openSocketDoors, routeDoor, serviceDoor } from "../testing/doors";
import { laySentMail } from "../testing/sent-mail";
import { allRecorded, copyOf, type Door, eventsOf, replyOf, setTracking } from "../testing/tracking-contract";

useTestDatabase({ PORTAL_URL: "https://support.example.com" });

const link = "https://example.com/?a=1&b=2";
let target: Target;
let replyId: number;
const sockets: { closing: Door; staying: Door; server: Server }[] = [];

beforeAll(async () => {
  await setTracking();
  for (const hops of [0, 1, 2]) sockets.push(await openSocketDoors(hops));
  const mail = await laySentMail({ links: [link] });
  replyId = mail.replyId;
  const { trackingId } = mail;
  target = { trackingId, link, sign: (url) => signClick({ trackingId, url }, trackingKeyRing()) };
});
afterAll(() => {
  for (const { server } of sockets) server.close();
});

async function rows(): Promise<number> {
  const [row] = await database().select({ rows: count() }).from(emailTrackingEvents);
  return row?.rows ?? 0;
}

const socketDoor =
  (connection: "closing" | "staying"): Door =>
  (request) => {
    const door = sockets[0]?.[connection];
    if (!door) throw new Error("the server is not open");
    return door(request);
  };

const doors: [name: string, door: Door, takes: (attack: Attack) => boolean][] = [
  ["the service", serviceDoor, () => true],
  ["the route handlers", routeDoor, ({ rawBytes }) => !rawBytes],
  ["a server on a socket", socketDoor("closing"), () => true],
  ["a connection that stays", socketDoor("staying"), () => true],
];

describe.each(doors)("of %s", (_name, door, takes) => {
  it.each(attacks.filter(takes).map((attack) => [attack.name, attack] as const))(
    "%s gets nothing",
    async (_, attack) => {
      const before = { rows: await rows(), reply: await replyOf(replyId) };
      const { method, headers } = attack;
      const answer = await door({ method, path: attack.path(target), ...(headers ? { headers } : {}) });
      expect(answer.status).toBeLessThan(500);
      if (attack.leadsToTheLink) expect(answer.headers.get("location")).toBe(link);
      else {
        expect(answer.headers.get("location")).toBeNull();
        expect([200, 400, 404, 405, 414, 431]).toContain(answer.status);
      }
      expect(answer.headers.get("set-cookie")).toBeNull();
      expect(answer.headers.get("x-injected")).toBeNull();
      // What Node refuses by itself, and what Next would, has no headers of ours.
      if (answer.headers.has("cache-control")) {
        expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
        expect(answer.headers.get("x-robots-tag")).toContain("noindex");
        expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      } else expect([400, 404, 405, 414, 431]).toContain(answer.status);
      expect(answer.body.toString("latin1")).not.toMatch(/<script|href=|at .*\.ts:\d/);
      await allRecorded();
      if (attack.mayRecord) return;
      expect(await rows()).toBe(before.rows);
      expect(await replyOf(replyId)).toEqual(before.reply);
    },
  );

  it("even what is signed leads nowhere that is no web address", async () => {
    for (const url of [
      "javascript:alert(1)",
      "data:text/html,x",
      "//evil.example",
      "https:/\\evil.example",
      "https://a\r\nb",
    ]) {
      const query = new URLSearchParams({ tid: target.trackingId, url, sig: target.sign(url) });
      const answer = await door({ path: `/api/email-tracking/click?${query}` });
      expect(answer.status).toBe(400);
      expect(answer.headers.get("location")).toBeNull();
    }
  });

  it("a thousand loads of one id are counted exactly", async () => {
    const mail = await laySentMail();
    const load = () => door({ path: `/api/email-tracking/pixel/${mail.trackingId}.gif` });
    for (let round = 0; round < 10; round++) await Promise.all(Array.from({ length: 100 }, load));
    await allRecorded();
    expect(await copyOf(mail.deliveryIds[0])).toMatchObject({ openCount: 1000, readCount: 1000 });
    expect(await replyOf(mail.replyId)).toMatchObject({ emailOpenCount: 1000, emailReadCount: 1000 });
    expect(await eventsOf(mail.trackingId)).toHaveLength(1000);
  });
});

describe("the address of who asks", () => {
  const long = Array.from({ length: 500 }, (_, index) => `10.0.${index % 256}.1`).join(", ");
  it.each([
    [0, "6.6.6.6", "127.0.0.0"],
    [0, "6.6.6.6, 198.51.100.9", "127.0.0.0"],
    [1, "6.6.6.6, 198.51.100.9", "198.51.100.0"],
    [1, "198.51.100.9", "198.51.100.0"],
    [2, "6.6.6.6, 198.51.100.9, 10.0.0.2", "198.51.100.0"],
    [2, "6.6.6.6, 6.6.6.7, 198.51.100.9, 10.0.0.2", "198.51.100.0"],
    [1, `${long}, 198.51.100.9`, "198.51.100.0"],
    [1, "[2001:db8:1:2::3]:4711", "2001:db8:1::"],
    [1, "::ffff:198.51.100.9", "198.51.100.0"],
    [1, "' OR 1=1 --", null],
    [1, "6.6.6.6, <script>", null],
    [1, "unknown", null],
    [1, "_hidden", null],
    [1, "198.51.100.9, 0x7f.1", null],
    [1, "6.6.6.6,", "6.6.6.0"],
  ])("behind %i trusted proxies and with X-Forwarded-For: %s is %s", async (hops, forwarded, stored) => {
    const mail = await laySentMail();
    const path = `/api/email-tracking/pixel/${mail.trackingId}.gif`;
    const headers = {
      "X-Forwarded-For": forwarded,
      [clientAddressHeader]: "9.9.9.9",
      "X-Real-IP": "9.9.9.9",
    };
    for (const connection of ["closing", "staying"] as const)
      expect((await sockets[hops]?.[connection]({ path, headers }))?.status).toBe(200);
    await allRecorded();
    expect(await eventsOf(mail.trackingId)).toMatchObject([{ ipAddress: stored }, { ipAddress: stored }]);
  });
});

describe("the log", () => {
  const shared = globalThis as { __myportalLog?: unknown };
  const lines: string[] = [];
  let before: unknown;
  beforeEach(() => {
    before = shared.__myportalLog;
    lines.length = 0;
    // Without the redaction that the process's own logger has: what must not be written must not be given to it.
    shared.__myportalLog = pino({ level: "trace" }, { write: (line: string) => lines.push(line) });
    return () => {
      shared.__myportalLog = before;
    };
  });

  const email = "somebody.with.a.name@private-mail.example";
  const secretLink = "https://example.com/reset?token=SECRET-TOKEN&user=somebody";

  async function everyRequest(trackingId: string) {
    const sig = signClick({ trackingId, url: secretLink }, trackingKeyRing());
    const query = new URLSearchParams({ tid: trackingId, url: secretLink, sig });
    for (const [, door] of doors) {
      for (const path of [
        `/api/email-tracking/pixel/${trackingId}.gif`,
        `/api/email-tracking/status/${trackingId}`,
        `/api/email-tracking/click?${query}`,
        `/api/email-tracking/click?tid=${trackingId}&url=${encodeURIComponent(secretLink)}`,
        `/api/email-tracking/click?tid=${trackingId}&url=${encodeURIComponent(`${secretLink}&x`)}&sig=${sig}`,
      ]) {
        const headers = { "user-agent": "Agent-Of-Somebody/1.0", referer: secretLink };
        const answer = await door({ path, headers });
        // The status may say that it cannot be read; nothing that a recipient meets ever fails.
        if (!path.includes("/status/")) expect(answer.status).toBeLessThan(500);
      }
    }
    await eventWriter().drain();
  }

  function expectNobodyIn(trackingId: string) {
    const written = lines.join("");
    expect(written).not.toContain(trackingId);
    expect(written).not.toMatch(/somebody|private-mail|SECRET-TOKEN|203\.0\.113\.77|Agent-Of/i);
  }

  it("names nobody, and no tracking id, when all is well", async () => {
    const mail = await laySentMail({ recipients: [{ email }], links: [secretLink] });
    await everyRequest(mail.trackingId);
    await allRecorded();
    expect(await eventsOf(mail.trackingId)).not.toHaveLength(0);
    expectNobodyIn(mail.trackingId);
  });

  it("names nobody, and no tracking id, when the database fails under every request", async () => {
    const mail = await laySentMail({ recipients: [{ email: `x.${email}` }], links: [secretLink] });
    const { pool } = connection();
    await pool.query("RENAME TABLE email_deliveries TO email_deliveries_away");
    try {
      await everyRequest(mail.trackingId);
    } finally {
      await pool.query("RENAME TABLE email_deliveries_away TO email_deliveries");
    }
    expect(lines.length).toBeGreaterThan(0);
    expectNobodyIn(mail.trackingId);
  });
});
