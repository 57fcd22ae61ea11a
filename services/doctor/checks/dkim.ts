import { amber, type DoctorCheck, green, red } from "../check";
import { textRecords } from "../dns-records";
import { sendingDomain, staysHere } from "../sending-domain";

/** Under which keys lie with common servers and services. Which one signs, only the mail server knows. */
const usualSelectors = [
  "default",
  "dkim",
  "mail",
  "smtp",
  "google",
  "selector1",
  "selector2",
  "k1",
  "k2",
  "s1",
  "s2",
  "key1",
  "mx",
  "dk",
  "fm1",
  "fm2",
  "fm3",
  "zoho",
  "mandrill",
  "pm",
  "sig1",
  "rsa",
  "ed25519",
  "protonmail",
]; // prettier-ignore

export const dkimCheck: DoctorCheck = {
  slug: "dkim",
  group: "mail",
  title: "DKIM: mail is signed by the domain",
  why: "A signature whose key is in the domain’s DNS keeps mail out of spam, also when it is forwarded.",
  async run(examination) {
    const sending = await sendingDomain(examination);
    if (!sending) return green(staysHere);
    const { domain, transport } = sending;
    const selectors = transport === "resend" ? ["resend"] : usualSelectors;
    const { exists } = await textRecords(examination.resolver, `_domainkey.${domain}`);
    const looked = exists || transport === "resend" ? selectors : [];
    for (const selector of looked) {
      const name = `${selector}._domainkey.${domain}`;
      const { records } = await textRecords(examination.resolver, name);
      const key = records.find((record) => /(^|;)\s*p=/i.test(record));
      if (key && /(^|;)\s*p=\s*[A-Za-z0-9+/]/i.test(key)) return green(`A key is published at ${name}.`);
      if (key) return red(`The key at ${name} was withdrawn: it is empty.`, publish(transport));
    }
    if (transport === "resend") return red(`${domain} has no key for Resend.`, publish(transport));
    if (!exists) return red(`${domain} publishes no DKIM key at all.`, publish(transport));
    return amber(
      `${domain} has keys, under none of the usual names: whether the one that your mail server signs with is among them cannot be seen from here.`,
      "Send a test mail and look for “dkim=pass” in its headers.",
    );
  },
};

function publish(transport: "resend" | "smtp"): string {
  return transport === "resend"
    ? "Add the record that resend.com → Domains shows."
    : "Let your mail server sign, and publish its key as it says.";
}
