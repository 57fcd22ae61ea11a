import { clicked, type DemoTicket, note, opened, says } from "./ticket";

/** Reports, exports, graphs and alerts of Larkfield Cloud. */
export const cloudTickets: DemoTicket[] = [
  {
    subject: "CSV export is one hour ahead of the dashboard",
    from: "ines",
    opened: "5h 20m",
    status: "open",
    priority: "high",
    assignee: "priya",
    tags: ["export", "bug"],
    messages: [
      says(
        "ines",
        "0m",
        `Good morning,

The CSV I export from the vaccine fridge (logger T1-20871) has times that are one hour later than what the dashboard shows. The peak of 8.4 °C on Tuesday is at 07:12 on screen and at 08:12 in the file.

Our auditor compares the two, so this is a problem for Thursday. I export with the button "Export → CSV, all readings".`,
      ),
      says(
        "priya",
        "26m",
        `Good morning Inês,

Thank you for the exact example, it let me reproduce this in two minutes. Your site is set to **Europe/Lisbon**, but the "all readings" export takes the time zone of your *account*, which is Europe/Madrid. The readings themselves are right; only the label is wrong.

Until the fix is out, either of these gives a file that matches the screen:

1. In [Account → Preferences](https://cloud.larkfield.example/account/preferences) set the time zone to Europe/Lisbon and export again.
2. Or choose "CSV, UTC": that column carries ''+00:00'' and cannot be misread.

I will write to you again when the export follows the site's zone by itself.`,
        {
          visits: [
            opened("outlook", "6m"),
            clicked("edge", 0, "8m"),
            opened("outlook", "41m"),
            opened("outlook", "2h 5m"),
          ],
        },
      ),
      note(
        "priya",
        "4m",
        `Filed as CLOUD-3318. The exporter reads ''user.time_zone'' where the report builder reads ''site.time_zone''. Anyone with sites in two zones is hit; I count 41 accounts.`,
      ),
      says(
        "ines",
        "1h 40m",
        `The first option worked and the file now agrees with the screen. Could you confirm in writing that the earlier files contain correct measurements with a wrong time zone? I would attach it to the audit folder.`,
      ),
      says(
        "priya",
        "35m",
        `Of course. You may use this:

> The files exported from Larkfield Cloud for logger T1-20871 before today contain unaltered measurements. Their local time column was written in Europe/Madrid (UTC+1) instead of Europe/Lisbon (UTC+0) because of defect CLOUD-3318. No reading was changed, added or lost.

The signed version will be in your [document folder](https://cloud.larkfield.example/sites/aurora/documents) within the hour; our quality manager signs those herself.`,
        { visits: [opened("outlook", "12m"), clicked("edge", 0, "1h 4m")] },
      ),
    ],
  },
  {
    subject: "Every text message alarm arrives twice",
    from: "jonas",
    opened: "20h",
    status: "pending",
    priority: "normal",
    assignee: "nora",
    tags: ["alerts", "sms"],
    messages: [
      says(
        "jonas",
        "0m",
        `Since the weekend we get each SMS two times, same text, same second. Last night that was 22 messages for 11 door alarms. My wife is not impressed with either of us.`,
      ),
      says(
        "nora",
        "1h 10m",
        `Hello Jonas,

My apologies to you both. I see two alarm rules on the cold store, "Door open > 5 min" and "Cold store door", each with your number. The second was made on Saturday at 16:02 by the user ''skipper@fjordfisk.example''.

Shall I switch that one off, or was it made for a reason?`,
        { visits: [opened("iphone", "3m"), opened("iphone", "9h 20m")] },
      ),
      says("jonas", "12m", `That would be my brother helping. Leave it for now, I will ask him first.`),
      says(
        "nora",
        "7m",
        `No hurry. In the meantime I have set a quiet period of 30 minutes on both, so that a door held open during loading gives one message and not six. You can see and change it under [Alerts → Cold store](https://cloud.larkfield.example/alerts/cold-store).`,
        { visits: [opened("iphone", "2m"), clicked("iphone", 0, "2m"), clicked("iphone", 0, "10h 5m")] },
      ),
      note(
        "nora",
        "3m",
        `Worth a product ticket: nothing warns you when a second rule covers the same logger and the same phone.`,
      ),
      says(
        "nora",
        "15h 30m",
        `Good morning Jonas, did your brother mind? If his rule can go, one word from you is enough and I will remove it.`,
        { visits: [opened("applePrivacy", "4m")] },
      ),
    ],
  },
  {
    subject: "Kiosk view for the bakery floor, dark if possible",
    from: "marek",
    opened: "14h 30m",
    status: "open",
    priority: "low",
    assignee: "nora",
    tags: ["feature-request", "dashboard"],
    messages: [
      says(
        "marek",
        "0m",
        `Hello, we have a tablet next to the proving chambers which shows your dashboard all night. The white screen lights half the hall and after 8 hours it asks to sign in again.

What we would like: big numbers only, black background, never signs out, no buttons that flour-covered hands can press. Is something like that planned? We would gladly test it.`,
      ),
      says(
        "nora",
        "11h 15m",
        `Good morning Marek,

Partly planned, and your list is a better description than the one we had. What exists today:

- Add ''?view=wall'' to the address of a dashboard and you get the numbers without menus.
- A *display link* (Sites → Share → Display) needs no sign-in and does not expire. It is read-only, so flour is harmless.

What does not exist is the dark version. I have added your message to the request and put you on the list of testers; the team plans it for the first quarter. [How to make a display link](https://docs.larkfield.example/cloud/display-links)`,
        { visits: [clicked("firefox", 0, "1h 3m")] },
      ),
    ],
  },
  {
    subject: "Scheduled PDF report arrives with an empty second page",
    from: "fatima",
    opened: "9d 3h",
    status: "solved",
    priority: "normal",
    assignee: "priya",
    tags: ["reports", "bug"],
    messages: [
      says(
        "fatima",
        "0m",
        `Dear support, the weekly report for warehouse 2 has come with a blank page 2 for three weeks. Page 1 has the summary, page 3 the signature field. The graph is missing. Reports for warehouses 1 and 3 are complete. I attach nothing because you have it: report number R-88213.`,
      ),
      says(
        "priya",
        "2h 45m",
        `Dear Fatima,

R-88213 shows it clearly, thank you. Warehouse 2 has a logger named ''Zone A/B <dock>'', and the angle brackets end the drawing of the graph halfway. I would like to rename it to "Zone A/B (dock)" as a test and run the report again. May I?`,
        { visits: [opened("gmail", "14m")] },
      ),
      says("fatima", "3h", `Yes, please do. The name is only for us.`),
      says(
        "priya",
        "22m",
        `Renamed, and the new report has its graph. Please have a look: [R-88597](https://cloud.larkfield.example/reports/R-88597). The three incomplete weeks are there as well, under the same schedule, marked "reissued".`,
        {
          visits: [
            opened("gmail", "5m"),
            clicked("chrome", 0, "6m"),
            opened("gmail", "1d 2h"),
            clicked("chrome", 0, "1d 2h 1m"),
          ],
        },
      ),
      note(
        "priya",
        "10m",
        `CLOUD-3290: escape logger names in the SVG renderer. One line, but no test covered it.`,
      ),
      says(
        "fatima",
        "1d 4h",
        `All four are complete. The reissued mark is exactly what the inspector wants to see. Thank you, Priya.`,
      ),
      says(
        "priya",
        "3d 2h",
        `The renderer was corrected in last night's release, so you may give the logger its old name back if you were fond of it. I am closing this; a reply opens it again.`,
      ),
    ],
  },
  {
    subject: "Gaps in the gelato cabinet graph every afternoon",
    from: "daniela",
    opened: "22d 6h",
    status: "closed",
    priority: "normal",
    assignee: "nora",
    tags: ["dashboard", "connectivity"],
    messages: [
      says(
        "daniela",
        "0m",
        `Ciao, between 14 and 17 the line of cabinet 3 has holes, 10 or 15 minutes each. At night it is perfect. The logger is 4 metres from the gateway. What is happening in the afternoon that does not happen at night?`,
      ),
      says(
        "nora",
        "3h 5m",
        `Ciao Daniela,

My guess is: customers. People are mostly water, and a queue between logger and gateway absorbs 868 MHz rather well. Two observations support it:

- signal of cabinet 3 falls from −71 to −97 dBm between 14:00 and 17:00 and only then;
- no reading is lost. The logger keeps them and sends them later, so the holes close by evening.

Could you hang the gateway above head height for one day? Two metres is enough.`,
        { visits: [opened("appleMail", "31m"), opened("iphone", "5h 40m")] },
      ),
      says(
        "daniela",
        "1d 22h",
        `It is now above the espresso machine shelf, and yesterday there were no holes at all, on a Saturday! I will tell my customers they are mostly water.`,
      ),
      says(
        "nora",
        "40m",
        `Wonderful. One caution: keep it half a metre from the steam wand, the housing is IP54 and no more. The [placement guide](https://docs.larkfield.example/hardware/g2/placement) has a drawing for counters like yours.`,
        { visits: [opened("iphone", "9m"), clicked("iphone", 0, "10m")] },
      ),
    ],
  },
  {
    subject: "Different alarm limits by door, is it possible?",
    from: "seun",
    opened: "38d 2h",
    status: "solved",
    priority: "low",
    assignee: "nora",
    tags: ["alerts", "how-to"],
    messages: [
      says(
        "seun",
        "0m",
        `Hi team. Our packhouse has one cold room and three doors. Door 1 may stay open for 20 minutes when a truck loads, doors 2 and 3 not more than 2. Today I have one limit for the room. Can I set it by door?`,
      ),
      says(
        "nora",
        "4h 20m",
        `Hello Oluwaseun,

Yes. Limits belong to a *rule*, and a rule can watch any set of inputs, so you make two:

1. "Loading door": input D1, open longer than 20 min.
2. "Side doors": inputs D2 and D3, open longer than 2 min.

Then remove the doors from the room's own rule, or you will get both alarms. There is a [short film](https://docs.larkfield.example/cloud/rules-by-input) of the three clicks.`,
        {
          visits: [
            opened("gmail", "52m"),
            opened("barracuda", "1s"),
            clicked("barracuda", 0, "1s"),
            clicked("android", 0, "55m"),
          ],
        },
      ),
      says("seun", "1d 1h", `Done and tested with a stopwatch. Works well.`),
    ],
  },
  {
    subject: 'Czech translation: "Mrazák" is not a fridge',
    from: "marek",
    opened: "34d 9h",
    status: "closed",
    priority: "low",
    assignee: "lucia",
    tags: ["translation"],
    messages: [
      says(
        "marek",
        "0m",
        `A small thing: in the Czech version the template "Fridge 2–8 °C" is called "Mrazák 2–8 °C". Mrazák is a freezer. A new colleague set the freezer to +5 because of it (only dough was harmed). It should be "Lednice".`,
      ),
      says(
        "lucia",
        "5h 10m",
        `Thank you Marek, and condolences for the dough. I have corrected it, along with "Chladnička" in the mobile app, where two words were used for one thing. It will be live on Wednesday. If you see more, a list in any form is welcome; you read it every day and we do not.`,
        { untracked: true },
      ),
    ],
  },
  {
    subject: "Importing two years of old readings",
    from: "wei",
    opened: "74d",
    status: "closed",
    priority: "normal",
    assignee: "aiko",
    tags: ["import", "how-to"],
    messages: [
      says(
        "wei",
        "0m",
        `We come from another system and have 2 years of readings in CSV, 31 files, about 6 million rows. Can they be loaded so that the yearly report covers them?`,
      ),
      says(
        "aiko",
        "50m",
        `Hello Wei,

They can. The importer accepts this form, one file per logger, times with an offset:

~~~
measured_at,channel,value,unit
2025-03-01T00:00:00+08:00,temperature,-19.4,C
2025-03-01T00:05:00+08:00,temperature,-19.6,C
~~~

Imported readings are shown with a dotted line and are marked "imported" in reports, since we cannot vouch for how they were measured. With 6 million rows I would rather run it for you than have you wait on an upload page: put the files into the [transfer folder](https://cloud.larkfield.example/transfer/lumen-cold) and tell me.`,
        { visits: [opened("chrome", "18m"), clicked("chrome", 0, "2h 30m"), opened("chrome", "4h")] },
      ),
      says(
        "wei",
        "1d 3h",
        `Files are in the folder. Loggers 7 and 12 changed their probes in June, is that a problem?`,
      ),
      says(
        "aiko",
        "2h",
        `No. I have entered the probe change as an event on both, so that the report explains the small step of 0.3 °C on 14 June.

The import runs tonight. 30 of 31 files passed the check; ''wh2_logger19.csv'' has 212 rows where the decimal comma became a column separator. I corrected those and kept your original beside it.`,
        { visits: [opened("chrome", "6m")] },
      ),
      says(
        "wei",
        "20h",
        `I see everything from January 2024 on. The number of rows agrees with ours. Very good work.`,
      ),
      says(
        "aiko",
        "1h 5m",
        `Glad to hear it. I have deleted the files from the transfer folder; the originals are only with you now.`,
        {
          visits: [opened("chrome", "33m")],
        },
      ),
    ],
  },
  {
    subject: "What happens to readings when clocks go back?",
    from: "stefan",
    opened: "66d 4h",
    status: "closed",
    priority: "normal",
    assignee: "priya",
    tags: ["time-zones", "how-to"],
    messages: [
      says(
        "stefan",
        "0m",
        `Guten Tag, on the last Sunday of October the hour from 2 to 3 exists twice. How does your system show it, and is the daily mean calculated over 24 or 25 hours? For our refrigerated trucks this is relevant to the HACCP record.`,
      ),
      says(
        "priya",
        "3h 30m",
        `Good day Mr Brandt,

Readings are stored in UTC, so none is overwritten. On that day:

- the graph shows 25 hours, with the second 02:00 labelled "02:00 CET";
- the daily mean covers 25 hours and says so in the footnote;
- a CSV in local time carries the offset, so the two hours stay distinguishable: ''02:30:00+02:00'' and ''02:30:00+01:00''.`,
      ),
      says("stefan", "1d", `Precise and complete, thank you. That is all I needed.`),
    ],
  },
  {
    subject: "Reading our loggers from Grafana",
    from: "anika",
    opened: "25d 7h",
    status: "solved",
    priority: "normal",
    assignee: "tomas",
    tags: ["api", "integration"],
    cc: ["grace"],
    messages: [
      says(
        "anika",
        "0m",
        `Hi, we want freezer temperatures next to our building data in Grafana. Is there a data source plugin, or do we poll the REST API? Grace is in copy since the licence is hers.`,
        { cc: ["grace"] },
      ),
      says(
        "tomas",
        "1h 25m",
        `Hi Anika, hi Grace,

There is no plugin of ours; the JSON API data source does the job. One query per site gives you the last value of each logger:

~~~
GET https://api.larkfield.example/v2/sites/meridian/latest
Authorization: Bearer lk_…
~~~

For history use [the series endpoint](https://docs.larkfield.example/api/series) with ''step=5m''. Please do not poll single loggers: 180 freezers once a minute would eat your hourly allowance in about ten minutes. A finished dashboard to import is [in our examples](https://docs.larkfield.example/api/examples/grafana).`,
        {
          visits: [
            opened("appleMail", "12m"),
            clicked("safari", 0, "14m"),
            clicked("safari", 1, "15m"),
            opened("outlook", "1h 8m", "grace"),
            opened("appleMail", "22h"),
            clicked("safari", 1, "22h 1m"),
          ],
        },
      ),
      says(
        "anika",
        "23h",
        `The example dashboard worked at the first try, including the alert for stale data. Nice touch.`,
      ),
      says(
        "tomas",
        "2h",
        `Good to hear. I am marking this as solved. If you extend it, we would be happy to link to your version.`,
        {
          visits: [opened("applePrivacy", "1h"), opened("outlook", "3h 15m", "grace")],
        },
      ),
    ],
  },
];
