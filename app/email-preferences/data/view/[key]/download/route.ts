import { NotFoundError } from "@/services/errors";
import { viewContactData } from "@/services/privacy/redeem-data-request";
import { seeOther } from "../../../../form-post";

type Context = { params: Promise<{ key: string }> };

/** The data as a file, for as long as the page shows them. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { key } = await params;
  try {
    const data = await viewContactData(key);
    return new Response(`${JSON.stringify(data, null, 2)}\n`, {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": 'attachment; filename="my-data.json"',
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex, nofollow",
      },
    });
  } catch (error) {
    if (error instanceof NotFoundError)
      return seeOther(`/email-preferences/data/view/${encodeURIComponent(key)}`);
    throw error;
  }
}
