import { amber, type DoctorCheck, green, red } from "../check";
import { textRecords } from "../dns-records";
import { sendingDomain, staysHere } from "../sending-domain";

export const spfCheck: DoctorCheck = {
  slug: "spf",
  group: "mail",
  title: "SPF: the domain says who may send for it",
  why: "Without it large mail services put the mail under spam or refuse it: a mail that does not arrive is not opened.",
  async run(examination) {
    const sending = await sendingDomain(examination);
    if (!sending) return green(staysHere);
    // Resend's envelope sender is at a subdomain of its own (https://resend.com/docs/dashboard/domains/introduction).
    const name = sending.transport === "resend" ? `send.${sending.domain}` : sending.domain;
    const { records } = await textRecords(examination.resolver, name);
    const policies = records.filter((record) => /^v=spf1( |$)/i.test(record));
    const [policy] = policies;
    if (policy === undefined)
      return red(
        `${name} has no SPF record.`,
        `Add a TXT record to ${name} ${whatToAdd(sending.transport)}.`,
      );
    if (policies.length > 1)
      return red(
        `${name} has ${policies.length} SPF records: with more than one none of them counts (RFC 7208, 4.5).`,
        "Put them together into one.",
      );
    if (/\s\+?all\b/i.test(policy))
      return amber(`${name}: ${policy}. Anybody may send in its name.`, "End it with ~all or -all.");
    return green(`${name}: ${policy}`);
  },
};

function whatToAdd(transport: "resend" | "smtp"): string {
  return transport === "resend"
    ? "as resend.com → Domains shows it"
    : "that names your mail server, such as “v=spf1 mx -all”, or as its operator says";
}
