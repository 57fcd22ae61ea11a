import { callApi, openTicket } from "./support/api";
import { composerOf, messageWith, replyWith, startReply } from "./support/composer";
import { acceptMailTo, breakOffMailTo, mailsTo, nthMailTo, refuseMailTo } from "./support/mails";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

test("an address that does not exist fails in plain words, and another address gets the mail", async ({
  openAs,
}) => {
  const [wrong, right] = ["wanda.wrnog@customer.example", "wanda.wrong@customer.example"] as const;
  await refuseMailTo(wrong, 550, "5.1.1 No such user here");
  const ticketId = await openTicket(stage().desk, wrong, "Wanda Wrong");
  const page = await openAs("agent");
  await replyWith(page, ticketId, "Does this reach you?");

  const message = messageWith(page, "Does this reach you?");
  const badge = message.getByRole("button", { name: "Failed" });
  await expect(badge).toBeVisible();
  // By keyboard alone, from the badge into its card.
  await badge.focus();
  await page.keyboard.press("Enter");
  const card = page.getByRole("dialog", { name: "Delivery and reading" });
  await expect(card).toContainText("The address does not exist, says the mail server.");
  await expect(card).toContainText("Check the spelling, then edit the address and send again.");
  await card.getByText("What the mail server said").click();
  await expect(card).toContainText("No such user here");
  await card.getByText("What happened when").click();
  await expect(card.getByRole("list").filter({ hasText: "Queued" }).last()).toContainText("Failed");

  await card.getByRole("button", { name: "Edit address" }).focus();
  await page.keyboard.press("Enter");
  await expect(card.getByLabel("Address")).toBeFocused();
  await card.getByLabel("Address").fill(right);
  await page.keyboard.press("Enter");
  await expect(message.getByRole("button", { name: "📧 Sent" })).toBeVisible();
  expect((await nthMailTo(right)).mail.text).toContain("Does this reach you?");
  expect(await mailsTo(wrong)).toHaveLength(0);
});

test("what a mail server took without a word may have been sent, and is sent again when the agent says so", async ({
  openAs,
}) => {
  const address = "ulla.unsure@customer.example";
  await breakOffMailTo(address);
  const ticketId = await openTicket(stage().desk, address, "Ulla Unsure");
  const page = await openAs("agent");
  await replyWith(page, ticketId, "Did this arrive?");
  const message = messageWith(page, "Did this arrive?");
  await message.getByRole("button", { name: "May have been sent" }).click();
  const card = page.getByRole("dialog", { name: "Delivery and reading" });
  await expect(card).toContainText("so it may have arrived");
  await expect(card).toContainText("It is not sent again by itself.");
  expect(await mailsTo(address)).toHaveLength(0);
  await acceptMailTo(address);
  await card.getByRole("button", { name: "Send again" }).click();
  expect((await nthMailTo(address)).mail.text).toContain("Did this arrive?");
  await expect(message.getByRole("button", { name: "📧 Sent" })).toBeVisible();
});

test("an answer of somebody else is marked, and they take part when the agent says so", async ({
  openAs,
}) => {
  const { desk } = stage();
  const key = "a-key-for-incoming-mail";
  await callApi(desk, "PATCH", "/integration-modules/email", { body: { settings: { inbound_key: key } } });
  const [asked, other] = ["ada.asked@customer.example", "otto.other@partner.example"] as const;
  const ticketId = await openTicket(desk, asked, "Ada Asked");
  const page = await openAs("agent");
  await replyWith(page, ticketId, "Who knows more?");
  const { mail } = await nthMailTo(asked);
  const answer = await fetch(`${desk.url}/api/inbound/email`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "message/rfc822" },
    body: [
      `From: Otto Other <${other}>`,
      `To: ${mail.replyTo?.value[0]?.address}`,
      `Subject: ${mail.subject}`,
      "Date: Wed, 25 Nov 2026 10:00:00 +0000",
      `Message-ID: <other.${ticketId}@partner.example>`,
      "Content-Type: text/plain; charset=utf-8",
      ...["", "I know more. Ask me.", ""],
    ].join("\r\n"),
  });
  expect(answer.status).toBe(200);
  // Its text is in a frame of its own.
  const message = page.getByRole("article", { name: /Otto Other$/ });
  await expect(message).toHaveAccessibleName("Somebody else, Otto Other");
  await expect(message).toContainText(`Sent from ${other}, not from ${asked}.`);
  await expect(composerOf(page)).not.toContainText(other);
  await message.getByRole("button", { name: "Add as participant" }).click();
  await expect(page.getByText(`${other} takes part now.`).first()).toBeVisible();
  await expect(message).not.toContainText("Replies do not go there");
  const details = page.getByRole("complementary", { name: "Details" });
  await expect(details.getByRole("button", { name: "Remove Otto Other from this ticket" })).toBeVisible();
  await expect(message).toHaveAccessibleName("Participant, Otto Other");
  await expect(composerOf(page)).toContainText(other);
});

