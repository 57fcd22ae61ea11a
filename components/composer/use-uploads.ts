"use client";
import { useEffect, useMemo, useRef, useState } from "react";
import type { AttachmentView } from "@/services/attachments/attachments-of-reply";
import { attachmentWords as words } from "./attachment-words";
import { discardUpload, type RunningUpload, uploadFile, uploadsThatWait } from "./upload-file";

/** A file of the mail that is being written, from the moment it was chosen. */
export type Upload = {
  key: string;
  name: string;
  size: number;
  type: string;
  /** Of an image that stands in the text. */
  contentId: string | null;
  /** 0 to 1. */
  progress: number;
  /** Null until it is uploaded. */
  view: AttachmentView | null;
  problem: string | null;
};

/** What shows an image in the text, by its Content-ID: the file itself, until the page is loaded anew. */
type Sources = Map<string, string>;

export type Uploads = ReturnType<typeof useUploads>;

/** Whether it is sent: an image that was taken out of the text waits for Undo, and is no part of the mail. */
export function isPartOf({ contentId }: Upload, html: string): boolean {
  return contentId === null || html.includes(`cid:${contentId}`);
}

/**
 * The files of a mail that is being written: uploaded as they come, kept with the draft, sent by their ids.
 * @param html the text as it is now
 */
export function useUploads(mostBytes: number, html: () => string) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const [news, setNews] = useState("");
  const files = useRef(new Map<string, File>());
  const running = useRef(new Map<string, RunningUpload>());
  const sources = useRef<Sources>(new Map());
  const isAwaited = useRef(false);
  const now = useRef(uploads);
  now.current = uploads;

  /** The state that the next call finds, before React draws it. */
  function write(next: Upload[]) {
    now.current = next;
    setUploads(next);
  }
  const change = (key: string, changes: Partial<Upload>) =>
    write(now.current.map((upload) => (upload.key === key ? { ...upload, ...changes } : upload)));

  /** @param contentId for an image that was put into the text */
  function add(file: File, contentId: string | null = null) {
    const key = newKey();
    files.current.set(key, file);
    if (contentId) sources.current.set(contentId, URL.createObjectURL(file));
    const { name, size, type } = file;
    write([...now.current, { key, name, size, type, contentId, progress: 0, view: null, problem: null }]);
    start(key);
  }

  function start(key: string) {
    const file = files.current.get(key);
    const upload = now.current.find((known) => known.key === key);
    if (!file || !upload) return;
    const text = html();
    const others = now.current.filter(
      (other) => other.key !== key && !other.problem && isPartOf(other, text),
    );
    const total = others.reduce((sum, { size }) => sum + size, file.size);
    if (total > mostBytes) return fail(key, words.tooMuch(mostBytes));
    change(key, { progress: 0, problem: null });
    const { done, abort } = uploadFile(file, upload.contentId, (progress) => change(key, { progress }));
    const finished = done.then(
      (view) => {
        running.current.delete(key);
        // Removed while the answer was on its way.
        if (!now.current.some((known) => known.key === key)) return discardUpload(view.id);
        change(key, { view, progress: 1, name: view.filename });
        setNews(words.attached(view.filename));
      },
      (error: Error) => {
        running.current.delete(key);
        if (error.name !== "AbortError") fail(key, error.message);
      },
    );
    running.current.set(key, { done: finished as Promise<never>, abort });
  }

  function fail(key: string, problem: string) {
    change(key, { problem });
    setNews(words.failed(now.current.find((upload) => upload.key === key)?.name ?? "", problem));
  }

  function remove(key: string) {
    const upload = now.current.find((known) => known.key === key);
    if (!upload) return;
    write(now.current.filter((known) => known.key !== key));
    running.current.get(key)?.abort();
    if (upload.view) discardUpload(upload.view.id);
    setNews(words.removed(upload.name));
  }

  /** Those of a draft come back, and are asked for whether they are still there. @returns the names of those that are not */
  async function restore(views: AttachmentView[]): Promise<string[]> {
    const added = views.filter(({ id }) => !now.current.some(({ view }) => view?.id === id));
    if (added.length === 0) return [];
    write([...added.map(toUpload), ...now.current]);
    const waiting = await uploadsThatWait(added);
    const gone = added.filter(({ id }) => !waiting.some((view) => view.id === id));
    write(now.current.filter(({ view }) => !gone.some(({ id }) => id === view?.id)));
    return gone.map(({ filename }) => filename);
  }

  /** Forgets those that another window has taken out of the draft. */
  function keepOnly(views: AttachmentView[]) {
    write(now.current.filter(({ view }) => !view || views.some(({ id }) => id === view.id)));
  }

  /** @param discard whether they are given up, and not the mail's that was sent */
  function clear(discard: boolean) {
    for (const { key, view } of now.current) {
      running.current.get(key)?.abort();
      if (discard && view) discardUpload(view.id);
    }
    write([]);
    for (const source of sources.current.values()) URL.revokeObjectURL(source);
    sources.current.clear();
  }

  /** Waits for those that are on their way, on another page too. @returns the ids to send; null when one has failed */
  async function settled(): Promise<number[] | null> {
    const text = html();
    isAwaited.current = true;
    while (running.current.size > 0) await Promise.all([...running.current.values()].map(({ done }) => done));
    isAwaited.current = false;
    const parts = now.current.filter((upload) => isPartOf(upload, text));
    const ids = parts.flatMap(({ view }) => view?.id ?? []);
    return ids.length === parts.length ? ids : null;
  }

  const imageSource = (contentId: string): string | null => {
    const view = now.current.find((upload) => upload.contentId === contentId)?.view;
    return sources.current.get(contentId) ?? (view ? `/api/attachments/${view.id}` : null);
  };

  useEffect(() => {
    const [current, shown] = [running.current, sources.current];
    return () => {
      if (!isAwaited.current) for (const { abort } of current.values()) abort();
      for (const source of shown.values()) URL.revokeObjectURL(source);
    };
  }, []);

  const views = useMemo(() => uploads.flatMap(({ view }) => view ?? []), [uploads]);
  return { uploads, views, news, add, retry: start, remove, restore, keepOnly, clear, settled, imageSource };
}

function toUpload(view: AttachmentView): Upload {
  const { filename: name, size, contentType: type, contentId } = view;
  return { key: `upload-${view.id}`, name, size, type, contentId, progress: 1, view, problem: null };
}

/** Not by randomUUID, which pages without TLS do not have. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

/** A Content-ID for an image in the text: as unique as it must be among all mails (RFC 2392). */
export const newContentId = () => `${newKey()}@inline.myportal`;
