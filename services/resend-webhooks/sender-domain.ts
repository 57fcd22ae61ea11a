/** The domain of a sender such as `Support <help@example.com>`, in lower case; null when there is none. */
export function senderDomain(mailFrom: string | null): string | null {
  return mailFrom?.replace(/^.*@|>?\s*$/g, "").toLowerCase() || null;
}

/** The domain among those that Resend lists. */
export function findDomain<Domain extends { name: string }>(
  domains: Domain[],
  name: string,
): Domain | undefined {
  return domains.find((known) => known.name.toLowerCase() === name);
}
