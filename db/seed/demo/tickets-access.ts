import { clicked, type DemoTicket, note, opened, says } from "./ticket";

/** Signing in, the API and webhooks, security and privacy. */
export const accessTickets: DemoTicket[] = [
  {
    subject: "Webhook signature does not match since this morning",
    from: "grace",
    opened: "1h 50m",
    status: "open",
    priority: "high",
    assignee: "tomas",
    tags: ["webhooks", "api"],
    cc: ["anika"],
    messages: [
      says(
        "grace",
        "0m",
        `Hello,

From 09:05 our time, every webhook you send fails verification on our side. Nothing was deployed here since Friday. This is how we check:

~~~
const expected = createHmac("sha256", process.env.LARKFIELD_SECRET)
  .update(JSON.stringify(req.body))
  .digest("hex");
if (expected !== req.headers["x-larkfield-signature"]) return res.status(401).end();
~~~

About 140 alarm events have been refused so far. Are they lost?`,
        { cc: ["anika"] },
      ),
      says(
        "tomas",
        "14m",
        `Hello Grace,

Nothing is lost: refused events are kept for 72 hours and repeated with growing pauses.

The cause is a change of ours that should have been invisible. Since 09:00 we send ''temperature: 4.0'' where we used to send ''4'', and ''JSON.stringify'' of a *parsed* body writes ''4'' again. The signature is over the bytes we send, so please verify those:

~~~
app.post("/larkfield", express.raw({ type: "application/json" }), (req, res) => {
  const expected = createHmac("sha256", secret).update(req.body).digest();
  const given = Buffer.from(req.get("x-larkfield-signature") ?? "", "hex");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return res.sendStatus(401);
  …
});
~~~

[The page on signatures](https://docs.larkfield.example/webhooks/signatures) has the same for Python and C#. I can also return your endpoint to the old number format until you have deployed. Tell me which you prefer.`,
        {
          visits: [
            opened("outlook", "2m"),
            opened("outlook", "4m", "anika"),
            clicked("safari", 0, "6m", "anika"),
            opened("slack", "7m"),
            clicked("slack", 0, "7m"),
            opened("outlook", "19m"),
          ],
        },
      ),
      note(
        "tomas",
        "5m",
        `Three other accounts with the same symptom, all Express with ''express.json()''. I have asked the API team to put the number format behind a version before anyone else notices.`,
      ),
      says(
        "grace",
        "24m",
        `The old format please, today. Anika will change the verification this week; we had no idea we were re-serialising. How do we get the 140 delivered again once you have switched?`,
        { cc: ["anika"] },
      ),
    ],
  },
  {
    subject: "Locked out after changing phones",
    from: "tyler",
    opened: "3h 40m",
    status: "pending",
    priority: "normal",
    assignee: "devon",
    tags: ["sign-in", "2fa"],
    messages: [
      says(
        "tyler",
        "0m",
        `Got a new phone, wiped the old one, and now the cloud asks for a six digit code I cannot produce. The recovery codes are, I believe, in the drawer of the person who had my job before me. What now?`,
      ),
      says(
        "devon",
        "48m",
        `Hi Tyler,

We can reset it, but not on the word of an e-mail alone, for reasons you would agree with if somebody else were writing it. Either of these will do:

- another administrator of your account confirms it in the portal. That would be **Principal Office** (last seen in May);
- or we call the number on the contract, which ends in 41, and you read us the serial of any gateway.

Which one is easier for you?`,
        { visits: [opened("gmailPrefetch", "20s"), opened("gmail", "11m"), opened("gmail", "1h 30m")] },
      ),
      says(
        "tyler",
        "55m",
        `Call please. I am standing in front of the cafeteria gateway until 3 pm, then I have to unlock the gym.`,
        { quotes: true },
      ),
    ],
  },
  {
    subject: "API answers 429 although we are far below the limit",
    from: "anika",
    opened: "2d 1h",
    status: "solved",
    priority: "normal",
    assignee: "tomas",
    tags: ["api", "rate-limit"],
    messages: [
      says(
        "anika",
        "0m",
        `Our nightly job gets 429 after about 300 requests. The documentation says 3,600 an hour. ''Retry-After'' says 1 or 2. What are we missing?`,
      ),
      says(
        "tomas",
        "1h 5m",
        `The hourly number is one limit, there is a second: 10 requests in any one second. Your job sends 24 in parallel, so the first burst empties it. The page mentions it in a footnote, which is not good enough; I have moved it into the table.

Two ways out: keep parallelism at 8 and honour ''Retry-After'', or ask for 50 loggers at once with ''?ids=''. The second turns your 4,300 calls into 87. [Batch reads](https://docs.larkfield.example/api/batch)`,
        { visits: [opened("appleMail", "9m"), clicked("safari", 0, "10m"), opened("appleMail", "3h 2m")] },
      ),
      says(
        "anika",
        "5h",
        `87 it is. Ran in 21 seconds instead of 16 minutes. Why is this not the first example on the page?`,
      ),
      says("tomas", "30m", `A fair question. From Monday on it will be. Thank you for asking it so kindly.`, {
        visits: [opened("appleMail", "1h 12m")],
      }),
      says("anika", "16h", `Deployed. You can close.`),
    ],
  },
  {
    subject: "Entra ID sign-on works, but groups are not mapped to roles",
    from: "grace",
    opened: "3d 5h",
    status: "open",
    priority: "high",
    assignee: "devon",
    tags: ["sso", "saml"],
    cc: ["anika"],
    messages: [
      says(
        "grace",
        "0m",
        `We switched on single sign-on with Entra ID yesterday. Everybody can sign in, everybody arrives as *viewer*. The mapping "LK-Admins → administrator" seems to be ignored. Configuration is as in your guide, version of 3 September.`,
        { cc: ["anika"] },
      ),
      says(
        "devon",
        "1h 30m",
        `Hello Grace, your assertions reach us with the attribute ''http://schemas.microsoft.com/ws/2008/06/identity/claims/groups'', and its values are object ids, not names:

~~~
<Attribute Name=".../claims/groups">
  <AttributeValue>5b0c1f7e-2f6d-4b5e-9d0a-0c9b7a4e11aa</AttributeValue>
</Attribute>
~~~

So "LK-Admins" never matches. Please enter the object id in the mapping instead of the name. You find it in Entra under Groups → LK-Admins → Overview.`,
        { visits: [opened("outlook", "25m"), opened("appleMail", "38m", "anika"), opened("outlook", "2h")] },
      ),
      says(
        "anika",
        "3h 10m",
        `I entered the ids. Four of us are administrators now. Two (Ravi and Mei) are still viewers, although they are in the same group.`,
      ),
      says(
        "devon",
        "52m",
        `Ravi and Mei are in more than 150 groups, aren't they? Above that number Entra leaves the list out and sends a link instead of the groups, and we do not follow that link.

The cure is on Entra's side: in the application's token configuration choose "Groups assigned to the application" instead of "All groups". Then only the two that matter are sent. [With pictures](https://docs.larkfield.example/sso/entra#many-groups).`,
        {
          visits: [
            opened("appleMail", "5m", "anika"),
            clicked("safari", 0, "6m", "anika"),
            opened("outlook", "1h 16m"),
            clicked("barracuda", 0, "2s"),
          ],
        },
      ),
      note(
        "devon",
        "6m",
        `Raised SSO-207 with the identity team: log and show "groups overage" on the SSO test page. This cost the customer an afternoon and us a lucky guess.`,
      ),
      says(
        "anika",
        "20h",
        `Correct, Ravi is in 212 groups. It works for both since the change. One last oddity: people who lose the group keep the administrator role until they sign out. Ours stay signed in for weeks.`,
        { cc: ["grace"] },
      ),
      says(
        "devon",
        "2h 20m",
        `Roles are set at sign-in only, you have read that right. Two settings help today, both under [Security → Sessions](https://cloud.larkfield.example/security/sessions):

- maximum session length: 12 hours would be usual in your trade;
- "End sessions" beside a person ends them all at once.

SCIM, which removes people the moment you do, is in beta. I can enrol you if you like.`,
        {
          visits: [opened("outlook", "8m"), opened("appleMail", "20m", "anika"), clicked("edge", 0, "2h 9m")],
        },
      ),
      says(
        "grace",
        "4h 30m",
        `12 hours is set. Yes to the SCIM beta, if it comes with a test tenant. Who signs what?`,
        { cc: ["anika"] },
      ),
      says(
        "devon",
        "15h",
        `It does. The beta terms are two pages and need a signature from the account owner, that is you. They are waiting in your [document folder](https://cloud.larkfield.example/sites/meridian/documents). After that I create the tenant and send Anika the token over the portal, not by mail.`,
        { visits: [opened("outlook", "50m"), opened("applePrivacy", "2m", "anika")] },
      ),
    ],
  },
  {
    subject: "Deletion of a former employee's data",
    from: "stefan",
    opened: "4d 6h",
    status: "pending",
    priority: "normal",
    assignee: "henrik",
    tags: ["privacy", "gdpr"],
    messages: [
      says(
        "stefan",
        "0m",
        `Guten Tag,

Mrs Jana Keller has left us and asks, under article 17 GDPR, that her personal data be deleted. She was a user of our account and has signed several calibration records. Please confirm what you can delete, what you must keep and why, within the statutory period.`,
      ),
      says(
        "henrik",
        "5h",
        `Dear Mr Brandt,

As your processor we act on your instruction, and I take your message as one. We can do the following at once:

1. close her account and erase e-mail address, phone number, sign-in history and notification logs;
2. replace her name in comments and in the audit trail by "former user 7".

Her name on **signed calibration records** is different. You are obliged to keep those for your customers, usually five years, so the decision to remove it is yours and not ours; article 17(3)(b) is the place to look. Do you want us to proceed with 1 and 2, and leave the records?`,
      ),
      says(
        "stefan",
        "1d 2h",
        `Proceed with 1 and 2. Regarding the records our data protection officer will decide by Friday.`,
        {
          senderChecks: {
            authentication: {
              ...{ host: "mx.larkfield.example", spf: "softfail", dkim: "none", dmarc: "fail" },
              failed: ["dmarc"],
            },
          },
        },
      ),
      says(
        "henrik",
        "3h 15m",
        `Done today. The confirmation with the list of what was erased is in the portal under number DEL-0319; it names her only by her former user number, so you may keep it. Backups roll over after 30 days, after which no copy is left there either.`,
        {
          undelivered: {
            stefan: {
              status: "failed",
              failure: "expired",
              detail: "451 4.3.2 Please try again later: the content filter is being maintained",
              after: "2d",
            },
          },
        },
      ),
      note(
        "henrik",
        "2m",
        `Reminder set for Friday. If they keep the records, link the reason to DEL-0319 and close.`,
      ),
    ],
  },
  {
    subject: "Changing the owner of our account",
    from: "elena",
    opened: "15d 4h",
    status: "solved",
    priority: "normal",
    assignee: "lucia",
    tags: ["account"],
    messages: [
      says(
        "elena",
        "0m",
        `Hello! I took over the dairy from my father. The account is still in his name and the invoices go to his old mailbox. How can we move it to me? He is here and can press any button.`,
      ),
      says(
        "lucia",
        "1h 45m",
        `Hello Elena, congratulations to both of you. It takes him one minute:

1. [Account → People](https://cloud.larkfield.example/account/people), invite you as administrator;
2. you accept the invitation;
3. he presses "Make owner" beside your name.

Billing address and e-mail are separate, under Account → Billing; there you can change them yourself once you are the owner.`,
        { visits: [opened("yahoo", "33m"), clicked("chrome", 0, "35m"), opened("yahoo", "1d 1h")] },
      ),
      says(
        "elena",
        "1d 3h",
        `We did it together at the kitchen table. Thank you, he says it was easier than the tractor papers.`,
      ),
    ],
  },
  {
    subject: "Processing agreement: list of sub-processors",
    from: "hannah",
    opened: "16d 8h",
    status: "closed",
    priority: "low",
    assignee: "henrik",
    tags: ["privacy", "contract"],
    messages: [
      says(
        "hannah",
        "0m",
        `For our annual review I need the current list of sub-processors with their location, and whether anything leaves Switzerland or the EEA. Also: does your ticket system record when I open your e-mails? If so I do not want that.`,
      ),
      says(
        "henrik",
        "4h 40m",
        `Dear Dr Weiss,

The list has three entries: hosting (Frankfurt), text messages (Stockholm), e-mail delivery (Dublin). Nothing leaves the EEA, and there was no change since March. The [current version](https://larkfield.example/legal/sub-processors) carries its date.

To your second question: by default this desk can record that a message was opened. I have opted you out; from this very message on none of our mails to you carries a tracking image or rewritten links.`,
      ),
      says("hannah", "2d", `That is what I hoped to read. I have filed the list.`),
      says(
        "henrik",
        "20h",
        `Thank you. We announce any new sub-processor 30 days ahead; you are on that list.`,
        {
          undelivered: {
            hannah: {
              status: "complained",
              failure: "complained",
              detail: "Feedback-Type: abuse; reported with the “Junk” button of their mail program",
              after: "3h",
            },
          },
        },
      ),
    ],
  },
  {
    subject: "URGENT: we pushed an API key to a public repository",
    from: "grace",
    opened: "47d 3h",
    status: "closed",
    priority: "urgent",
    assignee: "henrik",
    tags: ["security", "api"],
    messages: [
      says(
        "grace",
        "0m",
        `An intern committed our key (it begins with ''lk_live_7Qm'') to a public GitHub repository about two hours ago. The repository is private again. Please block the key and tell us whether it was used.`,
      ),
      says(
        "henrik",
        "9m",
        `The key is revoked as of 10:41 UTC. Every call with it now gets 401. I am going through the access log and will write within the hour.`,
        { visits: [opened("outlook", "1m"), opened("outlook", "3m"), opened("outlook", "22m")] },
      ),
      says(
        "henrik",
        "44m",
        `Here is what the log says for those two hours:

- 1,204 calls from your own two addresses, as on any day;
- 6 calls from three other addresses, all ''GET /v2/me'', all within four minutes of the commit. These are bots that try every key they find. They saw the name of your organisation and nothing else;
- no call to readings, sites or people, and none that changes anything.

You need to do one thing: create a new key, with an allow-list this time ([how to](https://docs.larkfield.example/api/keys#allow-list)). Whether the authority must be told is your assessment; I would be glad to put the above into a letter.`,
        {
          visits: [
            opened("outlook", "2m"),
            clicked("edge", 0, "4m"),
            opened("outlook", "1h 30m"),
            opened("portal", "2h"),
          ],
        },
      ),
      says(
        "grace",
        "2h 10m",
        `New key with allow-list is in place. The letter please, addressed to our compliance office. Thank you for the speed.`,
      ),
      note(
        "henrik",
        "1h",
        `Letter sent by post and to the portal. Suggest that we register our key prefix with GitHub's secret scanning, so that this ends in seconds and not in hours.`,
      ),
      says(
        "henrik",
        "1d",
        `The letter is in your document folder, reference SEC-0088. I close this with respect for how quickly you told us.`,
        {
          visits: [opened("outlook", "15m")],
        },
      ),
    ],
  },
];
