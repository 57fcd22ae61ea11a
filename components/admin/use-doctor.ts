"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { useAnnounce } from "@/components/live/announcer";
import type { Wire } from "@/components/wire";
import type { CheckResult } from "@/services/doctor/examine";
import { doctorWords as words } from "./doctor-words";

export type ShownResult = Wire<CheckResult>;

/** The checks' results, which arrive one by one; all run when the page is opened. */
export function useDoctor(slugs: readonly string[]) {
  const [results, setResults] = useState<Record<string, ShownResult>>({});
  const [running, setRunning] = useState<ReadonlySet<string>>(() => new Set(slugs));
  const [problem, setProblem] = useState<string | null>(null);
  const leaving = useRef<AbortController | null>(null);
  const announce = useAnnounce();

  const run = useCallback(
    async (wanted: readonly string[], signal?: AbortSignal) => {
      setProblem(null);
      setRunning((before) => new Set([...before, ...wanted]));
      const done = (finished: readonly string[]) =>
        setRunning((before) => new Set([...before].filter((slug) => !finished.includes(slug))));
      try {
        await readResults(wanted, signal, (result) => {
          setResults((before) => ({ ...before, [result.slug]: result }));
          done([result.slug]);
          if (wanted.length === 1)
            announce(
              words.found(
                result.title,
                result.waitsFor ? words.unknown : words.status[result.status],
                result.found,
              ),
            );
        });
      } catch {
        if (!signal?.aborted) setProblem(words.failed);
      } finally {
        if (!signal?.aborted) done(wanted);
      }
    },
    [announce],
  );

  const all = slugs.join(" ");
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    void run(all.split(" "), controller.signal);
    return () => controller.abort();
  }, [all, run]);

  return {
    results,
    running,
    problem,
    run: (wanted: readonly string[]) => run(wanted, leaving.current?.signal),
  };
}

async function readResults(
  slugs: readonly string[],
  signal: AbortSignal | undefined,
  onResult: (result: ShownResult) => void,
) {
  const query = new URLSearchParams(slugs.map((slug) => ["check", slug]));
  const response = await fetch(`/api/doctor?${query}`, { signal: signal ?? null });
  if (!response.ok || !response.body) throw new Error(`${response.status}`);
  let rest = "";
  for await (const text of chunksOf(response.body.pipeThrough(new TextDecoderStream()))) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onResult(JSON.parse(line) as ShownResult);
  }
}

/** Not every browser can loop over a stream by itself. */
async function* chunksOf(stream: ReadableStream<string>) {
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
