/** What stands ready for the specs: portals, the mail server that they send to, and the stand-in for Resend. */
export type Stage = {
  /** Demo data, mail by SMTP. */
  desk: PortalUnderTest;
  /** As the desk, for the specs that switch what a portal does for everybody: one of them runs at a time. */
  switched: PortalUnderTest;
  /** Mail through the Resend SDK to the stand-in. */
  resend: PortalUnderTest;
  /** No mail settings: the embedded catcher with its inbox. */
  catcher: PortalUnderTest;
  /** Where the mails that arrived by SMTP, and the calls of Resend's API, can be read. */
  mailboxUrl: string;
};

export type Account = { email: string; password: string; name: string };
export type Role = "admin" | "agent";

export type PortalUnderTest = {
  name: string;
  url: string;
  inboxUrl: string | null;
  /** A key with the admin's role. */
  apiKey: string;
  accounts: Record<Role, Account>;
  /** Playwright's storage states of signed-in people. */
  sessions: Record<Role, string>;
  logFile: string;
};

const variable = "MYPORTAL_E2E_STAGE";

/** Called once, before the workers start: they inherit the environment. */
export function announceStage(stage: Stage) {
  process.env[variable] = JSON.stringify(stage);
}

export function stage(): Stage {
  const announced = process.env[variable];
  if (!announced) throw new Error("The stage was not set up: run the specs with Playwright's configuration.");
  return JSON.parse(announced) as Stage;
}
