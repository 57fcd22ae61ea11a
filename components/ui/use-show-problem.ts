"use client";
import { useEffect, useRef } from "react";

/**
 * Leads to what is wrong with a form once it is known: the field, or else the words about the whole. Who has scrolled away
 * sees it then, and a screen reader says it.
 * @param problem a new object for each new problem; null: there is none
 * @returns what the form is to be given as its `ref`
 */
export function useShowProblem(problem: object | null) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!problem) return;
    const wrong = form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    if (wrong) wrong.focus();
    else form.current?.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
  }, [problem]);
  return form;
}
