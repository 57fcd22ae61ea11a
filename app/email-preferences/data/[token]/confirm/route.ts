import { NotFoundError } from "@/services/errors";
import {
  lookAtDataRequest,
  redeemToErase,
  redeemToSee,
  viewJustOpened,
} from "@/services/privacy/redeem-data-request";
import { readForm, seeOther } from "../../../form-post";

const base = "/email-preferences/data";

type Context = { params: Promise<{ token: string }> };

/** Uses a mailed link: to see the data at once, to erase them only when that was ticked. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { token } = await params;
  const page = `${base}/${encodeURIComponent(token)}`;
  const form = await readForm(request);
  try {
    const { kind } = await lookAtDataRequest(token);
    if (kind === "see") return seeOther(`${base}/view/${await redeemToSee(token)}`);
    if (form.confirmed !== "yes") return seeOther(`${page}?confirm=missing`);
    const { done } = await redeemToErase(token);
    return seeOther(`${base}/done${done ? "" : "?still=working"}`);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const key = await viewJustOpened(token);
    // Without one the page says that the link was used already.
    return seeOther(key ? `${base}/view/${key}` : page);
  }
}
