import { randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import { z } from "zod";
import { database } from "@/db/client";
import { accounts, roles, users } from "@/db/schema/auth";
import { recordAudit } from "@/services/audit/record-audit";
import { isDuplicateKey } from "@/services/database-errors";
import { ConflictError } from "@/services/errors";
import type { Actor } from "./actor";
import { generatePassword } from "./generate-password";
import { requireRole } from "./require-role";

export const createUserSchema = z.object({
  name: z.string().trim().min(1, "Enter a name.").max(255),
  email: z.email("Enter an e-mail address, such as ana@example.com.").max(320).toLowerCase(),
  role: z.enum(roles).default("agent"),
  password: z.string().min(10, "Use at least 10 characters.").max(128).optional(),
});
export type CreateUserInput = z.input<typeof createUserSchema>;

/**
 * Creates a user who can sign in.
 * @returns the user's id, and the password when it was generated: it is shown once and changed at first sign-in.
 * @throws {ForbiddenError} unless an admin asks, {ConflictError} when the address has a user.
 */
export async function createUser(
  actor: Actor,
  input: CreateUserInput,
): Promise<{ userId: string; generatedPassword: string | null }> {
  requireRole(actor, "admin");
  const { name, email, role, password } = createUserSchema.parse(input);
  const generatedPassword = password === undefined ? generatePassword() : null;
  const hash = await hashPassword(password ?? generatedPassword ?? "");
  const userId = randomUUID();
  const now = new Date();
  try {
    await database().transaction(async (tx) => {
      await tx.insert(users).values({
        id: userId,
        name,
        email,
        emailVerified: true,
        role,
        mustChangePassword: generatedPassword !== null,
        updatedAt: now,
      });
      await tx.insert(accounts).values({
        id: randomUUID(),
        accountId: userId,
        providerId: "credential",
        userId,
        password: hash,
        updatedAt: now,
      });
      await recordAudit(tx, actor, {
        action: "user.created",
        targetType: "user",
        targetId: userId,
        changes: {
          name: { from: null, to: name },
          email: { from: null, to: email },
          role: { from: null, to: role },
        },
      });
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw new ConflictError(`There is already a user with the address ${email}.`);
    throw error;
  }
  return { userId, generatedPassword };
}
