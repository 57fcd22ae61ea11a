import type { ErasureStrength } from "@/db/schema/privacy";
import { eraseCaughtMail } from "@/services/mail-catcher/erase-caught-mail";
import { eraseAttachments } from "./erase-attachments";
import { eraseContactRow } from "./erase-contact-row";
import { eraseConversation } from "./erase-conversation";
import { eraseCopies } from "./erase-copies";
import { eraseEvents } from "./erase-events";
import { eraseIdempotentAnswers } from "./erase-idempotent-answers";
import { eraseInboundMail } from "./erase-inbound-mail";
import { eraseMessages } from "./erase-messages";
import type { StageBatch } from "./erasure-work";

const stages: { name: string; strengths: ErasureStrength[]; batch: StageBatch }[] = [
  { name: "copies", strengths: ["tracking", "contact"], batch: eraseCopies },
  { name: "events", strengths: ["tracking", "contact"], batch: eraseEvents },
  { name: "answers", strengths: ["tracking", "contact"], batch: eraseIdempotentAnswers },
  { name: "conversation", strengths: ["contact"], batch: eraseConversation },
  { name: "attachments", strengths: ["contact"], batch: eraseAttachments },
  { name: "messages", strengths: ["contact"], batch: eraseMessages },
  { name: "inbound-mail", strengths: ["contact"], batch: eraseInboundMail },
  { name: "caught-mail", strengths: ["contact"], batch: ({ contact }) => eraseCaughtMail(contact.email) },
  // Last: until then the stages know by the contact's row what to look for.
  { name: "contact", strengths: ["contact"], batch: eraseContactRow },
];

export const firstStage = "copies";

/** What does the work of a stage. */
export function stageBatch(name: string): StageBatch {
  const stage = stages.find((known) => known.name === name);
  if (!stage) throw new Error(`there is no stage ${name} of an erasure`);
  return stage.batch;
}

/** The stage after this one; null after the last. */
export function nextStage(name: string, strength: ErasureStrength): string | null {
  const index = stages.findIndex((known) => known.name === name);
  return stages.slice(index + 1).find(({ strengths }) => strengths.includes(strength))?.name ?? null;
}
