import { openTicket } from "./support/api";
import { messageWith, replyWithLink } from "./support/composer";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

type Sent = {
  emails: { id: string; idempotencyKey: string | null; body: { to: string[]; html: string; text: string } }[];
  requests: { status: number }[];
};

test("the same reply goes through the real Resend SDK: once, with an idempotency key and its pixel", async ({
  openAs,
  mailClient,
}) => {
  const { resend, mailboxUrl } = stage();
  const address = "rae.send@customer.example";
  const ticketId = await openTicket(resend, address, "Rae Send");
  const page = await openAs("agent", resend);
  await replyWithLink(page, ticketId, "It went out by Resend, see the", "https://example.com/?a=1&b=2");
  const message = messageWith(page, "It went out by Resend");
  await expect(message.getByRole("button", { name: "📧 Sent" })).toBeVisible();

  const sent = (await (await fetch(`${mailboxUrl}/resend`)).json()) as Sent;
  const mails = sent.emails.filter(({ body }) => [body.to].flat().some((to) => to.includes(address)));
  expect(mails).toHaveLength(1);
  // The stand-in refuses what Resend's documents do not allow: nothing may have been refused.
  expect(sent.requests.map(({ status }) => status).filter((status) => status !== 200)).toEqual([]);
  const [mail] = mails;
  if (!mail) throw new Error("no mail");
  expect(mail.idempotencyKey).toMatch(/.{8,}/);
  expect(mail.body.text).toContain("It went out by Resend");
  expect(mail.body.html).toMatch(/\/api\/email-tracking\/pixel\/[\w-]{43}\.gif/);
  expect(mail.body.html).toContain(`${resend.url}/api/email-tracking/click?tid=`);

  await mailClient.open(mail.body.html);
  await expect(message.getByRole("button", { name: "✓ Read" })).toBeVisible({ timeout: 5000 });
});
