import { z } from "zod";
import { choosePreference } from "@/services/email-tracking/tracking-preferences";
import { NotFoundError } from "@/services/errors";

const formSchema = z.object({ choice: z.enum(["opt-out", "allow"]) });
/** The form has one short field. */
const longestBody = 1000;

type Context = { params: Promise<{ token: string }> };

/**
 * Takes the choice of the preferences page, and shows the page again. Only by POST: scanners follow every link of a
 * mail, and must not decide for its reader.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { token } = await params;
  const page = `/email-preferences/${encodeURIComponent(token)}`;
  const form = formSchema.safeParse(await readForm(request));
  if (!form.success) return back(page);
  try {
    await choosePreference(token, form.data.choice);
  } catch (error) {
    // The page says that the link is not valid any more.
    if (!(error instanceof NotFoundError)) throw error;
  }
  return back(page);
}

async function readForm(request: Request): Promise<Record<string, string>> {
  if (Number(request.headers.get("content-length") ?? longestBody + 1) > longestBody) return {};
  const body = await request.text();
  return Object.fromEntries(new URLSearchParams(body.slice(0, longestBody)));
}

/** 303: the browser asks for the page anew, and a reload sends nothing twice. */
function back(page: string): Response {
  return new Response(null, { status: 303, headers: { location: page, "cache-control": "no-store" } });
}
