import { spawn } from "node:child_process";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { auditLog } from "@/db/schema/auth";
import { emailDeliveries } from "@/db/schema/email";
import { tickets } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import type { Actor } from "@/services/auth/actor";
import { handleTrackingRequest } from "@/services/email-tracking/requests/http";
import { updateModule } from "@/services/integration-modules/update-module";
import { allChecks } from "./all-checks";
import { type DoctorCheck, green, NotKnownError } from "./check";
import { createExamination } from "./examination";
import { examine, runCheck } from "./examine";
import { getTestMail } from "./get-test-mail";
import { sendTestMail } from "./send-test-mail";

useTestDatabase({ PORTAL_URL: "http://127.0.0.1:1" });

const admin: Actor = { kind: "system", name: "Ada", role: "admin" };
const agent: Actor = { kind: "api_key", apiKeyId: 7, name: "Ben", role: "agent" };

const checkThat = (run: DoctorCheck["run"]): DoctorCheck => ({
  ...{ slug: "a-check", group: "mail", title: "A check", why: "Because.", timeoutMs: 100 },
  run,
});

describe("an examination", () => {
  it("is for admins, and knows no check that there is none of", async () => {
    await expect(examine(agent)).rejects.toThrow(/role/);
    await expect(examine(admin, { slugs: ["no-such-check"] })).rejects.toThrow(/no check no-such-check/);
    await expect(sendTestMail(agent, "ana@customer.example")).rejects.toThrow(/role/);
  });

  it("has a result for every check in its order, and tells each as it is there", async () => {
    const told: string[] = [];
    const results = await examine(admin, {
      dnsServers: ["127.0.0.1:1"],
      onResult: ({ slug }) => told.push(slug),
    });
    expect(results.map(({ slug }) => slug)).toEqual(allChecks.map(({ slug }) => slug));
    expect([...told].sort()).toEqual(allChecks.map(({ slug }) => slug).sort());
    for (const { status, found, mend, slug } of results) {
      expect(found, slug).toMatch(/\w/);
      expect(found, slug).not.toMatch(/itself failed|did not end/);
      if (status === "red") expect(mend, slug).toMatch(/\w/);
    }
  });

  it.each<[string, DoctorCheck["run"], string, RegExp]>([
    ["throws", () => Promise.reject(new Error("no such table")), "red", /itself failed: no such table/],
    ["does not end", () => new Promise(() => {}), "red", /did not end within 0\.1 s/],
    ["cannot know", () => Promise.reject(new NotKnownError("no name server")), "amber", /no name server/],
    ["is fine", async () => green("fine"), "green", /fine/],
  ])("a check that %s", async (_name, run, status, words) => {
    const result = await runCheck(checkThat(run), createExamination());
    expect(result).toMatchObject({ status, found: expect.stringMatching(words) });
  });
});

describe("npm run doctor", () => {
  function run(args: string[], variables: Record<string, string>) {
    const child = spawn(process.execPath, ["--import", "tsx", "services/doctor/doctor-program.ts", ...args], {
      env: { ...process.env, ...variables },
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    return new Promise<{ code: number | null; output: string }>((resolve) =>
      child.on("close", (code) => resolve({ code, output })),
    );
  }

  it("says what is broken when the database is away, and exits with 1; with 0 when nothing is", async () => {
    const away = "mysql://myportal:pw@127.0.0.1:1/myportal";
    const [broken, fine, misconfigured] = await Promise.all([
      run(["database-answers", "outbox-backlog"], { DATABASE_URL: away }),
      run(["--json", "database-answers"], {}),
      run(["--json"], { PORTAL_URL: "nonsense" }),
    ]);
    expect(broken.code).toBe(1);
    expect(broken.output).toMatch(/✗ broken .*The database answers[\s\S]*ECONNREFUSED[\s\S]*To mend it:/);
    expect(broken.output).toMatch(/\? unknown No mail waits to be sent .*first database-answers/);
    expect(broken.output).toMatch(/1 broken, 0 to look at, 1 unknown, 0 good/);
    expect(fine.code).toBe(0);
    expect(JSON.parse(fine.output)).toMatchObject({
      status: "green",
      checks: [{ slug: "database-answers", status: "green" }],
    });
    expect(misconfigured.code).toBe(1);
    expect(JSON.parse(misconfigured.output)).toMatchObject({
      status: "red",
      error: expect.stringMatching(/PORTAL_URL: expected an absolute URL/),
    });
  });
});

describe("a test mail", () => {
  beforeAll(() => updateModule(admin, "plausible", { enabled: true, settings: {} }));

  const stepsOf = async (id: number) =>
    Object.fromEntries((await getTestMail(id)).steps.map(({ name, state }) => [name, state]));

  it("is tracked, belongs to no ticket, and shows each step as it happens", async () => {
    const { id } = await sendTestMail(admin, "Ana@customer.example");
    expect(await stepsOf(id)).toEqual({
      ...{ queued: "done", accepted: "waiting", delivered: "waiting", opened: "waiting", clicked: "waiting" },
    });
    expect(await database().select().from(tickets)).toEqual([]);
    expect((await database().select().from(auditLog)).map(({ action }) => action)).toContain(
      "doctor.test_mail_sent",
    );
    await database()
      .update(emailDeliveries)
      .set({ status: "sent", sentAt: new Date(), transport: "smtp" })
      .where(eq(emailDeliveries.messageId, id));
    expect(await stepsOf(id)).toMatchObject({ accepted: "done", delivered: "unknown", opened: "waiting" });
    const [copy] = await database().select().from(emailDeliveries).where(eq(emailDeliveries.messageId, id));
    const headers = {
      ...{
        userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
        referrer: null,
      },
      ...{ secFetchSite: null, secPurpose: null, purpose: null, xMoz: null, dnt: null, secGpc: null },
    };
    const url = `/api/email-tracking/pixel/${copy?.trackingId}.gif`;
    await handleTrackingRequest({ method: "GET", url, ip: "198.51.100.7", headers });
    await expect.poll(() => stepsOf(id)).toMatchObject({ opened: "done", clicked: "waiting" });
    const opened = (await getTestMail(id)).steps.find(({ name }) => name === "opened");
    expect(opened?.detail).toMatch(/Firefox.*by a person/);
  });

  it.each(["failed", "cancelled", "bounced"] as const)("that %s waits for nothing more", async (status) => {
    const { id } = await sendTestMail(admin, `${status}@customer.example`);
    const sentAt = status === "bounced" ? new Date() : null;
    await database()
      .update(emailDeliveries)
      .set({ status, sentAt, lastError: "550 no such user" })
      .where(eq(emailDeliveries.messageId, id));
    const { steps } = await getTestMail(id);
    expect(steps.map(({ state }) => state)).not.toContain("waiting");
    expect(steps.at(-1)).toMatchObject({
      name: "clicked",
      state: "unknown",
      detail: "The mail did not arrive.",
    });
  });

  it("that may not be tracked says why, and no other mail is shown as one", async () => {
    await updateModule(admin, "plausible", { enabled: false });
    const { id } = await sendTestMail(admin, "ben@customer.example");
    const { steps } = await getTestMail(id);
    expect(steps.find(({ name }) => name === "opened")).toMatchObject({
      state: "unknown",
      detail: expect.stringMatching(/module is disabled/),
    });
    await expect(getTestMail(999_999)).rejects.toThrow(/no such test mail/);
    await expect(sendTestMail(admin, "not an address")).rejects.toThrow();
  });
});
