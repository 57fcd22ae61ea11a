import { z } from "zod";
import { roles } from "@/db/schema/auth";
import type { ListedUser } from "@/services/auth/list-users";
import { moment } from "../fields";

export const userResource = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(roles),
    active: z.boolean(),
    must_change_password: z.boolean(),
    created_at: moment,
  })
  .meta({ id: "User" });

/** A user as the API shows them. */
export function toUserResource(user: ListedUser): z.input<typeof userResource> {
  const { id, name, email, role } = user;
  return {
    ...{ id, name, email, role },
    active: user.deactivatedAt === null,
    must_change_password: user.mustChangePassword,
    created_at: user.createdAt.toISOString(),
  };
}
