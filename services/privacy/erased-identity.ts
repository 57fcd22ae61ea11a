/** What stands in a conversation for somebody who was erased. */
export const erasedName = "Erased contact";

const domain = "erased.invalid";

/** An address that is nobody's and never will be (RFC 2606), and still one for each contact. */
export function erasedAddressOf(contactId: number): string {
  return `erased-${contactId}@${domain}`;
}

/** Was this contact erased? */
export function isErasedAddress(email: string): boolean {
  return email.endsWith(`@${domain}`);
}
