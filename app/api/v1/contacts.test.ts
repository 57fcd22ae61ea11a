import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { findOrCreateContact } from "@/services/contacts/find-or-create-contact";
import { callApi } from "./testing/api-client";
import { createTestKeys } from "./testing/api-keys";

useTestDatabase();

let admin: string;
let agent: string;
let id: number;
const ask = (method: string, path: string, body?: unknown, key = admin) =>
  callApi(method, `/api/v1/${path}`, { key, body });

beforeAll(async () => {
  ({ admin, agent } = await createTestKeys());
  for (const name of ["Ana Example", "Bo Other"]) {
    const email = `${name.split(" ")[0]}@example.org`;
    await ask("POST", "tickets", { subject: "Printer", requester: { email, name }, text: `I am ${name}` });
  }
  const { json } = await ask("GET", "contacts?email=ANA@example.org");
  id = (json as { data: { id: number }[] }).data[0]?.id ?? 0;
});

describe("contacts over the API", () => {
  it("are found by address and by part of the name, page by page", async () => {
    expect((await ask("GET", `contacts/${id}`)).json).toEqual({
      ...{ id, email: "ana@example.org", name: "Ana Example", tracking_consent: "unknown" },
      ...{ consent_source: null, consent_at: null, created_at: expect.any(String) },
    });
    const byName = (await ask("GET", "contacts?q=other")).json;
    expect(byName).toMatchObject({ data: [{ email: "bo@example.org" }], next_cursor: null });
    expect((await ask("GET", "contacts?q=%25")).json).toMatchObject({ data: [] });
    const first = (await ask("GET", "contacts?limit=1")).json as { next_cursor: string };
    const second = (await ask("GET", `contacts?limit=1&cursor=${first.next_cursor}`)).json;
    expect(second).toMatchObject({ data: [{ id }], next_cursor: null });
    expect((await ask("GET", "contacts?cursor=nonsense")).status).toBe(422);
  });

  it("are found by a domain with an umlaut, as it is written and as it is kept", async () => {
    await findOrCreateContact(database(), { email: "info@bücher.example.org" });
    for (const query of ["email=Info@Bücher.example.org", "q=info@bücher", "q=BÜCHER", "q=xn--bcher-kva"]) {
      expect.soft((await ask("GET", `contacts?${encodeURI(query)}`)).json, query).toMatchObject({
        data: [{ email: "info@xn--bcher-kva.example.org" }],
      });
    }
    expect((await ask("GET", `contacts?q=${encodeURIComponent("ü\u0000")}`)).json).toMatchObject({
      data: [],
    });
  });

  it("are the admin's alone", async () => {
    const paths = [`contacts/${id}/export`, `contacts/${id}`, "contacts"];
    for (const path of paths) expect((await ask("GET", path, undefined, agent)).status).toBe(403);
    const erased = await ask("POST", `contacts/${id}/erase`, { strength: "contact" }, agent);
    expect(erased.status).toBe(403);
    const changed = { tracking_consent: "consented", consent_source: "me" };
    expect((await ask("PATCH", `contacts/${id}`, changed, agent)).status).toBe(403);
  });

  it("keep a consent with its source and time, and its history", async () => {
    const consented = { tracking_consent: "consented", consent_source: "Order form, 3 May" };
    expect(await ask("PATCH", `contacts/${id}`, consented)).toMatchObject({
      status: 200,
      json: { ...consented, consent_at: expect.any(String) },
    });
    await ask("PATCH", `contacts/${id}`, { tracking_consent: "opted_out", consent_source: "Phone call" });
    const { json } = await ask("GET", `contacts/${id}/export`);
    expect(json).toMatchObject({
      consents: [
        { consent: "consented", source: "Order form, 3 May", recorded_by: "Admin's program" },
        { consent: "opted_out", source: "Phone call" },
      ],
    });
  });

  it.each([
    ["tracking_consent", { tracking_consent: "maybe", consent_source: "x" }],
    ["consent_source", { tracking_consent: "consented" }],
    ["consent_source", { tracking_consent: "consented", consent_source: " " }],
    ["email", { tracking_consent: "consented", consent_source: "x", email: "y@example.org" }],
  ])("refuse a wrong %s with a 422 that names it", async (field, body) => {
    expect(await ask("PATCH", `contacts/${id}`, body)).toMatchObject({
      status: 422,
      json: { errors: [{ field }] },
    });
  });

  it("are exported with all that is held, and the audit log says so without what it was", async () => {
    const { json } = await ask("GET", `contacts/${id}/export`);
    expect(json).toMatchObject({
      contact: { email: "ana@example.org" },
      tickets: [{ subject: "Printer", replies: [{ text: "I am Ana Example", by_this_contact: true }] }],
    });
    const log = await ask("GET", "audit-log?limit=1");
    expect(log.json).toMatchObject({ data: [{ action: "contact.exported", target_id: String(id) }] });
    expect(JSON.stringify(log.json)).not.toMatch(/ana@example|Ana Example/);
  });

  it("are erased in one of two strengths, once for an idempotency key", async () => {
    const wrong = await ask("POST", `contacts/${id}/erase`, { strength: "everything" });
    expect(wrong).toMatchObject({ status: 422, json: { errors: [{ field: "strength" }] } });
    const erased = await ask("POST", `contacts/${id}/erase`, { strength: "contact" });
    expect(erased).toMatchObject({
      status: 200,
      json: { contact_id: id, strength: "contact", status: "done", finished_at: expect.any(String) },
    });
    expect((await ask("GET", `contacts/${id}`)).json).toMatchObject({
      ...{ email: `erased-${id}@erased.invalid`, name: "Erased contact", tracking_consent: "opted_out" },
    });
    expect((await ask("GET", "contacts?email=ana@example.org")).json).toMatchObject({ data: [] });
    const log = JSON.stringify((await ask("GET", "audit-log")).json);
    expect(log).toContain("contact.erased");
    expect(log).not.toMatch(/ana@example|Ana Example/);
  });

  it("that do not exist are a 404", async () => {
    expect((await ask("GET", "contacts/999999")).status).toBe(404);
    expect((await ask("GET", "contacts/999999/export")).status).toBe(404);
    expect((await ask("POST", "contacts/999999/erase", { strength: "tracking" })).status).toBe(404);
    const consent = { tracking_consent: "unknown", consent_source: "x" };
    expect((await ask("PATCH", "contacts/999999", consent)).status).toBe(404);
    expect((await ask("GET", "contacts/nobody")).status).toBe(404);
  });
});
