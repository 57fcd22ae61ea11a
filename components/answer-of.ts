import { unstable_rethrow } from "next/navigation";
import { type ActionResult, signedOutText } from "./action-result";

const noAnswer =
  "No answer came from the portal, so this may have been done or not. Look before you try again.";

/**
 * What a server action answers. When no answer comes (the connection broke, the portal was updated meanwhile), that is
 * told in words, too: thrown, it would put an error in place of the page, with what is being written on it.
 * @param unanswered what to do then
 */
export async function answerOf<T>(
  answer: Promise<ActionResult<T>>,
  unanswered = noAnswer,
): Promise<ActionResult<T>> {
  try {
    return (await answer) ?? { ok: false, error: { message: unanswered } };
  } catch (error) {
    unstable_rethrow(error);
    const isSignedOut = error instanceof Error && error.message === signedOutText;
    return { ok: false, error: { message: isSignedOut ? signedOutText : unanswered } };
  }
}
