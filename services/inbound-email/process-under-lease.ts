import { BlobMissingError } from "@/services/blobs/blob-store";
import { retryDelayMs } from "@/services/email-delivery/retry-schedule";
import { loggableError } from "@/services/email-tracking/loggable-error";
import { log } from "@/services/logging/log";
import { retryLockConflicts } from "@/services/retry-lock-conflicts";
import {
  type InboundEmail,
  inboundRenewalMs,
  postponeInboundEmail,
  renewInboundLease,
} from "./claim-inbound-emails";
import { isOfTheMachine } from "./is-of-the-machine";
import { UnreadableMailError } from "./parse-mail";
import { processInboundEmail } from "./process-inbound-email";
import { InboundLostError, settleAsFailed } from "./settle-inbound";

/** Then a person looks at it: a mail that ends the process, or that the database never takes, must not come back for ever. */
const mostAttempts = 10;

/**
 * Reads a claimed mail while keeping the lease up. It ends settled, or is tried again later: a database or a disk that is
 * away is not the mail's fault. Never throws.
 */
export async function processUnderLease(email: InboundEmail, owner: string): Promise<void> {
  const timer = setInterval(() => {
    renewInboundLease(owner, email.id).catch((error) =>
      log().warn({ err: error }, "a lease could not be renewed"),
    );
  }, inboundRenewalMs);
  try {
    if (email.attempts > mostAttempts) {
      await settleAsFailed({ inboundEmailId: email.id, owner }, tooOften);
    } else {
      await retryLockConflicts(() => processInboundEmail(email, owner));
    }
  } catch (error) {
    await settleFailure(email, owner, error);
  } finally {
    clearInterval(timer);
  }
}

const tooOften =
  "Reading this mail was begun ten times and never came to an end. Look at the mail itself, and have the log looked at.";

async function settleFailure(email: InboundEmail, owner: string, error: unknown) {
  if (error instanceof InboundLostError) return;
  const { id: inboundEmailId, attempts } = email;
  log().warn({ ...loggableError(error), inboundEmailId, attempts }, "a mail that came in could not be read");
  try {
    if (mayPass(error) && attempts < mostAttempts) {
      await postponeInboundEmail(owner, inboundEmailId, retryDelayMs(attempts));
    } else {
      await settleAsFailed({ inboundEmailId, owner }, wordsFor(error));
    }
  } catch (failure) {
    // The lease runs out, and the mail is read again.
    if (!(failure instanceof InboundLostError))
      log().warn(loggableError(failure), "a mail could not be put back");
  }
}

/** What a parser says of a mail has a code as a database's words have, and is true of the mail the next time, too. */
function mayPass(error: unknown): boolean {
  return !(error instanceof UnreadableMailError) && isOfTheMachine(error);
}

function wordsFor(error: unknown): string {
  if (error instanceof UnreadableMailError) return error.message;
  if (error instanceof BlobMissingError) {
    return "The mail itself is no longer in the data directory, so that it cannot be read.";
  }
  return isOfTheMachine(error)
    ? "The database or the disk refused this mail again and again. Try again once that is repaired."
    : "Reading this mail came upon a mistake in MyPortal. Look at the mail itself; the log names the mistake.";
}
