import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { contactDataRequests } from "@/db/schema/privacy";
import { env } from "@/env";
import { tokenOf } from "./data-request-token";

/** Where the link of a data request's mail leads; null for a mail that belongs to no request. */
export async function dataRequestUrl(messageId: number): Promise<string | null> {
  const [request] = await database()
    .select({ nonce: contactDataRequests.nonce })
    .from(contactDataRequests)
    .where(eq(contactDataRequests.messageId, messageId));
  return request ? `${env().PORTAL_URL}/email-preferences/data/${tokenOf(request.nonce)}` : null;
}
