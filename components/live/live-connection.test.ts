import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connectLive } from "./live-connection";

/** The browser's EventSource, whose server the test is. */
class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static opened: Stream[] = [];
  readyState = 0;
  constructor(readonly address: string) {
    super();
    Stream.opened.push(this);
  }
  close() {
    this.readyState = Stream.CLOSED;
  }
  open() {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }
  say(event: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }));
  }
  fail({ refused = false } = {}) {
    this.readyState = refused ? Stream.CLOSED : 0;
    this.dispatchEvent(new Event("error"));
  }
}

const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
const look = (visibility: "visible" | "hidden") => {
  page.visibilityState = visibility;
  page.dispatchEvent(new Event("visibilitychange"));
};
const stream = () => {
  const newest = Stream.opened.at(-1);
  if (!newest) throw new Error("no stream was asked for");
  return newest;
};

let heard: (number | "up" | "down")[] = [];
let end = () => {};
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Stream);
  vi.stubGlobal("document", page);
  // Neither channel nor locks: a stream of the tab's own.
  vi.stubGlobal("window", {});
  vi.stubGlobal("navigator", {});
  Stream.opened = [];
  heard = [];
  look("visible");
  end = connectLive({
    onChange: (ticketId) => heard.push(ticketId),
    onStatus: (up) => heard.push(up ? "up" : "down"),
  });
});
afterEach(() => {
  end();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("the stream of changes in a tab", () => {
  it("tells what changes, and that it is up", () => {
    stream().open();
    stream().say("change", { ticketId: 7 });
    expect(heard).toEqual(["up", 7]);
  });

  it("says that there is none when the first one is refused or never comes", () => {
    stream().fail({ refused: true });
    expect(heard).toEqual(["down"]);
    vi.advanceTimersByTime(5_000);
    expect(Stream.opened).toHaveLength(2);
    stream().fail();
    expect(heard).toEqual(["down", "down"]);
  });

  it("is down for a tab that is left, so that who comes back is told anew that it is up", () => {
    stream().open();
    look("hidden");
    expect(stream().readyState).toBe(Stream.CLOSED);
    look("visible");
    stream().open();
    expect(heard).toEqual(["up", "down", "up"]);
  });

  it("is opened anew when nothing was heard for longer than the server is ever silent", () => {
    stream().open();
    for (let signs = 0; signs < 5; signs++) {
      vi.advanceTimersByTime(20_000);
      stream().say("still-here", null);
    }
    expect(Stream.opened).toHaveLength(1);
    // A connection that broke without a word: a router that was restarted, a laptop that slept.
    vi.advanceTimersByTime(50_000);
    expect(Stream.opened[0]?.readyState).toBe(Stream.CLOSED);
    expect(Stream.opened).toHaveLength(2);
    expect(heard).toEqual(["up", "down"]);
    stream().open();
    expect(heard).toEqual(["up", "down", "up"]);
  });
});
