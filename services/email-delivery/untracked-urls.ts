import { z } from "zod";

/** The addresses of the links that an agent switched off in the composer, as written in `href`, decoded and trimmed. */
export const untrackedUrlsSchema = z.array(z.string().max(20_000)).max(2_000);

/** The column `email_messages.untracked_urls` as it is read; nothing when nothing is known. */
export function parseUntrackedUrls(stored: unknown): string[] {
  return untrackedUrlsSchema.safeParse(stored).data ?? [];
}
