"use client";
import { ErrorPanel } from "@/components/layout/error-panel";
import { listWords } from "@/components/ticket/words";

export default function TicketsError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return <ErrorPanel {...props} title={listWords.loadFailed} />;
}
