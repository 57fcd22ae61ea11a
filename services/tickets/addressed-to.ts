import { z } from "zod";

const address = z.object({ email: z.string(), name: z.string().nullable() });

/** Whom a contact's mail was addressed to, without our own addresses: `ticket_replies.addressed_to`. */
export const addressedToSchema = z.object({ to: z.array(address), cc: z.array(address) });
export type AddressedTo = z.infer<typeof addressedToSchema>;

/** The column as it is read; nobody when nothing is known. */
export function parseAddressedTo(stored: unknown): AddressedTo {
  return addressedToSchema.safeParse(stored).data ?? { to: [], cc: [] };
}
