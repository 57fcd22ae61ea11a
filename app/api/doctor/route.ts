import { problemResponse } from "@/app/api/session-route";
import { requireActor } from "@/services/auth/get-actor";
import { chooseChecks, examine } from "@/services/doctor/examine";
import { log } from "@/services/logging/log";

export const dynamic = "force-dynamic";

/** Runs checks (`?check=…`, repeated; left out: all) and sends each result, as a line of JSON, when it is there. */
export async function GET(request: Request): Promise<Response> {
  try {
    const actor = await requireActor(request.headers, "admin");
    const slugs = new URL(request.url).searchParams.getAll("check");
    chooseChecks(slugs); // An unknown name is an answer, and not the end of a stream.
    return new Response(resultLines(actor, slugs, request.signal), {
      headers: {
        "Content-Type": "application/x-ndjson; charset=utf-8",
        // Neither cached nor compressed nor held back: each result is to arrive when it is there.
        "Cache-Control": "no-store, no-transform",
        "X-Accel-Buffering": "no",
      },
    });
  } catch (error) {
    return problemResponse(error);
  }
}

function resultLines(actor: Parameters<typeof examine>[0], slugs: string[], signal: AbortSignal) {
  const text = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (value: unknown) => {
        if (!signal.aborted) controller.enqueue(text.encode(`${JSON.stringify(value)}\n`));
      };
      try {
        await examine(actor, { slugs, onResult: send, signal });
      } catch (error) {
        log().error({ err: error }, "the doctor could not look");
      }
      if (!signal.aborted) controller.close();
    },
  });
}

/** Next would run GET, and every check, for it. */
export function HEAD() {
  return new Response(null, { status: 405, headers: { Allow: "GET" } });
}
