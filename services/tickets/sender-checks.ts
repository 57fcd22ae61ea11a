import { z } from "zod";

/** What a check of RFC 8601 can come to, as the receiving server wrote it: `pass`, `fail`, `softfail`, `none`, … */
const verdict = z.string().max(32);

/**
 * What is odd about who sent a contact's mail, kept in `ticket_replies.sender_checks`. Null there: nothing is.
 */
export const senderChecksSchema = z.object({
  /** What the trusted receiving server found (Authentication-Results); kept only when something failed. */
  authentication: z
    .object({
      /** The server that says so. */
      host: z.string(),
      spf: verdict.optional(),
      dkim: verdict.optional(),
      dmarc: verdict.optional(),
      /** Those of `spf`, `dkim` and `dmarc` that failed. */
      failed: z.array(z.enum(["spf", "dkim", "dmarc"])),
    })
    .optional(),
  /** It came from an address that the ticket did not know; only an agent makes it a participant. */
  otherAddress: z.object({ email: z.string(), expected: z.string() }).optional(),
  /** A program wrote it: an out-of-office note, a list. */
  automatic: z.literal(true).optional(),
  /** A form wrote it, as this address, and only its Reply-To says who filled it in. */
  form: z.string().optional(),
  /** It was sent to the ticket's own reply address, which only those have who were mailed. */
  viaToken: z.boolean().optional(),
});
export type SenderChecks = z.infer<typeof senderChecksSchema>;

/**
 * Did the receiving server find that somebody else wrote a mail in its sender's name? Where DMARC holds, SPF or DKIM holds
 * for that very name, and that the other one fails says nothing: SPF does for whatever is forwarded (RFC 7489, 4.2).
 */
export function isForged(authentication: SenderChecks["authentication"] | null): boolean {
  return !!authentication && authentication.dmarc !== "pass" && authentication.failed.length > 0;
}

/** Does nothing speak against it that a mail is from who it says? What a form was told nobody has checked. */
export function isProven(found: {
  authentication?: SenderChecks["authentication"] | null;
  form?: string | null;
}): boolean {
  return !found.form && !isForged(found.authentication ?? null);
}

/** The column as it is read: null for none, and for what an older version wrote otherwise. */
export function parseSenderChecks(stored: unknown): SenderChecks | null {
  return senderChecksSchema.safeParse(stored).data ?? null;
}
