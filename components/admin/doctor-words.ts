/** All words of the doctor's pages. */
export const doctorWords = {
  title: "Doctor",
  intro: "Looks for what keeps mail and tracking from working, and says how to mend it.",
  runAll: "Run all again",
  running: "Looking…",
  runAgain: "Run again",
  runAgainOf: (title: string) => `Run again: ${title}`,
  groups: {
    address: "The portal’s address",
    tracking: "Tracking",
    mail: "Mail",
    modules: "Integration modules",
    database: "Database and disk",
    workers: "Workers",
    secrets: "Secrets",
  },
  status: { green: "Good", amber: "Look at this", red: "Broken" },
  waiting: "Not looked at yet",
  unknown: "Not known",
  summary: (counts: { red: number; amber: number; unknown: number; green: number }) =>
    [
      `${counts.red} broken`,
      `${counts.amber} to look at`,
      ...(counts.unknown > 0 ? [`${counts.unknown} not known`] : []),
      `${counts.green} good`,
    ].join(", "),
  found: (title: string, status: string, found: string) => `${title}: ${status}. ${found}`,
  why: "Why it matters",
  mend: "How to mend it",
  failed: "The checks could not be run. Are you still signed in?",
  testMail: {
    title: "See a mail on its way",
    intro:
      "Sends a tracked mail that belongs to no ticket, and shows what becomes of it: accepted, delivered, opened, clicked.",
    address: "Send it to",
    addressHelp: "An address outside your own network tells the most.",
    send: "Send a test mail",
    sending: "Sending…",
  },
} as const;

/** Words of the page that shows what became of a test mail. */
export const testMailWords = {
  title: "Test mail",
  intro: (address: string) => `To ${address}. This page follows by itself.`,
  back: "Doctor",
  steps: {
    queued: "In the outbox",
    accepted: "Accepted by the transport",
    delivered: "Delivered",
    opened: "Opened",
    clicked: "Clicked",
  },
  states: { done: "Done", waiting: "Waiting", failed: "Failed", unknown: "Not known" },
  hints: {
    queued: "",
    accepted: "The worker hands it over within seconds.",
    delivered: "Resend tells when the recipient’s server took it.",
    opened: "Open the mail and let your mail program show its images.",
    clicked: "Use the button in the mail.",
  },
} as const;
