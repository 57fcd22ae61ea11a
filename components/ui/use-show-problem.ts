"use client";
import { type RefObject, useEffect } from "react";

/**
 * Leads to what is wrong with a form once it is known: the field, or else the words about the whole. Who has scrolled away
 * sees it then, and a screen reader says it.
 * @param problem a new object for each new problem; null: there is none
 */
export function useShowProblem(form: RefObject<HTMLElement | null>, problem: object | null) {
  useEffect(() => {
    if (!problem) return;
    const wrong = form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    if (wrong) wrong.focus();
    else form.current?.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
  }, [form, problem]);
}
