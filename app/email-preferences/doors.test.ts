import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { contactDataRequests } from "@/db/schema/privacy";
import { contacts } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { laySentMail } from "@/services/email-tracking/testing/sent-mail";
import { tokenOf } from "@/services/privacy/data-request-token";
import * as choice from "./[token]/choice/route";
import * as data from "./[token]/data/route";
import * as confirm from "./data/[token]/confirm/route";
import * as download from "./data/view/[key]/download/route";

useTestDatabase({ PORTAL_URL: "https://support.example.com" });

type Post = (request: Request, context: { params: Promise<{ token: string }> }) => Promise<Response>;

async function post(route: { POST: Post }, token: string, form: Record<string, string> | string) {
  const body = typeof form === "string" ? form : new URLSearchParams(form).toString();
  const answer = await route.POST(
    new Request("https://support.example.com/x", {
      method: "POST",
      body,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "content-length": String(Buffer.byteLength(body)),
      },
    }),
    { params: Promise.resolve({ token }) },
  );
  expect(answer.status).toBe(303);
  expect(answer.headers.get("set-cookie")).toBeNull();
  expect(answer.headers.get("cache-control")).toBe("no-store");
  return answer.headers.get("location");
}

async function requestsOf(contactId: number) {
  return database().select().from(contactDataRequests).where(eq(contactDataRequests.contactId, contactId));
}

async function consentOf(contactId: number) {
  const [contact] = await database().select().from(contacts).where(eq(contacts.id, contactId));
  return contact?.trackingConsent;
}

/** The token of the mail that a request of this kind sent. */
async function askFor(kind: "see" | "erase") {
  const mail = await laySentMail();
  const { id, preferencesToken } = mail.requester;
  await post(data, preferencesToken, { kind });
  const [request] = await requestsOf(id);
  return { mail, contactId: id, token: tokenOf(request?.nonce ?? "") };
}

describe("the forms of the preferences page", () => {
  it("do nothing by GET: a scanner follows every link", () => {
    for (const route of [choice, data, confirm]) expect(Object.keys(route)).toEqual(["POST"]);
    expect(Object.keys(download)).toEqual(["GET"]);
  });

  it.each([
    ["an unknown choice", { choice: "everything" }],
    ["no choice", {}],
    ["a body of 10 KB", `choice=opt-out&x=${"a".repeat(10_240)}`],
    ["a body that is no form", '{"choice":"opt-out"}'],
  ])("with %s change nothing", async (_what, form) => {
    const { requester } = await laySentMail();
    const page = `/email-preferences/${requester.preferencesToken}`;
    expect(await post(choice, requester.preferencesToken, form)).toBe(page);
    expect(await post(data, requester.preferencesToken, form)).toBe(page);
    expect(await consentOf(requester.id)).toBe("unknown");
    expect(await requestsOf(requester.id)).toHaveLength(0);
  });

  it("are read when they come in pieces and without a length, as some proxies send them, and not for ever", async () => {
    const { requester } = await laySentMail();
    const send = (pieces: Iterator<string>) =>
      choice.POST(
        new Request("https://support.example.com/x", {
          ...{ method: "POST", duplex: "half" },
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: new ReadableStream({
            pull(controller) {
              const { done, value } = pieces.next();
              if (done) controller.close();
              else controller.enqueue(Buffer.from(value));
            },
          }),
        }),
        { params: Promise.resolve({ token: requester.preferencesToken }) },
      );
    let taken = 0;
    function* endless() {
      for (yield "choice=opt-out&x="; ; taken++) yield "a".repeat(100);
    }
    expect((await send(endless())).status).toBe(303);
    expect(taken).toBeLessThan(100);
    expect(await consentOf(requester.id)).toBe("unknown");
    expect((await send(["choice=", "opt-out"].values())).status).toBe(303);
    expect(await consentOf(requester.id)).toBe("opted_out");
  });

  it("answer the same whether a mail is sent, was sent just now, or can be sent to nobody", async () => {
    const { requester } = await laySentMail();
    const ask = (token: string) => post(data, token, { kind: "see" });
    const { preferencesToken } = requester;
    expect(await ask(preferencesToken)).toBe(`/email-preferences/${preferencesToken}?asked=see`);
    expect(await ask(preferencesToken)).toBe(`/email-preferences/${preferencesToken}?asked=see`);
    expect(await requestsOf(requester.id)).toHaveLength(1);
    const nobody = "N".repeat(43);
    expect(await ask(nobody)).toBe(`/email-preferences/${nobody}?asked=see`);
  });

  it("send nobody anywhere else, whatever stands in the address", async () => {
    for (const token of [
      "//evil.example",
      "..",
      "\\\\evil.example",
      "a\r\nb",
      "?x=y",
      "https://evil.example",
    ]) {
      for (const route of [choice, data, confirm]) {
        const location = await post(route, token, { choice: "opt-out", kind: "see", confirmed: "yes" });
        expect(location).toMatch(/^\/email-preferences\//);
        expect(new URL(location ?? "", "https://support.example.com").host).toBe("support.example.com");
      }
    }
  });
});

describe("the mailed link", () => {
  it("shows the data to whom presses the button, once, and the file goes with it", async () => {
    const { mail, token } = await askFor("see");
    const shown = await post(confirm, token, {});
    const key = /^\/email-preferences\/data\/view\/([\w-]{43})$/.exec(shown ?? "")?.[1] ?? "";
    const file = await download.GET(new Request("https://support.example.com/x"), {
      params: Promise.resolve({ key }),
    });
    expect(file.status).toBe(200);
    expect(file.headers.get("content-disposition")).toContain("attachment");
    expect(file.headers.get("cache-control")).toBe("no-store");
    expect(await file.json()).toMatchObject({ contact: { email: mail.requester.email } });
    // Of a doubled click the browser shows the second answer: it is the same.
    expect(await post(confirm, token, {})).toBe(shown);
    await database().update(contactDataRequests).set({ usedAt: sql`UTC_TIMESTAMP(6) - INTERVAL 11 SECOND` });
    // Used up: the page then says so.
    expect(await post(confirm, token, {})).toBe(`/email-preferences/data/${token}`);
    const again = await download.GET(new Request("https://support.example.com/x"), {
      params: Promise.resolve({ key: token }),
    });
    expect(again.status).toBe(303);
  });

  it("erases only when it was ticked", async () => {
    const { mail, contactId, token } = await askFor("erase");
    await database().execute(sql`UPDATE email_deliveries SET open_count = 3 WHERE contact_id = ${contactId}`);
    expect(await post(confirm, token, {})).toBe(`/email-preferences/data/${token}?confirm=missing`);
    expect(await post(confirm, token, { confirmed: "maybe" })).toBe(
      `/email-preferences/data/${token}?confirm=missing`,
    );
    expect(await consentOf(contactId)).toBe("unknown");
    expect(await post(confirm, token, { confirmed: "yes" })).toBe("/email-preferences/data/done");
    expect(await consentOf(contactId)).toBe("opted_out");
    expect(await post(confirm, token, { confirmed: "yes" })).toBe(`/email-preferences/data/${token}`);
    // The link in the footer goes on working, and shows and erases nothing by itself.
    expect(await post(confirm, mail.requester.preferencesToken, { confirmed: "yes" })).toBe(
      `/email-preferences/data/${mail.requester.preferencesToken}`,
    );
  });
});
