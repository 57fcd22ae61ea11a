import { readFileSync } from "node:fs";
import { callApi, openTicket } from "./support/api";
import { messageWith, replyWithLink } from "./support/composer";
import { mailsTo, nthMailTo, pixelOf } from "./support/mails";
import { stage } from "./support/stage";
import { expect, test } from "./support/test";

const preferencesIn = (html: string) => {
  const url = /http:\/\/localhost:\d+\/email-preferences\/[\w-]{43}/.exec(html)?.[0];
  if (!url) throw new Error("the mail does not link to the preferences page");
  return url;
};

test("a recipient without script sees and erases what is recorded, by way of their own mailbox; the badge loses Read", async ({
  openAs,
  mailClient,
}) => {
  const { desk } = stage();
  const address = "priya.private@customer.example";
  const ticketId = await openTicket(desk, address, "Priya Private");
  const agent = await openAs("agent");
  await replyWithLink(agent, ticketId, "Please read the", "https://example.com/private");
  const first = await nthMailTo(address);
  await mailClient.open(first.html);
  const message = messageWith(agent, "Please read the");
  await expect(message.getByRole("button", { name: "✓ Read" })).toBeVisible();

  const page = await openAs(null, desk, { javaScriptEnabled: false });
  await page.goto(preferencesIn(first.html));
  await page.getByRole("button", { name: "See my data" }).click();
  await expect(page.getByText("Look into the mailbox of p…@customer.example")).toBeVisible();
  await page.getByRole("button", { name: "See my data" }).click();
  await expect(page.getByText("Look into the mailbox of p…@customer.example")).toBeVisible();

  const seeMail = await nthMailTo(address, 2);
  expect(seeMail.mail.subject).toBe("See what is recorded about you");
  expect(seeMail.mail.headers.get("auto-submitted")).toBe("auto-generated");
  expect(pixelOf(seeMail)).toBeNull();
  const seeLink = seeMail.link("See my data");

  // A scanner that follows every link of the mail uses nothing up and sees nothing.
  const scanned = await fetch(seeLink);
  expect(scanned.status).toBe(200);
  expect(await scanned.text()).not.toContain("Please read");
  expect(scanned.headers.getSetCookie()).toEqual([]);

  await page.goto(seeLink);
  // By somebody who double-clicks everything.
  await page.getByRole("button", { name: "Show my data" }).dblclick();
  await expect(page.getByRole("heading", { name: "What is held about you" })).toBeVisible();
  await expect(page.getByText(`Everything on record for ${address}`)).toBeVisible();
  await expect(page.getByText("Opened once, links used 0 times.")).toBeVisible();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download as a file (JSON)" }).click(),
  ]);
  const data = JSON.parse(readFileSync(await file.path(), "utf8"));
  expect(data).toMatchObject({
    contact: { email: address, name: "Priya Private" },
    emails: [{ open_count: 1, tracking_events: [{ type: "open" }] }, { tracking_id: null }],
  });
  await page.goto(seeLink);
  await expect(page.getByRole("heading", { name: "This link does not work any more" })).toBeVisible();

  await page.goto(preferencesIn(first.html));
  await page.getByRole("button", { name: "Erase my data" }).click();
  const eraseMail = await nthMailTo(address, 3);
  // Two clicks on "See my data" were one mail.
  expect((await mailsTo(address)).map(({ mail }) => mail.subject)).toHaveLength(3);
  await page.goto(eraseMail.link("Erase my data"));
  await page.getByLabel("Yes, erase it.").check();
  await page.getByRole("button", { name: "Erase my data" }).click();
  await expect(page.getByRole("heading", { name: "Your data is erased" })).toBeVisible();
  expect(await page.context().cookies()).toEqual([]);

  await expect(message.getByRole("button", { name: "✓ Read" })).toHaveCount(0);
  await expect(message.getByRole("button", { name: "Sent" })).toBeVisible();
  await mailClient.open(first.html);
  const { body } = await callApi<{ replies: { recipients: { open_count: number }[] }[] }>(
    desk,
    "GET",
    `/tickets/${ticketId}`,
  );
  expect(body.replies.at(-1)?.recipients).toMatchObject([{ open_count: 0 }]);
  await page.goto(preferencesIn(first.html));
  await expect(page.getByText("You have turned tracking off.")).toBeVisible();
});

test("an admin finds a contact, records consent, exports and erases them; the conversation names nobody", async ({
  openAs,
  mailClient,
}) => {
  const { desk } = stage();
  const address = "gustav.gone@customer.example";
  const ticketId = await openTicket(desk, address, "Gustav Gone");
  const agent = await openAs("agent");
  await replyWithLink(agent, ticketId, "Hello Gustav, here is the", "https://example.com/gone");
  await mailClient.open((await nthMailTo(address)).html);

  const admin = await openAs("admin");
  await admin.goto("/admin/contacts");
  await admin.getByRole("searchbox", { name: "Find a contact" }).fill("gustav");
  await admin.getByRole("button", { name: "Find" }).click();
  await admin.getByRole("link", { name: /Gustav Gone/ }).click();
  await expect(admin.getByRole("heading", { name: "Gustav Gone", level: 1 })).toBeVisible();
  await admin.getByRole("combobox", { name: "Decision" }).click();
  await admin.getByRole("option", { name: "Agreed" }).click();
  await admin.getByRole("button", { name: "Record" }).click();
  await expect(admin.getByText("Say where it comes from")).toBeVisible();
  await admin.getByLabel("Where it is on record").fill("Order form, 3 May");
  await admin.getByRole("button", { name: "Record" }).click();
  await expect(admin.getByText("Consent recorded.", { exact: true }).first()).toBeVisible();
  await expect(admin.getByText("Order form, 3 May").first()).toBeVisible();

  const [file] = await Promise.all([
    admin.waitForEvent("download"),
    admin.getByRole("link", { name: "Download" }).click(),
  ]);
  const data = JSON.parse(readFileSync(await file.path(), "utf8"));
  expect(data).toMatchObject({
    contact: { email: address, tracking_consent: "consented", consent_source: "Order form, 3 May" },
    tickets: [{ id: ticketId }],
    emails: [{ tracking_events: [{ type: "open" }] }],
  });

  await admin.getByRole("button", { name: "Erase the contact" }).click();
  const question = admin.getByRole("alertdialog", { name: "Erase Gustav Gone for good?" });
  await question.getByRole("button", { name: "Erase" }).click();
  await expect(admin.getByText("This contact was erased.")).toBeVisible();

  await agent.goto(`/tickets/${ticketId}`);
  await expect(agent.getByText("Erased contact").first()).toBeVisible();
  await expect(messageWith(agent, "Hello [erased], here is the")).toBeVisible();
  const content = await agent.content();
  expect(content).not.toMatch(/gustav/i);
  await expect(agent.getByRole("button", { name: "✓ Read" })).toHaveCount(0);

  await admin.goto("/admin/audit-log");
  const entry = admin.getByRole("row").filter({ hasText: "Erased a contact's data" }).first();
  await expect(entry).toContainText("Administrator");
  expect(await admin.content()).not.toMatch(/gustav/i);
});
