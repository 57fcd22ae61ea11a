import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Draft, giveBackDraft, keepDraft, readDraft } from "./draft";

const draft = (html: string, more: Partial<Draft> = {}): Draft => ({
  ...{ html, internal: false, to: [{ email: "ana@example.com" }], cc: [], bcc: [], track: true },
  ...more,
});

/** What a browser has: a storage that takes so many characters a value. */
function browser(most = Number.POSITIVE_INFINITY) {
  const stored = new Map<string, string>();
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem(key: string, value: string) {
      if (value.length > most) throw new DOMException("full", "QuotaExceededError");
      stored.set(key, value);
    },
    removeItem: (key: string) => stored.delete(key),
  });
}

beforeEach(() => browser());

describe("a text that was taken back", () => {
  it("stands before one that waits, and what is left alone in either is left alone", () => {
    keepDraft(3, draft("<p>new</p>", { untracked: ["https://b.example/"], track: false }));
    giveBackDraft(3, draft("<p>back</p>", { untracked: ["https://a.example/"] }));
    expect(readDraft(3)).toMatchObject({
      html: "<p>back</p><p>new</p>",
      internal: false,
      track: false,
      untracked: ["https://a.example/", "https://b.example/"],
    });
  });

  it("makes no mail of a note that waits", () => {
    keepDraft(4, draft("<p>they do not pay</p>", { internal: true, to: [] }));
    giveBackDraft(4, draft("<p>back</p>"));
    expect(readDraft(4)).toMatchObject({ internal: true, to: [{ email: "ana@example.com" }] });
  });
});
