import type { Metadata } from "next";
import { DeadEnd } from "@/components/layout/dead-end";
import { layoutWords as words } from "@/components/layout/words";

export const metadata: Metadata = { title: words.forbiddenTitle };

/** Shown by `proxy.ts`, with status 403, in the place of a page that the user's role does not allow. */
export default function ForbiddenPage() {
  return <DeadEnd code="403" title={words.forbiddenTitle} text={words.forbiddenText} />;
}
