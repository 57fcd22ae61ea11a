import { clicked, type DemoTicket, note, opened, says } from "./ticket";

/** The long one: thirty messages, two agents, a wrong track and the right one. */
export const nightlyDropouts: DemoTicket = {
  subject: "All four gateways go offline at 02:00, every night",
  from: "jonas",
  opened: "12d 3h",
  status: "open",
  priority: "high",
  assignee: "joost",
  tags: ["gateway", "connectivity", "escalation"],
  messages: [
    says(
      "jonas",
      "0m",
      `Hello again. For a week now all four gateways in the filleting hall go offline at 02:00 sharp and return between 02:07 and 02:11. Every night. My phone rings, I get up, and by the time I have found my glasses they are back. Nothing happens in the hall at that hour, the line stops at midnight.`,
    ),
    says(
      "nora",
      "35m",
      `Hello Jonas, that is too regular to be chance. Is there anything on your network that happens at two? Backups, a router that restarts, a provider who renews the connection? In the meantime I have set the offline alarm to 15 minutes for these four, so that you sleep.`,
      {
        visits: [opened("iphone", "5m"), opened("iphone", "2h 14m")],
      },
    ),
    says(
      "jonas",
      "50m",
      `Thank you for the sleep. Router is from the fibre company, they say no nightly restart. I have no backups. I should have backups.`,
    ),
    says(
      "nora",
      "20m",
      `One thing at a time. I see in the gateways' own log that they lose the *address*, not the cable:

~~~
02:00:04  eth0: DHCPNAK from 10.20.0.1
02:00:04  eth0: lease lost, link stays up
02:00:05  uplink: offline
02:07:41  eth0: DHCPOFFER 10.20.0.87 from 10.20.0.1
02:07:44  uplink: online
~~~

The router says "no" when they ask to keep their address, and takes seven minutes to give a new one. Could you tell me how long leases last in the router's settings, and how large its pool is?`,
      { visits: [opened("iphone", "3m"), opened("appleMail", "1h 18m")] },
    ),
    says(
      "jonas",
      "3h",
      `Lease 24 hours. Pool 10.20.0.50 to 10.20.0.99. I had to ask my nephew for the password.`,
    ),
    note(
      "nora",
      "6m",
      `50 addresses. If there are more than 50 devices at two o'clock the NAK makes sense, but then why always at 02:00 and why only ours?`,
    ),
    says(
      "nora",
      "15m",
      `Fifty addresses may be tight. How many devices are there, roughly? Phones of the crew count too, if they use the wireless.`,
      {
        visits: [opened("iphone", "8m")],
      },
    ),
    says(
      "jonas",
      "1h 20m",
      `Four gateways, two label printers, the scale, three office machines, and perhaps 30 phones in the day. At night nobody. The printer in the office prints your question by the way, my nephew has set up something.`,
    ),
    says(
      "nora",
      "2h 5m",
      `The printer is welcome to join. Let us try the simple thing first: please reserve fixed addresses for the four gateways, outside the pool. The MAC addresses are on the stickers, and here: [gateways of Fjordfisk](https://cloud.larkfield.example/sites/fjordfisk/gateways).`,
      {
        visits: [clicked("safari", 0, "41m")],
      },
    ),
    says(
      "jonas",
      "21h",
      `Done yesterday evening, .21 to .24. Last night: offline 02:00, back 02:09. So it was not that.`,
    ),
    note(
      "nora",
      "10m",
      `Handing over to Joost. The lease theory is dead: with reservations there should be no NAK at all, yet the log shows one again at 02:00:04.`,
    ),
    says(
      "joost",
      "1h 30m",
      `Hello Jonas, Joost here, hardware. Nora has told me everything. A NAK for a *reserved* address means that somebody answers who does not know about your reservation. I suspect a second DHCP server that wakes at two.

I have sent the gateways a small command to note who answers. Tomorrow morning we will know its hardware address.`,
      { visits: [opened("iphone", "11m"), opened("iphone", "15h")] },
    ),
    says("jonas", "6h", `A ghost in the network. My brother says it is the old owner.`),
    says(
      "joost",
      "14h",
      `Good morning. The ghost has an address:

~~~
02:00:04  DHCPNAK  server-id 10.20.0.1  from 00:0e:c6:3a:91:5f
02:07:41  DHCPOFFER server-id 10.20.0.1  from 7c:10:c9:44:02:b8   (your router)
~~~

It claims to be 10.20.0.1, but it is not the router. ''00:0e:c6'' belongs to a maker of USB network adapters. Is there any box in the building with such a thing plugged in? An old till, a camera recorder, a weighing system?`,
      { visits: [opened("iphone", "4m"), opened("appleMail", "55m"), opened("iphone", "5h 10m")] },
    ),
    says(
      "jonas",
      "2h 40m",
      `The X-ray bone scanner has a blue adapter on the back. It was serviced on the 3rd. The ghost started on the 4th, I looked.`,
    ),
    note(
      "joost",
      "5m",
      `Scanner vendor is probably "sharing" its maintenance laptop connection: Windows ICS defaults to being a DHCP server. Nightly self-test at 02:00 would be my bet.`,
    ),
    says(
      "joost",
      "12m",
      `That fits rather well. Such machines often run Windows inside, and "Internet connection sharing" makes Windows hand out addresses to everybody. The technician may have switched it on for his laptop and forgotten it.

Please do not change anything on the scanner yourself, it is a certified device. Could you ask the maker two questions?

1. Does the machine start a self-test or an upload at 02:00?
2. Is connection sharing switched on for the USB adapter, and since when?`,
      { visits: [opened("iphone", "6m"), opened("iphone", "1h 35m")] },
    ),
    says(
      "jonas",
      "1d 3h",
      `Answer from the maker, I translate:

> 1. Yes, nightly calibration at 02:00, about 8 minutes, then results are uploaded.
> 2. We do not believe so, but the technician will look on Thursday.

"We do not believe so" is Norwegian for yes.`,
    ),
    says(
      "joost",
      "40m",
      `In Dutch too. Until Thursday you could pull the blue adapter out at the end of the shift, if the maker agrees that the calibration runs without upload. Then tonight would be quiet, and we would have proof.`,
    ),
    says("jonas", "1h", `They agree. Pulling it at midnight.`),
    says("jonas", "20h", `Slept until six! No alarm. Nothing offline, I looked at the graph twice.`),
    says(
      "joost",
      "25m",
      `Proof enough. I will keep the offline alarm at 15 minutes until the technician has been there. For him, one page with the log lines and what to look for: [network note for the scanner's maker](https://cloud.larkfield.example/sites/fjordfisk/notes/dhcp).`,
      {
        visits: [
          opened("iphone", "10m"),
          clicked("iphone", 0, "11m"),
          opened("slack", "18m"),
          clicked("slack", 0, "18m"),
          clicked("iphone", 0, "1d 20h"),
        ],
      },
    ),
    note(
      "joost",
      "15m",
      `Product idea: the gateway could recognise a NAK from an unknown server by itself and say so in the portal. We had all the data from the first night.`,
    ),
    note("maya", "3h", `Seconded. Added to the firmware plan as G2-441 with this ticket as the example.`),
    says(
      "jonas",
      "1d 17h",
      `Technician was here. Sharing was on. He said "oh". It is off now and the adapter is back in.`,
    ),
    says(
      "joost",
      "30m",
      `"Oh" is the best diagnosis. Let us watch it for a few nights with the adapter in place before we celebrate.`,
      {
        visits: [opened("applePrivacy", "3m"), opened("iphone", "48m")],
      },
    ),
    says(
      "jonas",
      "2d 1h",
      `Two nights, both quiet. But last night gateway 3 alone went away at 04:30 for two minutes. Is the ghost moving?`,
    ),
    says(
      "joost",
      "1h 45m",
      `I do not think so: gateway 3 lost *power*, not its address, its uptime began again at 04:31. Is it on the same socket as the washdown pumps? They start at half past four, going by the humidity.`,
      {
        visits: [opened("iphone", "7m"), opened("iphone", "3h")],
      },
    ),
    says(
      "jonas",
      "5h",
      `You see our washdown from the Netherlands. Yes, same socket strip. I will move it to the office circuit on Monday when the electrician is here.`,
    ),
    says(
      "joost",
      "50m",
      `Good. I leave this open until Tuesday and then take the alarm back to 5 minutes. Sleep well, Jonas.`,
      {
        visits: [opened("applePrivacy", "2m"), opened("iphone", "1h 6m")],
      },
    ),
  ],
};
