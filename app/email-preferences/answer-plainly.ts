import { contactOf } from "@/services/email-tracking/tracking-preferences";
import { NotFoundError } from "@/services/errors";
import { plainPage } from "./plain-page";
import { preferencesWords as words } from "./words";

/** By itself: where a mail to somebody without a preferences token leads. */
const base = "/email-preferences";

/** Where the forms are sent to. */
const formRoute = /^([^/]+\/(choice|data)|data\/[^/]+\/confirm)$/;

/**
 * What `proxy.ts` answers in the place of a recipient's page: 404 to a link whose token nobody has, and 405 to a form that
 * was sent to a page. Everything else is left to the pages and to the routes of their forms.
 * @returns null when it is theirs to answer.
 */
export async function answerPlainly(
  method: string,
  { pathname }: { pathname: string },
): Promise<Response | null> {
  if (pathname !== base && !pathname.startsWith(`${base}/`)) return null;
  const path = pathname.slice(base.length + 1);
  // Next.js takes any such form for one of its own, and fails at one that is broken.
  if (method === "POST" && !formRoute.test(path)) {
    return plainPage(405, { title: words.formTitle, text: words.formText });
  }
  const token = decoded(path);
  if (token !== null && (path.includes("/") || (await isKnown(token)))) return null;
  return plainPage(404, { title: words.unknownTitle, text: words.unknownText });
}

/** Null for what no browser wrote: Next.js fails at it. */
function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

async function isKnown(token: string): Promise<boolean> {
  try {
    await contactOf(token);
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}
