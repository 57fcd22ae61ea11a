import { clicked, type DemoTicket, note, opened, says } from "./ticket";

/** Shipments, returns, training, and the customers who have had enough. */
export const orderTickets: DemoTicket[] = [
  {
    subject: "Order LF-20841 has been in customs for nine days",
    from: "seun",
    opened: "9h 10m",
    status: "pending",
    priority: "high",
    assignee: "ben",
    tags: ["shipping", "customs"],
    messages: [
      says(
        "seun",
        "0m",
        `Good morning. LF-20841 reached Lagos on the 15th and has stood at "clearance event" since. Harvest starts on Monday and I have trucks with no loggers. What do they need?`,
      ),
      says(
        "ben",
        "1h 5m",
        `Good morning Oluwaseun,

I have just had the courier's broker on the phone. Two things are missing: your Form M number, and a letter saying that the radio (868 MHz, 14 dBm) is type approved. The letter is ours to give; it went to the broker ten minutes ago.

The Form M has to come from your bank. If you send me the number I will pass it on at once. I have also asked for this parcel to be put on the afternoon list.`,
        { visits: [opened("gmail", "7m"), opened("gmail", "48m"), opened("gmail", "2h 11m")] },
      ),
      says(
        "seun",
        "3h 20m",
        `Form M: MF 2026 0098 4413. The bank says it has been in the system since Tuesday.`,
      ),
      says(
        "ben",
        "25m",
        `Passed on, and confirmed by the broker: "documents complete, release expected tomorrow before noon". You can follow it [here](https://track.courier.example/LF20841). If it has not moved by 13:00 Lagos time I will send six loggers by hand luggage; a colleague flies on Saturday, and I mean that.`,
        {
          visits: [
            opened("gmail", "3m"),
            clicked("android", 0, "4m"),
            clicked("android", 0, "1h 50m"),
            clicked("android", 0, "3h 2m"),
          ],
        },
      ),
    ],
  },
  {
    subject: "Third time this month. I want this fixed or my money back",
    from: "rob",
    opened: "1d 9h",
    status: "open",
    priority: "urgent",
    assignee: "maya",
    tags: ["escalation", "alerts"],
    cc: ["tillman"],
    messages: [
      says(
        "rob",
        "0m",
        `For the third time this month your system did not call anyone when the walk-in went warm. Forty minutes above 45 °F, no phone call, no text. I lost $1,900 of prepped chicken. Your status page is all green. I pay for "Premium Alerting". Explain to me what is premium about it.`,
      ),
      says(
        "maya",
        "16m",
        `Rob, this is Maya, I run support here. You are right to be angry, and I am not going to tell you that anything was green.

I have stopped what I was doing and am going through all three nights with our alerting engineer. You will hear from me before 11:00 your time with what happened, even if we only know half of it by then. Until it is understood, someone here watches your walk-in on a screen, tonight included.`,
        {
          visits: [
            opened("barracuda", "2s"),
            opened("iphone", "4m"),
            opened("iphone", "21m"),
            opened("iphone", "1h 2m"),
          ],
        },
      ),
      note(
        "maya",
        "8m",
        `Account notes: 3 sites, 22 loggers, customer since 2021, renewal in March. First complaint was on the 4th and was answered with "please check your phone's Do Not Disturb". That was us not looking.`,
      ),
      note(
        "priya",
        "1h 5m",
        `Found it. The escalation chain has three numbers. On the 2nd someone deleted number 1 (a night manager who left), and our chain then starts at an *empty* step and waits 45 minutes before it goes on to step 2. All three nights fit to the minute. It is our bug: deleting a person must close the gap.`,
      ),
      says(
        "maya",
        "25m",
        `Rob, here is what happened.

On the 2nd, a person who had left was removed from your call list. Our system should have moved everyone up. It kept an empty first step instead and waited 45 minutes on it, each time, before calling you. The alarms were raised in time; the calls were not. **That is our fault, all three times.**

What we have done since:

- closed the gap in your list at 09:12 and placed a test call; your phone should show it;
- searched all accounts for the same gap and repaired 17;
- the correction goes out tonight, with a check that refuses an empty step.

What we owe you: the $1,900, and Premium Alerting for the year. Send me the inventory sheet when you have a minute, no forms. The [full incident report](https://status.larkfield.example/incidents/2026-11-alert-chain) will name the cause as I did here.`,
        {
          visits: [
            opened("barracuda", "1s"),
            clicked("barracuda", 0, "1s"),
            opened("iphone", "6m"),
            clicked("iphone", 0, "8m"),
            opened("outlook", "3h 12m", "tillman"),
            opened("iphone", "7h"),
          ],
        },
      ),
      says(
        "rob",
        "9h",
        `Test call came through. I appreciate a straight answer, I did not expect one. Inventory sheet is on its way from accounts. If this happens a fourth time we are done, and I say that politely.`,
        { quotes: true },
      ),
      says(
        "maya",
        "12h",
        `Understood, and fair. The correction is live since 02:00. I had the team delete and re-add people in a copy of your account forty different ways this morning; every call went out in under 20 seconds. I have put a weekly test call on Mondays at 09:00 for you, cancel it any time you trust us again.`,
        {
          visits: [opened("barracuda", "2s"), opened("iphone", "33m")],
          undelivered: {
            tillman: {
              status: "bounced",
              failure: "bounced_hard",
              detail:
                "550 5.1.1 <accounts@tillmanfoods.example>: Recipient address rejected: User unknown in virtual mailbox table",
            },
          },
        },
      ),
    ],
  },
  {
    subject: "Wrong probe cable in the parcel (1 m, not 3 m)",
    from: "wei",
    opened: "6d 1h",
    status: "pending",
    priority: "normal",
    assignee: "ben",
    tags: ["shipping", "exchange"],
    messages: [
      says(
        "wei",
        "0m",
        `Order LF-20766: we ordered 20 probes with 3 m cable and received 20 with 1 m. The bag says 3 m, the cable does not. Photograph on request.`,
      ),
      says(
        "ben",
        "3h 30m",
        `Hello Wei, no photograph needed: you are the second to report that batch, so the label is wrong on the whole reel. 20 of the right ones leave today, tracking will follow. Please keep the short ones until we know whether the maker wants them back.`,
        {
          visits: [opened("chrome", "40m")],
        },
      ),
      note(
        "ben",
        "5m",
        `Batch P3-2608. Stock check: 140 bags in the warehouse, all 1 m. Quarantined, purchasing informed.`,
      ),
      says(
        "ben",
        "6h",
        `They are on their way: [waybill 774 2210 983](https://track.courier.example/7742210983), expected on Thursday. I measured three of them myself.`,
        {
          visits: [clicked("chrome", 0, "9h 1m"), clicked("chrome", 0, "1d 8h")],
        },
      ),
      says(
        "wei",
        "2d 6h",
        `Received, 3.02 m. Thank you for the quick exchange. What about the 20 short ones?`,
      ),
      says(
        "ben",
        "1d 18h",
        `The maker does not want them. Keep them as spares, or recycle them with the cable waste; they are good probes, merely honest about their length.`,
        {
          undelivered: {
            wei: {
              status: "failed",
              failure: "rejected",
              detail:
                "550 5.7.1 <wei.zhang@lumen-cold.example>: message refused, sender is not on the partner list",
            },
          },
        },
      ),
    ],
  },
  {
    subject: "Three loan units for the accreditation audit",
    from: "ines",
    opened: "28d 6h",
    status: "closed",
    priority: "normal",
    assignee: "lucia",
    tags: ["loan"],
    cc: ["hugo"],
    messages: [
      says(
        "ines",
        "0m",
        `For the audit on the 14th we need three calibrated loggers for two weeks, as independent reference. Can we borrow them? Hugo from purchasing signs the papers.`,
        { cc: ["hugo"] },
      ),
      says(
        "lucia",
        "2h 50m",
        `Bom dia Inês, bom dia Hugo,

Gladly. Three T1 with certificates from last week are reserved for you as LOAN-0232, from the 9th to the 25th, free of charge; you pay the way back. Hugo, the [agreement](https://cloud.larkfield.example/loans/LOAN-0232) is one page and can be signed online. The [certificates](https://cloud.larkfield.example/loans/LOAN-0232/certificates) and the [return label](https://cloud.larkfield.example/loans/LOAN-0232/label) are there as well.`,
        {
          visits: [
            opened("outlook", "20m"),
            opened("gateway", "1s", "hugo"),
            clicked("gateway", 0, "1s", "hugo"),
            clicked("gateway", 1, "1s", "hugo"),
            clicked("gateway", 2, "2s", "hugo"),
            opened("outlook", "3h 40m", "hugo"),
            clicked("edge", 0, "3h 42m", "hugo"),
          ],
        },
      ),
      says(
        "hugo",
        "1d 1h",
        `Signed. Delivery to the reception in Rua das Flores please, not to the loading bay, they lose small parcels.`,
        { cc: ["ines"] },
      ),
    ],
  },
  {
    subject: "Training in French for the night shift",
    from: "fatima",
    opened: "85d 5h",
    status: "closed",
    priority: "low",
    assignee: "lucia",
    tags: ["training"],
    messages: [
      says(
        "fatima",
        "0m",
        `We have nine new colleagues on the night shift who speak French and Arabic. Is there a webinar in French, one hour at most, after 20:00 our time? Subject: what to do when an alarm rings.`,
      ),
      says(
        "lucia",
        "4h 10m",
        `Dear Fatima, Claire from our Lyon office can hold it on Tuesday at 20:30 Casablanca time, 45 minutes and then questions. She will use your own warehouse as the example. The link for all nine: [join the training](https://meet.larkfield.example/atlas-night-shift). It will be recorded, and the recording stays in your account only.`,
        {
          visits: [opened("gmail", "1h 2m"), clicked("chrome", 0, "6d 3h"), opened("gmail", "6d 3h")],
        },
      ),
    ],
  },
  {
    subject: "Parcel delivered to a warehouse that is not ours",
    from: "rob",
    opened: "94d 4h",
    status: "closed",
    priority: "normal",
    assignee: "ben",
    tags: ["shipping"],
    messages: [
      says(
        "rob",
        "0m",
        `UPS says your parcel was "received by DANA" on Tuesday. We have no Dana. The address on the label is one we moved out of in 2023.`,
      ),
      says(
        "ben",
        "1h 35m",
        `Hi Rob, that address came from an old order, and the shop prefers the last *shipping* address over the account's. I have removed it. A new parcel goes out today to Commerce Drive, overnight. Finding Dana is our job, not yours.`,
        {
          visits: [opened("barracuda", "3s"), opened("iphone", "25m")],
        },
      ),
      says(
        "ben",
        "1d 2h",
        `Small update: Dana works at the florist that rents the place now, and was very nice about it. The new one was delivered at 10:08, signed by "M. Tillman". Is that one of yours?`,
        {
          visits: [opened("barracuda", "2s"), opened("iphone", "41m")],
        },
      ),
      says("rob", "2h", `My daughter. All good. Send Dana a thank-you from us.`),
    ],
  },
];
