import { log } from "@/services/logging/log";
import type { SendOutcome } from "./transport";

/** A file of a mail could not be read: nothing was sent, and it may be back at the next attempt. */
export function unreadableFile(error: Error): Extract<SendOutcome, { kind: "temporary" }> {
  log().error({ err: error }, "a file of a mail cannot be read");
  return { kind: "temporary", detail: "A file of this email could not be read; the portal's log says why." };
}
