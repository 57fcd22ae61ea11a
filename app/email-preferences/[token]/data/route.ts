import { z } from "zod";
import { NotFoundError } from "@/services/errors";
import { requestContactData } from "@/services/privacy/request-contact-data";
import { readForm, seeOther } from "../../form-post";

const formSchema = z.object({ kind: z.enum(["see", "erase"]) });

type Context = { params: Promise<{ token: string }> };

/** Takes a recipient's wish to see or erase their data. The answer is the same whether a mail was sent or not. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { token } = await params;
  const page = `/email-preferences/${encodeURIComponent(token)}`;
  const form = formSchema.safeParse(await readForm(request));
  if (!form.success) return seeOther(page);
  try {
    await requestContactData(token, form.data.kind);
  } catch (error) {
    // The page says that the link is not valid any more.
    if (!(error instanceof NotFoundError)) throw error;
  }
  return seeOther(`${page}?asked=${form.data.kind}`);
}
