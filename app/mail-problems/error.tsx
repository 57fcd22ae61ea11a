"use client";
import { ErrorPanel } from "@/components/layout/error-panel";
import { mailProblemWords } from "@/components/mail-problems/words";

export default function MailProblemsError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return <ErrorPanel {...props} title={mailProblemWords.loadFailed} />;
}
