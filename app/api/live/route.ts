import type { NextRequest } from "next/server";
import { getActor } from "@/services/auth/get-actor";
import { shutdownSignal } from "@/services/health/shutdown";
import { subscribeToChanges } from "@/services/live/ticket-changes";

export const dynamic = "force-dynamic";

const heartbeatMs = 20_000;
const headers = {
  "Content-Type": "text/event-stream; charset=utf-8",
  // Neither cached nor compressed nor held back by a proxy: each change is to arrive when it happens.
  "Cache-Control": "no-store, no-transform",
  "X-Accel-Buffering": "no",
};

/** A stream of "ticket N changed" for signed-in pages (server-sent events). */
export async function GET(request: NextRequest) {
  if (!(await getActor(request.headers))) return new Response(null, { status: 401 });
  const stopping = shutdownSignal();
  const text = new TextEncoder();
  let release = () => {};
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      let isOpen = true;
      const send = (chunk: string) => {
        if (isOpen) controller.enqueue(text.encode(chunk));
      };
      const end = () => {
        if (!isOpen) return;
        release();
        controller.close();
      };
      const unsubscribe = subscribeToChanges((ticketId) => {
        send(`event: change\ndata: ${JSON.stringify({ ticketId })}\n\n`);
      });
      const heartbeat = setInterval(async () => {
        // Who signed out, or was switched off, hears nothing more.
        // To the others an event and no comment, which a page could not see: it notices when there is none.
        if (await getActor(request.headers).catch(() => null)) send("event: still-here\ndata: {}\n\n");
        else end();
      }, heartbeatMs);
      release = () => {
        isOpen = false;
        clearInterval(heartbeat);
        stopping.removeEventListener("abort", end);
        unsubscribe();
      };
      request.signal.addEventListener("abort", end);
      // A stream that ends, unlike one that is refused, is asked for again: another process will have it then.
      stopping.addEventListener("abort", end);
      send("retry: 2000\n\n");
      if (stopping.aborted || request.signal.aborted) end();
    },
    // Nobody reads it any more: it is closed already.
    cancel: () => release(),
  });
  return new Response(stream, { headers });
}

/**
 * Whether there would be a stream: pages ask before they draw themselves anew. Next would run GET, whose stream never ends.
 */
export async function HEAD(request: NextRequest) {
  return new Response(null, (await getActor(request.headers)) ? { headers } : { status: 401 });
}
