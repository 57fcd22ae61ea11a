import { and, asc, eq, isNull, or } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { roles, sessions, users } from "@/db/schema/auth";
import { changesBetween } from "@/services/audit/changes-between";
import { recordAudit } from "@/services/audit/record-audit";
import { ConflictError, NotFoundError } from "@/services/errors";
import type { Actor } from "./actor";
import { requireRole } from "./require-role";

export const updateUserSchema = z.object({
  name: z.string().trim().min(1, "Enter a name.").max(255).optional(),
  role: z.enum(roles).optional(),
  active: z.boolean().optional(),
});

/**
 * Changes a user's name or role, or switches them off and on. Who is switched off is signed out everywhere.
 * @throws {ForbiddenError} unless an admin asks, {NotFoundError}, {ConflictError} when no admin would be left.
 */
export async function updateUser(actor: Actor, userId: string, input: z.input<typeof updateUserSchema>) {
  requireRole(actor, "admin");
  const { name, role, active } = updateUserSchema.parse(input);
  await database().transaction(async (tx) => {
    const { before, otherAdmins } = await lockUsers(tx, userId);
    if (!before) throw new NotFoundError("There is no such user.");
    const losesAdmin = before.role === "admin" && (role === "agent" || active === false);
    if (losesAdmin && otherAdmins.length === 0) {
      throw new ConflictError("This is the last active admin. Make somebody else an admin first.");
    }
    const after = {
      name: name ?? before.name,
      role: role ?? before.role,
      deactivatedAt:
        active === undefined ? before.deactivatedAt : active ? null : (before.deactivatedAt ?? new Date()),
    };
    await tx
      .update(users)
      .set({ ...after, updatedAt: new Date() })
      .where(eq(users.id, userId));
    if (active === false) await tx.delete(sessions).where(eq(sessions.userId, userId));
    const changes = changesBetween(
      { name: before.name, role: before.role, active: !before.deactivatedAt },
      { name: after.name, role: after.role, active: !after.deactivatedAt },
    );
    if (Object.keys(changes).length) {
      await recordAudit(tx, actor, { action: "user.updated", targetType: "user", targetId: userId, changes });
    }
  });
}

/**
 * A user and all active admins, locked until the transaction ends: of two who take the role from each other at the same
 * moment, the second sees what the first did. In one order, so that they do not deadlock.
 */
async function lockUsers(tx: Transaction, userId: string) {
  const isActiveAdmin = and(eq(users.role, "admin"), isNull(users.deactivatedAt));
  const locked = await tx
    .select()
    .from(users)
    .where(or(eq(users.id, userId), isActiveAdmin))
    .orderBy(asc(users.id))
    .for("update");
  return {
    before: locked.find(({ id }) => id === userId),
    otherAdmins: locked.filter(({ id, role }) => id !== userId && role === "admin"),
  };
}
