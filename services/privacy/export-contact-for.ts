import { database } from "@/db/client";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { requireRole } from "@/services/auth/require-role";
import { type ContactExport, exportContact } from "./export-contact";

/**
 * Everything that is held about a contact, for an admin; the audit log says who took it.
 * @throws {ForbiddenError} for agents; {NotFoundError}
 */
export async function exportContactFor(actor: Actor, contactId: number): Promise<ContactExport> {
  requireRole(actor, "admin");
  const data = await exportContact(contactId, "admin");
  await recordAudit(database(), actor, {
    action: "contact.exported",
    targetType: "contact",
    targetId: contactId,
  });
  return data;
}
