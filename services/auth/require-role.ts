import type { Role } from "@/db/schema/auth";
import { ForbiddenError } from "@/services/errors";
import type { Actor } from "./actor";

/** @throws {ForbiddenError} unless the actor has the role; an admin has every role. */
export function requireRole(actor: Actor, role: Role) {
  if (role === "admin" && actor.role !== "admin") throw new ForbiddenError();
}
