/** Where to go after signing in: only a path of this portal, so that a crafted link leads nowhere else. */
export function safeNext(next: string | undefined): string {
  if (!next?.startsWith("/") || next.startsWith("/sign-in")) return "/tickets";
  const base = "http://portal.invalid";
  try {
    return new URL(next, base).origin === base ? next : "/tickets";
  } catch {
    return "/tickets";
  }
}
