import type { InboundStatus } from "@/db/schema/inbound";

/** What became of a mail that opened or continued no ticket. */
export type Outcome = {
  status: Extract<InboundStatus, "report" | "ignored" | "failed">;
  /** In words for an agent. */
  detail: string;
};
