import type { Role } from "@/db/schema/auth";

/** Who is doing something: a signed-in user, a program with an API key, or the portal itself. */
export type Actor =
  | { kind: "user"; userId: string; name: string; email: string; role: Role }
  | { kind: "api_key"; apiKeyId: number; name: string; role: Role }
  | { kind: "system"; name: string; role: "admin" };
