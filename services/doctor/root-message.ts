import { rootCause } from "@/services/error-causes";

/** The words of what went wrong first, for an admin. */
export function rootMessage(error: unknown): string {
  const root = rootCause(error);
  if (!(root instanceof Error)) return String(root);
  const code = "code" in root && typeof root.code === "string" ? root.code : "";
  return (root.message || code || root.name).slice(0, 500);
}
