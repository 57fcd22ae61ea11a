/** A form of these pages has one or two short fields. */
const longestBody = 1000;

/** The fields of a form that was sent by POST; none when it is longer than any of ours. */
export async function readForm(request: Request): Promise<Record<string, string>> {
  if (Number(request.headers.get("content-length") ?? longestBody + 1) > longestBody) return {};
  const body = await request.text();
  return Object.fromEntries(new URLSearchParams(body.slice(0, longestBody)));
}

/** 303: the browser asks for the page anew, and a reload sends nothing twice. */
export function seeOther(page: string): Response {
  const headers = { location: page, "cache-control": "no-store", "referrer-policy": "no-referrer" };
  return new Response(null, { status: 303, headers });
}
