/**
 * Who may ask for what, in one table: `proxy.ts` applies it to pages and session APIs before anything else runs, and
 * the API's wrapper to keys. The longest prefix decides. A test fails when a page or route is not covered by name.
 */
export type Access =
  | "public"
  /** A signed-in user of any role. */
  | "user"
  | "admin"
  /** A bearer key of any role; the admin's routes below it need an admin's key. */
  | "api-key"
  | "admin-api-key";

export const accessRules: Record<string, Access> = {
  "/": "user",
  "/sign-in": "public",
  "/forbidden": "public",
  "/email-preferences": "public",
  "/tickets": "user",
  "/mail-problems": "user",
  "/account": "user",
  "/admin": "admin",
  "/api/auth": "public",
  "/api/health": "public",
  // Authenticates its own token.
  "/api/metrics": "public",
  "/api/openapi.json": "public",
  "/api/email-tracking": "public",
  "/api/attachments": "user",
  "/api/attachment-images": "public",
  // Authenticates its own key.
  "/api/inbound": "public",
  "/api/doctor": "admin",
  "/api/live": "user",
  "/api/tickets": "user",
  "/api/webhooks": "public",
  "/api/v1": "api-key",
  "/api/v1/integration-modules": "admin-api-key",
  "/api/v1/contacts": "admin-api-key",
  "/api/v1/users": "admin-api-key",
  "/api/v1/api-keys": "admin-api-key",
  "/api/v1/audit-log": "admin-api-key",
  "/api/v1/doctor": "admin-api-key",
};

/** The rule of the table that covers a path, or null when none does. */
export function ruleFor(pathname: string): string | null {
  const segments = pathname.split("/").filter(Boolean);
  for (let length = segments.length; length > 0; length--) {
    const prefix = `/${segments.slice(0, length).join("/")}`;
    if (Object.hasOwn(accessRules, prefix)) return prefix;
  }
  return segments.length === 0 ? "/" : null;
}

/** Who may ask for a path. What nobody listed needs a signed-in user: an unknown page tells a stranger nothing. */
export function accessFor(pathname: string): Access {
  const rule = ruleFor(pathname);
  return (rule === null ? undefined : accessRules[rule]) ?? "user";
}
