import { clicked, type DemoTicket, note, opened, says } from "./ticket";

/** Invoices, quotes, refunds, subscriptions. */
export const billingTickets: DemoTicket[] = [
  {
    subject: "Invoice INV-30912 without our VAT number",
    from: "daniela",
    opened: "2h 30m",
    status: "pending",
    priority: "normal",
    assignee: "claire",
    tags: ["invoice", "vat"],
    messages: [
      says(
        "daniela",
        "0m",
        `Ciao, invoice INV-30912 charges 22% VAT and does not show our number. In October it was without VAT. What changed? We are a company, nothing moved.`,
      ),
      says(
        "claire",
        "38m",
        `Good morning Daniela,

The VIES service did not answer when the invoice was made on Saturday night, and our system then treats a customer as a private person. That is too strict and already reported.

I checked your number IT 0123456 0789 again, it is valid. INV-30912 has been cancelled by credit note CN-1188, and the correct invoice is [INV-30947](https://cloud.larkfield.example/billing/INV-30947), with reverse charge. If you have paid already, do nothing: the difference of €58.08 goes back to your card in three to five days.

Could you look whether the address on it is right? Your street number was missing before.`,
        { visits: [opened("applePrivacy", "3m"), opened("appleMail", "29m"), clicked("safari", 0, "31m")] },
      ),
    ],
  },
  {
    subject: "Quote for 60 loggers, delivery before April",
    from: "keiko",
    opened: "1d 3h",
    status: "open",
    priority: "normal",
    assignee: "aiko",
    tags: ["quote", "sales"],
    messages: [
      says(
        "keiko",
        "0m",
        `Dear Aiko-san,

We are opening the second quarantine building and need 60 T1 with the 3 m probe, sealed for salt water, and 4 gateways. Would you please send a quotation in yen, including calibration at 10, 18 and 25 °C? The budget closes at the end of March.`,
      ),
      says(
        "aiko",
        "4h 15m",
        `Dear Mori-san,

Congratulations on the new building. The quotation is ready as [Q-7719](https://cloud.larkfield.example/quotes/Q-7719), valid for 60 days. Two remarks:

- For salt water please take the probe with the PTFE sleeve. It is listed as an option; the steel one would pit within a year.
- Three-point calibration of 60 units takes our laboratory nine working days, so an order by 28 February keeps the date.`,
        {
          visits: [
            opened("gmail", "1h 10m"),
            clicked("chrome", 0, "1h 12m"),
            clicked("chrome", 0, "16h"),
            opened("gmail", "16h"),
          ],
        },
      ),
      says(
        "keiko",
        "19h",
        `Thank you very much. PTFE, of course. Is a discount possible if we take all 64 in one delivery? My director will ask.`,
        { quotes: true },
      ),
    ],
  },
  {
    subject: "Invoice paid twice, please refund",
    from: "tillman",
    opened: "5d 2h",
    status: "solved",
    priority: "normal",
    assignee: "claire",
    tags: ["refund", "invoice"],
    cc: ["rob"],
    messages: [
      says(
        "tillman",
        "0m",
        `We paid INV-30455 ($2,316.00) by ACH on the 3rd and again by card on the 9th. Please return one of the two.`,
        { cc: ["rob"] },
      ),
      says(
        "claire",
        "6h 25m",
        `Hello,

I see both: ACH reference 88104417 on the 3rd, and the card payment on the 9th. The card payment has been reversed today, so you will see $2,316.00 credited to the card ending 5521, normally within five business days.

A statement that shows both payments and the refund is [here](https://cloud.larkfield.example/billing/statements/tillman), in case your books need it.`,
        {
          visits: [
            opened("barracuda", "2s"),
            clicked("barracuda", 0, "2s"),
            opened("barracuda", "3s", "rob"),
            clicked("barracuda", 0, "3s", "rob"),
            opened("outlook", "14h"),
          ],
        },
      ),
      says("tillman", "3d 1h", `Credit received, thank you.`),
      says(
        "claire",
        "2h",
        `Good. I have removed the card as default payment, so that only the ACH mandate runs next month.`,
        {
          visits: [opened("barracuda", "1s"), opened("barracuda", "2s", "rob")],
        },
      ),
    ],
  },
  {
    subject: "Pro forma needed for purchase order 4500-2291",
    from: "fatima",
    opened: "19d 2h",
    status: "closed",
    priority: "normal",
    assignee: "claire",
    tags: ["invoice", "purchase-order"],
    messages: [
      says(
        "fatima",
        "0m",
        `Our bank releases foreign payments only against a pro forma with HS code, country of origin and the stamp of the seller. Purchase order 4500-2291, 12 TH2 and one G2. Is it possible this week?`,
      ),
      says(
        "claire",
        "3h 50m",
        `Dear Fatima,

It is: [PF-0641](https://cloud.larkfield.example/billing/PF-0641), stamped and signed. HS code 9025.19, origin Sweden. Please check the line "Beneficiary bank"; Moroccan banks sometimes want the branch address as well, and I can add it in a minute.`,
        { visits: [opened("gmail", "22m"), clicked("chrome", 0, "24m"), clicked("chrome", 0, "1d 3h")] },
      ),
      says("fatima", "1d 5h", `Accepted by the bank without questions, that is a first. Thank you Claire.`),
    ],
  },
  {
    subject: "Your last invoice came back as undeliverable",
    from: "elena",
    opened: "43d",
    status: "closed",
    priority: "low",
    assignee: "claire",
    tags: ["invoice", "bounce"],
    messages: [
      says(
        "elena",
        "0m",
        `Good day, the shop tells me an invoice is open but I did not get any. I write from my phone, my mailbox was full for some days.`,
      ),
      says(
        "claire",
        "2h 30m",
        `Hello Elena, I am sending INV-29874 again with this message: [open the invoice](https://cloud.larkfield.example/billing/INV-29874). There is no late fee, of course.`,
        {
          undelivered: {
            elena: {
              status: "bounced",
              failure: "bounced_soft",
              detail: "552 5.2.2 <elena@svetlina.example>: user is over quota",
              handled: true,
            },
          },
        },
      ),
      note(
        "claire",
        "1h",
        `Bounced, the mailbox is still full. Called her: she will clear it tonight. Sending again tomorrow.`,
      ),
      says(
        "claire",
        "1d",
        `Hello Elena, second attempt: [INV-29874](https://cloud.larkfield.example/billing/INV-29874). As agreed on the phone, the due date is moved by two weeks.`,
        {
          visits: [clicked("android", 0, "42m")],
        },
      ),
      says(
        "elena",
        "1d 6h",
        `It is here, and paid. Sorry for the trouble, there were 4,000 newsletters in that mailbox.`,
      ),
    ],
  },
  {
    subject: "Cancelling the school subscription in June",
    from: "tyler",
    opened: "58d 5h",
    status: "closed",
    priority: "normal",
    assignee: "maya",
    tags: ["subscription", "retention"],
    messages: [
      says(
        "tyler",
        "0m",
        `Budget cut. We will have to drop the subscription when the school year ends. What do I need to do, and do the loggers still work without it?`,
      ),
      says(
        "maya",
        "2h",
        `Hi Tyler, sorry to hear it. Cancelling is one button ([Account → Subscription](https://cloud.larkfield.example/account/subscription)), effective at the end of the paid period, 30 June. You may press it now; nothing changes before that day.

The loggers go on working: they keep 60,000 readings each, and the free mobile app reads them over Bluetooth. What stops is alarms, sharing and the web dashboard. Your readings stay exportable for 90 days afterwards.

One question: is it the price, or does nobody look at it over the summer? A school can pause for July and August at no cost.`,
        { visits: [opened("gmail", "35m"), opened("gmail", "2d 1h"), clicked("chrome", 0, "2d 1h 3m")] },
      ),
      says(
        "tyler",
        "3d 4h",
        `The pause alone saves us a sixth, nobody mentioned that. With it and the education price, could it be under $400 a year? Then I can sign it without the board.`,
      ),
      says(
        "maya",
        "1h 20m",
        `With ten loggers: $456 list, less 20% education is $364.80, less the two paused months **$304.00**. I have put it on your account as an offer, you only need to accept it. No commitment beyond one year.`,
      ),
      says("tyler", "5h", `Accepted. You just saved the milk fridge.`),
    ],
  },
];
