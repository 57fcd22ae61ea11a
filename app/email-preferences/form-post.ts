import { readLimited } from "@/services/http/read-limited";

/** In bytes: a form of these pages has one or two short fields. */
const longestBody = 1000;

/** The fields of a form that was sent by POST, at once or in pieces; none when it is longer than any of ours. */
export async function readForm(request: Request): Promise<Record<string, string>> {
  const body = await readLimited(request, longestBody);
  return Object.fromEntries(new URLSearchParams(body?.toString()));
}

/** 303: the browser asks for the page anew, and a reload sends nothing twice. */
export function seeOther(page: string): Response {
  const headers = { location: page, "cache-control": "no-store", "referrer-policy": "no-referrer" };
  return new Response(null, { status: 303, headers });
}
