import { mailFrom } from "@/services/email-delivery/mail-from";
import { transportSettings } from "@/services/email-delivery/transports/transport-settings";
import type { Examination } from "./examination";

/** The domain that mail is from, and how it leaves; null while it leaves only for the built-in inbox. */
export async function sendingDomain(
  examination: Examination,
): Promise<{ domain: string; transport: "resend" | "smtp" } | null> {
  const database = await examination.database();
  const { name } = await transportSettings(database);
  if (name === "catcher") return null;
  const { email } = await mailFrom(database);
  return { domain: email.slice(email.lastIndexOf("@") + 1).toLowerCase(), transport: name };
}

/** What the checks of the domain's records say then. */
export const staysHere = "Mail stays in the built-in inbox: no domain vouches for it.";