test("Mail problems lists what failed, with its ticket and reason, until somebody has seen to it", async ({
  openAs,
}) => {
  const address = "lista.gone@customer.example";
  await refuseMailTo(address, 550, "5.7.1 We take nothing from you");
  const ticketId = await openTicket(stage().desk, address, "Lista Gone");
  const page = await openAs("agent");
  await replyWith(page, ticketId, "Nobody will read this");
  await expect(
    messageWith(page, "Nobody will read this").getByRole("button", { name: "Failed" }),
  ).toBeVisible();

  const entry = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Mail problems/ });
  await expect(entry).toContainText(/\d/);
  await entry.click();
  await expect(page.getByRole("heading", { name: "Mail problems" })).toBeVisible();
  const problem = page
    .getByRole("region", { name: /Outgoing mail/ })
    .getByRole("listitem")
    .filter({ hasText: address });
  await expect(problem).toContainText("A question of Lista Gone");
  await expect(problem).toContainText("The mail server refused the mail for good.");
  await problem.getByText("What the mail server said").click();
  await expect(problem).toContainText("We take nothing from you");
  await problem.getByRole("button", { name: "Mark handled" }).click();
  await expect(problem).toHaveCount(0);
  await page.reload();
  await expect(problem).toHaveCount(0);
});

test("who is held back is said before sending, and cleared there", async ({ openAs }) => {
  // Of the demo's data: an address that bounced.
  const address = "accounts@tillmanfoods.example";
  const page = await openAs("agent");
  const ticketId = await openTicket(stage().desk, "will.warn@customer.example", "Will Warn");
  await startReply(page, ticketId);
  const composer = composerOf(page);
  await composer.getByRole("button", { name: "Cc/Bcc" }).click();
  await composer.getByRole("textbox", { name: "Cc: add an address", exact: true }).fill(address);
  await page.keyboard.press("Enter");
  const warnings = composer.getByRole("list", { name: "Recipients that get nothing" });
  await expect(warnings).toContainText(`${address} bounced`);
  await expect(warnings).toContainText("Nothing will be sent to it.");

  await page.goto("/mail-problems");
  const held = page
    .getByRole("region", { name: "Addresses that get no mail" })
    .getByRole("listitem")
    .filter({ hasText: address });
  await expect(held).toContainText("User unknown in virtual mailbox table");

  await page.goto(`/tickets/${ticketId}`);
  await composer.getByRole("button", { name: "Cc/Bcc" }).click();
  await composer.getByRole("textbox", { name: "Cc: add an address", exact: true }).fill(address);
  await page.keyboard.press("Enter");
  await warnings.getByRole("button", { name: `Clear ${address}` }).click();
  await expect(warnings).toHaveCount(0);
  await page.goto("/mail-problems");
  await expect(page.getByRole("heading", { name: "Addresses that get no mail" })).toBeVisible();
  await expect(held).toHaveCount(0);
});

test("a portal without any problem says so", async ({ openAs }) => {
  const page = await openAs("admin", stage().catcher);
  await page.goto("/mail-problems");
  // While the page streams in, React keeps what it will show beside it, hidden.
  await expect(page.getByRole("main").getByText("Nothing is wrong with mail")).toBeVisible();
});
