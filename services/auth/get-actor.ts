import type { Role } from "@/db/schema/auth";
import { UnauthenticatedError } from "@/services/errors";
import type { Actor } from "./actor";
import { auth } from "./auth";
import { requireRole } from "./require-role";

export type SignedInUser = Extract<Actor, { kind: "user" }> & { mustChangePassword: boolean };

/** What somebody is told who has a password that was generated for them, wherever they ask for anything else. */
export const ownPasswordFirst = "Choose your own password first.";

/** The user whose session cookie is in these headers, or null. The role is read from the database every time. */
export async function getActor(headers: Headers): Promise<SignedInUser | null> {
  const session = await auth().api.getSession({ headers });
  if (!session || session.user.deactivatedAt) return null;
  return {
    kind: "user",
    userId: session.user.id,
    name: session.user.name,
    email: session.user.email,
    role: session.user.role === "admin" ? "admin" : "agent",
    mustChangePassword: Boolean(session.user.mustChangePassword),
  };
}

/**
 * The signed-in user, who must have at least this role.
 * @throws {UnauthenticatedError} without a session, {ForbiddenError} when the role does not suffice.
 */
export async function requireActor(headers: Headers, role: Role = "agent"): Promise<SignedInUser> {
  const actor = await getActor(headers);
  if (!actor) throw new UnauthenticatedError();
  requireRole(actor, role);
  return actor;
}
