import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import { z } from "zod";
import type { ActionResult } from "@/components/action-result";
import { requireActor, type SignedInUser } from "@/services/auth/get-actor";
import { ServiceError } from "@/services/errors";
import { log } from "@/services/logging/log";

type Role = SignedInUser["role"];

/**
 * Makes a server action: who asks and may they, is the input sound, then one service. What fails on purpose comes back
 * as words for the person; anything else is logged and comes back as an apology.
 */
export function authedAction<Schema extends z.ZodType, Result>(
  schema: Schema,
  role: Role,
  handler: (actor: SignedInUser, input: z.output<Schema>) => Promise<Result>,
): (input: z.input<Schema>) => Promise<ActionResult<Result>> {
  return async (input) => {
    try {
      const actor = await requireActor(await headers(), role);
      return { ok: true, data: await handler(actor, schema.parse(input)) };
    } catch (error) {
      unstable_rethrow(error);
      return { ok: false, error: explain(error) };
    }
  };
}

function explain(error: unknown): { message: string; field?: string } {
  if (error instanceof ServiceError) {
    return { message: error.message, ...(error.field ? { field: error.field } : {}) };
  }
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    const field = issue?.path.join(".");
    return { message: issue?.message ?? "The input is not valid.", ...(field ? { field } : {}) };
  }
  log().error({ err: error }, "a server action failed");
  return { message: "Something went wrong on our side. Try again in a moment." };
}
