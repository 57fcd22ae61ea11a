import { asc, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { users } from "@/db/schema/auth";

const listed = {
  id: users.id,
  name: users.name,
  email: users.email,
  role: users.role,
  mustChangePassword: users.mustChangePassword,
  deactivatedAt: users.deactivatedAt,
  createdAt: users.createdAt,
};

/** All users, by name; without what signs them in. */
export function listUsers() {
  return database().select(listed).from(users).orderBy(asc(users.name), asc(users.id));
}

/** The users who can be given a ticket. */
export function listAssignees() {
  return database()
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(isNull(users.deactivatedAt))
    .orderBy(asc(users.name), asc(users.id));
}

export type ListedUser = Awaited<ReturnType<typeof listUsers>>[number];
