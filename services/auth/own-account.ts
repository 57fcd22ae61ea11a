import { isAPIError } from "better-auth/api";
import { and, eq, ne } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import { sessions, users } from "@/db/schema/auth";
import { changesBetween } from "@/services/audit/changes-between";
import { recordAudit } from "@/services/audit/record-audit";
import { InvalidInputError, UnauthenticatedError } from "@/services/errors";
import { sanitizeAgentHtml } from "@/services/html/sanitize-html";
import { auth } from "./auth";
import type { SignedInUser } from "./get-actor";

export const changePasswordSchema = z.object({
  currentPassword: z.string().min(1, "Enter your present password."),
  newPassword: z.string().min(10, "Use at least 10 characters.").max(128, "Use at most 128 characters."),
});

/**
 * Changes the signed-in user's password and signs them out everywhere else.
 * @throws {InvalidInputError} when the present password is wrong or the new one is the same.
 */
export async function changePassword(
  user: SignedInUser,
  headers: Headers,
  input: z.infer<typeof changePasswordSchema>,
): Promise<void> {
  const { currentPassword, newPassword } = changePasswordSchema.parse(input);
  if (currentPassword === newPassword) {
    throw new InvalidInputError("Choose a password that differs from the present one.", "newPassword");
  }
  const session = await auth().api.getSession({ headers });
  if (!session) throw new UnauthenticatedError();
  try {
    await auth().api.changePassword({ headers, body: { currentPassword, newPassword } });
  } catch (error) {
    // Not `instanceof`: the built portal holds the class twice.
    if (isAPIError(error) && error.body?.code === "INVALID_PASSWORD") {
      throw new InvalidInputError("That is not your present password.", "currentPassword");
    }
    throw error;
  }
  const { token } = session.session;
  await database().transaction(async (tx) => {
    await tx
      .update(users)
      .set({ mustChangePassword: false, updatedAt: new Date() })
      .where(eq(users.id, user.userId));
    await tx.delete(sessions).where(and(eq(sessions.userId, user.userId), ne(sessions.token, token)));
    await recordAudit(tx, user, {
      action: "user.password_changed",
      targetType: "user",
      targetId: user.userId,
    });
  });
}

/** The signed-in user's signature, as sanitised HTML; empty when they have none. */
export async function getSignature(user: SignedInUser): Promise<string> {
  const [row] = await database()
    .select({ signatureHtml: users.signatureHtml })
    .from(users)
    .where(eq(users.id, user.userId));
  return row?.signatureHtml ?? "";
}

/**
 * Saves the signed-in user's name and signature (HTML, sanitised here, at most 10,000 characters). The audit log tells who
 * took which name: all its other entries have the name that somebody had then.
 */
export async function updateOwnProfile(user: SignedInUser, input: { name: string; signatureHtml: string }) {
  const name = input.name.trim();
  if (!name) throw new InvalidInputError("Enter your name.", "name");
  if (input.signatureHtml.length > 10_000) {
    throw new InvalidInputError("A signature can have at most 10,000 characters.", "signatureHtml");
  }
  const signatureHtml = sanitizeAgentHtml(input.signatureHtml);
  await database().transaction(async (tx) => {
    const isOwn = eq(users.id, user.userId);
    const [before] = await tx.select({ name: users.name }).from(users).where(isOwn).for("update");
    if (!before) throw new UnauthenticatedError();
    await tx.update(users).set({ name, signatureHtml, updatedAt: new Date() }).where(isOwn);
    const changes = changesBetween(before, { name });
    if (Object.keys(changes).length === 0) return;
    await recordAudit(tx, user, {
      action: "user.updated",
      targetType: "user",
      targetId: user.userId,
      changes,
    });
  });
}
