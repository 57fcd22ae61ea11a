import { unstable_rethrow } from "next/navigation";
import type { ActionResult } from "@/components/action-result";

/**
 * What a server action answers; words for the person when no answer came. Left to React, a request that failed would take
 * the whole page down, with all that stands in it.
 */
export async function runAction<Result>(
  action: () => Promise<ActionResult<Result>>,
): Promise<ActionResult<Result>> {
  try {
    return await action();
  } catch (error) {
    unstable_rethrow(error);
    return {
      ok: false,
      error: { message: "The portal could not be reached. Check the connection and try again." },
    };
  }
}
