"use client";
import type { ReactNode } from "react";
import { ownDrafts } from "./draft";

/** Around the pages of a signed-in user: the composers within find that user's drafts. */
export function DraftOwner({ userId, children }: { userId: string; children: ReactNode }) {
  ownDrafts(userId);
  return children;
}
