import { z } from "zod";
import { choosePreference } from "@/services/email-tracking/tracking-preferences";
import { NotFoundError } from "@/services/errors";
import { readForm, seeOther } from "../../form-post";

const formSchema = z.object({ choice: z.enum(["opt-out", "allow"]) });

type Context = { params: Promise<{ token: string }> };

/**
 * Takes the choice of the preferences page, and shows the page again. Only by POST: scanners follow every link of a
 * mail, and must not decide for its reader.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { token } = await params;
  const page = `/email-preferences/${encodeURIComponent(token)}`;
  const form = formSchema.safeParse(await readForm(request));
  if (!form.success) return seeOther(page);
  try {
    await choosePreference(token, form.data.choice);
  } catch (error) {
    // The page says that the link is not valid any more.
    if (!(error instanceof NotFoundError)) throw error;
  }
  return seeOther(page);
}
