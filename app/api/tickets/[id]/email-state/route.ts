import { NextResponse } from "next/server";
import { pathId } from "@/app/path-id";
import { requireActor } from "@/services/auth/get-actor";
import { ServiceError } from "@/services/errors";
import { getReplyEmails } from "@/services/tickets/reply-emails";

type Context = { params: Promise<{ id: string }> };

/** What became of every emailed reply of a ticket: `{ [replyId]: ReplyEmail }`, for pages that stay open. */
export async function GET(request: Request, { params }: Context) {
  const ticketId = pathId((await params).id);
  if (!Number.isSafeInteger(ticketId) || ticketId < 1) return problem(404, "There is no such ticket.");
  try {
    await requireActor(request.headers);
  } catch (error) {
    if (error instanceof ServiceError) return problem(401, error.message);
    throw error;
  }
  const emails = await getReplyEmails(ticketId);
  return NextResponse.json(Object.fromEntries(emails), { headers: { "Cache-Control": "no-store" } });
}

function problem(status: number, title: string) {
  return NextResponse.json(
    { type: "about:blank", title, status },
    { status, headers: { "content-type": "application/problem+json" } },
  );
}
