import { clicked, type DemoTicket, note, opened, says } from "./ticket";

/** Loggers, probes and gateways. */
export const hardwareTickets: DemoTicket[] = [
  {
    subject: "Gateway dark after a power cut, fermenter alarms are off!",
    from: "patrick",
    opened: "6m",
    status: "open",
    priority: "urgent",
    tags: ["gateway", "outage"],
    messages: [
      says(
        "patrick",
        "0m",
        `We had a power cut a good half hour ago. Everything came back except your gateway (G2-00713): no light at all. I have 4,000 litres of lager in the fermenters and no alarms. Tried another socket and another cable. Ring me on the number in the account if that is faster, I'm on the floor all day.`,
      ),
    ],
  },
  {
    subject: "Where do I find the calibration certificate of TH2-40917?",
    from: "hannah",
    opened: "24m",
    status: "open",
    priority: "normal",
    tags: ["calibration"],
    messages: [
      says(
        "hannah",
        "0m",
        `The logger came back from your laboratory on Monday with a new sticker, but the certificate in the portal is still last year's (valid until 11 November). Our accreditation visit is next week. Could you put the new one there, or send it to me as PDF?`,
      ),
    ],
  },
  {
    subject: "T1 batteries last four months instead of three years",
    from: "patrick",
    opened: "2d 14h",
    status: "pending",
    priority: "normal",
    assignee: "joost",
    tags: ["battery", "logger"],
    messages: [
      says(
        "patrick",
        "0m",
        `I'm on the third set of batteries since spring for the two loggers in the glycol room. The other nine are grand. Same batteries from the same box. Duds?`,
      ),
      says(
        "joost",
        "2h 35m",
        `Hi Patrick,

Not duds, I think. Both transmit at full power and repeat each message three to five times, which is what a logger does when it hardly hears the gateway. The glycol room has steel panels, hasn't it?

Could you send me the signal values? In the Setup app: hold the phone to the logger → Diagnostics → "Link margin". Anything under 10 dB explains it.`,
        { visits: [opened("gmail", "17m"), opened("gmail", "3h 40m")] },
      ),
      says(
        "patrick",
        "19h",
        `Steel all right, it's an old milk tank house. 3 dB and 5 dB. By the door, with the door open, 19.`,
      ),
      says(
        "joost",
        "1h 10m",
        `There we have it. Three ways, cheapest first:

1. Move both probes' *loggers* outside and leave only the probes in. The 3 m cable passes the door seal.
2. A second gateway inside the room; it needs a network socket there.
3. An external antenna for the gateway you have, article A-204, with 10 m of cable through the wall.

I would try the first with tape before drilling anything. [Photographs of how others did it](https://docs.larkfield.example/hardware/t1/metal-rooms).`,
        { visits: [opened("gmail", "9m"), clicked("android", 0, "11m"), opened("gmail", "6h 20m")] },
      ),
      says(
        "patrick",
        "1d 3h",
        `Taped outside since yesterday evening, 21 dB and 23 dB. Will the batteries that are in there now recover, or do I fit new ones?`,
      ),
      says(
        "joost",
        "3h 30m",
        `They will not recover, but they are not wasted: at this margin what is left, 31%, is good for about ten months. The portal will remind you at 10%. Shall I leave this open for a week to see that the numbers hold?`,
        {
          visits: [opened("gmail", "55m")],
        },
      ),
    ],
  },
  {
    subject: "Humidity of TH2 drifts against the museum's hygrometer",
    from: "amelie",
    opened: "7d 20h",
    status: "open",
    priority: "high",
    assignee: "samir",
    tags: ["humidity", "calibration", "logger"],
    cc: ["leo"],
    messages: [
      says(
        "amelie",
        "0m",
        `Bonjour,

In the print cabinet two instruments disagree. Your TH2-38220 says 54% and our psychrometer 49%. For works on paper 50% is the limit, so I need to know whom to believe before Friday, when a loan leaves for Lyon. Léo, our conservator, is in copy.`,
        { cc: ["leo"] },
      ),
      says(
        "samir",
        "1h 15m",
        `Bonjour Amélie, bonjour Léo,

Five points is more than the TH2 is allowed (±1.8). A quick check that needs no laboratory: a sealed bag with a saturated salt solution.

1. Wet table salt in a bottle cap, like sand on the beach, not soup.
2. Cap and logger into a zip bag, the logger not touching the salt.
3. Leave it at room temperature for 12 hours.

The air in the bag is then at 75.3% (at 20 °C). Whatever the logger shows, the difference is its error. Could you do the same with your own instrument if it fits?`,
        {
          visits: [
            opened("applePrivacy", "2m"),
            opened("appleMail", "44m"),
            opened("thunderbird", "1h 20m", "leo"),
            opened("thunderbird", "3h", "leo"),
          ],
        },
      ),
      says(
        "leo",
        "1d 2h",
        `Bag test, 14 hours at 20.4 °C: your logger 79.6%. A second TH2 from the depot, same bag: 75.9%. So the first one is wrong by about +4.`,
        { cc: ["amelie"] },
      ),
      says(
        "samir",
        "48m",
        `Perfectly done, Léo, I wish our own field reports read like that. TH2-38220 is out of tolerance; please use the one from the depot for the loan.

Did 38220 perhaps spend time near solvents? Varnish, acetone, even fresh paint swells the polymer of the sensor and gives exactly this, a positive offset of 3 to 6 points.`,
        { visits: [opened("thunderbird", "7m", "leo"), opened("appleMail", "30m")] },
      ),
      says(
        "leo",
        "2h 25m",
        `It was in the varnishing room in September, for two weeks. I put it there myself, mea culpa.`,
      ),
      note(
        "samir",
        "10m",
        `Textbook solvent exposure. A bake-out (90 °C for 10 h, then 12 h at 75%) usually brings it back. Not a warranty case strictly, but a two-year-old unit and a very good customer; I would do it free of charge.`,
      ),
      note(
        "maya",
        "35m",
        `Agreed, free of charge. And let us put the sentence about solvents on the first page of the quick start, not on page 31.`,
      ),
      says(
        "samir",
        "20m",
        `No harm done. The sensor can be regenerated in our laboratory by a bake-out; it is recalibrated afterwards and comes back with a new certificate. We will do this at no charge. The return label: [RMA-5120](https://cloud.larkfield.example/returns/RMA-5120).

Until then you may correct the old readings in reports with an offset of −4.2, which keeps the originals and shows the correction. [How to enter a correction](https://docs.larkfield.example/cloud/corrections)`,
        {
          visits: [
            opened("thunderbird", "4m", "leo"),
            clicked("firefox", 1, "5m", "leo"),
            opened("appleMail", "1h 14m"),
            clicked("safari", 0, "1h 15m"),
          ],
        },
      ),
      says(
        "amelie",
        "1d 1h",
        `Thank you both. The logger left by post this morning. The loan travels with the other one. Can the correction be limited to the time since September? Before that the two agreed.`,
        { cc: ["leo"] },
      ),
      says(
        "samir",
        "1h 30m",
        `Yes, a correction has a beginning and an end. Take 8 September, 09:00: the graph shows a small step there, surely the moment it entered the varnishing room.`,
        {
          visits: [opened("appleMail", "11m"), opened("thunderbird", "2h 45m", "leo")],
        },
      ),
      says("leo", "5h", `Entered. The curve is now continuous to within half a point. Beautiful.`),
      says(
        "samir",
        "1d 20h",
        `TH2-38220 has arrived and is in the oven. Residual error after the bake-out will be in the certificate; I expect it to leave here on Thursday.`,
        {
          visits: [opened("applePrivacy", "1m")],
        },
      ),
    ],
  },
  {
    subject: "Firmware update of a G2 stops at 62%",
    from: "keiko",
    opened: "10d 5h",
    status: "solved",
    priority: "normal",
    assignee: "joost",
    tags: ["firmware", "gateway"],
    messages: [
      says(
        "keiko",
        "0m",
        `The gateway in the pump room (G2-00588) has tried to install 3.4.2 four times. It stops at 62% and begins again after an hour. The other three are updated. It works normally in between.`,
      ),
      says(
        "joost",
        "7h",
        `Hello Mori-san,

62% is where the LTE modem's part begins, and 588 is one of 200 gateways with an older modem that needs an intermediate version. Our staged rollout should have skipped it; I have taken it out of the rollout now, so the retries end.

May I install 3.4.1a from here tomorrow at 04:00 your time? It takes nine minutes, the readings of that time are kept in the loggers.`,
        { visits: [opened("gmail", "2h 20m")] },
      ),
      says("keiko", "11h", `04:00 is very good, feeding starts at 06:00. Please go ahead.`),
      says(
        "joost",
        "13h",
        `Installed at 04:02, and 3.4.2 followed by itself at 04:15. All 23 loggers reported afterwards, nothing is missing. [Version history of this gateway](https://cloud.larkfield.example/gateways/G2-00588/history)`,
        {
          visits: [opened("gmail", "1h 5m"), clicked("chrome", 0, "1h 6m")],
        },
      ),
      says("keiko", "4h", `Confirmed, all green. Thank you for working around our fish.`),
    ],
  },
  {
    subject: "Logger fell into the brine tank, is it covered?",
    from: "jonas",
    opened: "31d 4h",
    status: "closed",
    priority: "low",
    assignee: "ben",
    tags: ["warranty", "logger"],
    messages: [
      says(
        "jonas",
        "0m",
        `A T1 (number T1-19930) lay in 20% brine for a weekend. It still blinks, but says −327.6 °C, which I doubt even for Finnmark. Guarantee?`,
      ),
      says(
        "ben",
        "3h 20m",
        `Hi Jonas, −327.6 is the value for "no probe": the plug has corroded. IP67 means half an hour in fresh water, so a weekend in brine is not covered. The good news: the logger is fine, and a new probe is €24. If you clean the socket with distilled water and let it dry for a day, you may get away without. [Cleaning the M8 socket](https://docs.larkfield.example/hardware/t1/cleaning)`,
        {
          visits: [opened("iphone", "12m"), clicked("iphone", 0, "13m")],
        },
      ),
      says(
        "jonas",
        "3d",
        `Distilled water and a toothbrush. It says −18.2 now, like its neighbours. Ordered a spare probe anyway, and a piece of string.`,
      ),
      says("ben", "5h", `The string is the better investment. Cheers!`, {
        visits: [opened("applePrivacy", "6m"), opened("iphone", "1h 25m")],
      }),
    ],
  },
  {
    subject: "Drawing of the wall bracket",
    from: "leo",
    opened: "52d 6h",
    status: "closed",
    priority: "low",
    assignee: "samir",
    tags: ["documentation"],
    messages: [
      says(
        "leo",
        "0m",
        `Bonjour, do you have a dimensioned drawing of the wall bracket WB-1? We must not drill in the panelling and would print an adapter that hangs on the picture rail.`,
      ),
      says(
        "samir",
        "2h 15m",
        `Bonjour Léo, here is the [drawing as PDF](https://docs.larkfield.example/hardware/wb-1/drawing.pdf) and the [STEP file](https://docs.larkfield.example/hardware/wb-1/wb-1.step). The two holes are 32.0 mm apart, 4.2 mm wide. Print it in PETG rather than PLA if the sun reaches it. May we publish your adapter, should it turn out well? You are the fourth museum to ask.`,
        {
          visits: [
            opened("thunderbird", "28m"),
            clicked("firefox", 0, "29m"),
            clicked("firefox", 1, "30m"),
            opened("thunderbird", "5d"),
          ],
        },
      ),
    ],
  },
  {
    subject: "LTE backup does not connect across the border",
    from: "patrick",
    opened: "106d 3h",
    status: "closed",
    priority: "normal",
    assignee: "joost",
    tags: ["gateway", "lte"],
    messages: [
      says(
        "patrick",
        "0m",
        `Our depot in Newry is 8 km into the North. The gateway there finds a network but says "registration denied". In Dundalk the same SIM works.`,
      ),
      says(
        "joost",
        "5h 20m",
        `Hi Patrick, the SIM was ordered for the Republic only, so the UK networks turn it away. I have moved it to the "Europe + UK" profile, same price. Please unplug the gateway for ten seconds, it then fetches the new profile. It can take up to half an hour.`,
      ),
      says("patrick", "22h", `Connected before I had my boots off. Ta.`),
    ],
  },
  {
    subject: "Pairing the first logger fails on my Android phone",
    from: "daniela",
    opened: "119d 2h",
    status: "closed",
    priority: "normal",
    assignee: "lucia",
    tags: ["setup", "mobile-app"],
    messages: [
      says(
        "daniela",
        "0m",
        `Buongiorno, the box arrived and I want to start, but the app searches for the logger for ever. The logger blinks blue as in the picture.`,
      ),
      says(
        "lucia",
        "25m",
        `Buongiorno Daniela, welcome! Which phone and which version of Android is it? And does the app have the permission "Nearby devices"? You see it under Settings → Apps → Larkfield Setup → Permissions.`,
        {
          visits: [opened("appleMail", "10m")],
        },
      ),
      says(
        "daniela",
        "40m",
        `Pixel 8, Android 14. "Nearby devices" is allowed. "Location" is not, why would a thermometer need to know where I am?`,
      ),
      says(
        "lucia",
        "18m",
        `A very good question. It does not, and we do not ask for it on Android 12 or later. Your logger has firmware 3.1, though, and that is too old for the new way of pairing.

The way round it, once per logger:

1. Allow location *only this time*.
2. Pair, and let the update to 3.4 run (4 minutes).
3. Take the permission away again; it is not needed any more.

I am sorry for the detour. [The same with pictures](https://docs.larkfield.example/setup/android-pairing)`,
        { visits: [opened("appleMail", "5m"), clicked("safari", 0, "6m"), clicked("android", 0, "15m")] },
      ),
      says(
        "daniela",
        "1h 30m",
        `All six are paired and updated, and location is off again. The first temperature I see is −13.8 for pistachio, correct!`,
      ),
      says(
        "lucia",
        "12m",
        `Complimenti! Would Thursday at 10 suit you for the half hour about alarms that comes with the starter kit?`,
        {
          visits: [opened("appleMail", "20m")],
        },
      ),
      says("daniela", "2h", `Thursday at 10 is good. Come by if you are ever in Bologna.`),
    ],
  },
];
