import { notFound } from "next/navigation";

/** Where a mail to somebody without a preferences token leads; `answer-plainly.ts` says so before Next.js is asked. */
export default function NoPreferences() {
  notFound();
}
