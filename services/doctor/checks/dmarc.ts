import { amber, type DoctorCheck, green, red } from "../check";
import { textRecords } from "../dns-records";
import { sendingDomain, staysHere } from "../sending-domain";

export const dmarcCheck: DoctorCheck = {
  slug: "dmarc",
  group: "mail",
  title: "DMARC: the domain says what becomes of forgeries",
  why: "Large mail services want it of everybody who sends much, and trust mail more that has it.",
  async run(examination) {
    const sending = await sendingDomain(examination);
    if (!sending) return green(staysHere);
    for (const domain of withParents(sending.domain)) {
      const { records } = await textRecords(examination.resolver, `_dmarc.${domain}`);
      const policies = records.filter((record) => /^v=DMARC1\s*(;|$)/i.test(record));
      const [policy] = policies;
      if (policies.length > 1)
        return red(`_dmarc.${domain} has ${policies.length} records: none of them counts.`, "Leave one.");
      if (policy !== undefined) return green(`_dmarc.${domain}: ${policy}`);
    }
    return amber(
      `${sending.domain} has no DMARC record.`,
      `Add a TXT record to _dmarc.${sending.domain}: “v=DMARC1; p=none” to begin with.`,
    );
  },
};

/** A subdomain is under its parent's policy (RFC 7489, 6.6.3), which is looked for down to two labels. */
function withParents(domain: string): string[] {
  const labels = domain.split(".");
  return labels.slice(0, Math.max(1, labels.length - 1)).map((_, index) => labels.slice(index).join("."));
}
