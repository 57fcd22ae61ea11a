/**
 * One stream of changes per browser: HTTP/1.1 allows six connections to a host, and every tab would hold one. The tab
 * that holds a web lock has the stream and tells the others over a broadcast channel; hidden tabs let go of both.
 */
type Handlers = {
  /** A ticket changed. */
  onChange: (ticketId: number) => void;
  /** The stream is up (again) or down: while it is down, pages poll. */
  onStatus: (up: boolean) => void;
};
type Message = { kind: "change"; ticketId: number } | { kind: "status"; up: boolean } | { kind: "hello" };

const name = "myportal-live";
const retryMs = 5000;
/** The server says every 20 s that it is still there. */
const silentMs = 45_000;

/** Keeps this tab told of changes while it is visible. @returns a function that ends it. */
export function connectLive({ onChange, onStatus }: Handlers): () => void {
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(name) : null;
  let release: (() => void) | null = null;
  let source: EventSource | null = null;
  let up = false;
  let holding = false;
  let ended = false;
  let abort: AbortController | null = null;
  let silence: ReturnType<typeof setTimeout> | undefined;

  function tell(message: Message) {
    if (!ended) channel?.postMessage(message);
  }
  function tellStatus(next: boolean) {
    up = next;
    onStatus(next);
    tell({ kind: "status", up: next });
  }

  /** A connection that broke without a word (a router restarted, a laptop asleep) is open to EventSource for hours. */
  function heard() {
    clearTimeout(silence);
    silence = setTimeout(() => {
      source?.close();
      tellStatus(false);
      openStream();
    }, silentMs);
  }

  function openStream() {
    heard();
    source = new EventSource("/api/live");
    source.addEventListener("open", () => {
      heard();
      tellStatus(true);
    });
    source.addEventListener("still-here", heard);
    source.addEventListener("error", () => {
      // The first one, too: a tab that was told of another's stream must know that there is none any more.
      tellStatus(false);
      // EventSource comes back by itself, except after an answer that was no stream.
      if (source?.readyState === EventSource.CLOSED) {
        source = null;
        clearTimeout(silence);
        setTimeout(() => {
          if (holding && !source) openStream();
        }, retryMs);
      }
    });
    source.addEventListener("change", (event) => {
      heard();
      const { ticketId } = JSON.parse(event.data) as { ticketId: number };
      onChange(ticketId);
      tell({ kind: "change", ticketId });
    });
  }

  function join() {
    if (holding || abort) return;
    tell({ kind: "hello" });
    // Web locks need a secure context: a portal on plain http has a stream per visible tab.
    if (!navigator.locks) {
      holding = true;
      openStream();
      return;
    }
    abort = new AbortController();
    const { signal } = abort;
    navigator.locks
      .request(name, { signal }, () => {
        // Granted in the moment in which this tab no longer wanted it.
        if (signal.aborted) return;
        holding = true;
        openStream();
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      })
      .catch((error: unknown) => {
        if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
      });
  }

  function leave() {
    if (holding) tell({ kind: "status", up: false });
    clearTimeout(silence);
    source?.close();
    source = null;
    up = false;
    holding = false;
    // Who comes back is then told anew that the stream is up, and asks for what happened meanwhile.
    onStatus(false);
    release?.();
    release = null;
    abort?.abort();
    abort = null;
  }

  function onVisibility() {
    if (document.visibilityState === "visible") join();
    else leave();
  }

  channel?.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    if (data.kind === "change") onChange(data.ticketId);
    else if (data.kind === "status" && abort && !holding) onStatus(data.up);
    else if (data.kind === "hello" && holding) {
      tell({ kind: "status", up });
    }
  });
  document.addEventListener("visibilitychange", onVisibility);
  onVisibility();
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    leave();
    ended = true;
    channel?.close();
  };
}
