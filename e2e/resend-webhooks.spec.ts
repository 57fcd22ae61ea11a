import { callApi, openTicket } from "./support/api";
import { emailEvent, newWebhookSecret, sendWebhook } from "./support/resend-webhooks";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

type Conversation = { replies: { recipients: { email: string; status: string }[] }[] };

test("what Resend says of a mail, signed, moves its copy; what is not signed does not", async () => {
  const { resend, mailboxUrl } = stage();
  const secret = newWebhookSecret();
  await callApi(resend, "PATCH", "/integration-modules/resend", {
    body: { settings: { webhook_secret: secret } },
  });
  const address = "wes.webhook@customer.example";
  const ticketId = await openTicket(resend, address, "Wes Webhook");
  await callApi(resend, "POST", `/tickets/${ticketId}/replies`, { body: { html: "<p>On its way</p>" } });
  const statuses = async () => {
    const { body } = await callApi<Conversation>(resend, "GET", `/tickets/${ticketId}`);
    return body.replies.flatMap(({ recipients }) => recipients.map(({ status }) => status));
  };
  await expect.poll(statuses).toEqual(["sent"]);

  type Sent = { emails: { id: string; body: { to: string[] } }[] };
  const { emails } = (await (await fetch(`${mailboxUrl}/resend`)).json()) as Sent;
  const email = emails.find(({ body }) => [body.to].flat().some((to) => to.includes(address)));
  if (!email) throw new Error("no mail");
  const endpoint = { url: `${resend.url}/api/webhooks/resend`, secret };
  const event = (type: string, more = {}) => emailEvent(type, { id: email.id, to: [address] }, more);

  const forged = await sendWebhook(endpoint, event("email.complained"), { secret: newWebhookSecret() });
  expect(forged.status).toBe(401);
  expect(await statuses()).toEqual(["sent"]);
  expect((await sendWebhook(endpoint, event("email.delivered"))).status).toBe(200);
  expect(await statuses()).toEqual(["delivered"]);
  const bounce = { bounce: { type: "Permanent", subType: "General", message: "550 5.1.1 no such user" } };
  expect((await sendWebhook(endpoint, event("email.bounced", bounce))).status).toBe(200);
  expect(await statuses()).toEqual(["bounced"]);
  // Signed over these very characters, beyond ASCII too.
  expect((await sendWebhook(endpoint, event("email.delivered", { subject: "Grüße 😀" }))).status).toBe(200);
  expect(await statuses()).toEqual(["bounced"]);
});
