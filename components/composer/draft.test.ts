import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Draft, giveBackDraft, keepDraft, ownDrafts, readDraft } from "./draft";

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

beforeEach(() => {
  browser();
  ownDrafts("ana");
});

describe("a draft", () => {
  it("is its writer's: somebody else on the same browser has their own", () => {
    keepDraft(1, draft("Ana's"));
    ownDrafts("ben");
    expect(readDraft(1)).toBeNull();
    keepDraft(1, draft("Ben's"));
    ownDrafts("ana");
    expect(readDraft(1)?.html).toBe("Ana's");
  });

  it("that storage has no room for is read back, and not an older one", () => {
    browser(200);
    keepDraft(2, draft("short"));
    const long = draft("long ".repeat(100));
    keepDraft(2, long);
    expect(readDraft(2)).toEqual(long);
    keepDraft(2, draft("short again"));
    expect(readDraft(2)?.html).toBe("short again");
    keepDraft(2, null);
    expect(readDraft(2)).toBeNull();
  });
});

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
