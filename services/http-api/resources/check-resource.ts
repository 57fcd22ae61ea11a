import { z } from "zod";
import { checkGroups } from "@/services/doctor/check";
import type { CheckResult } from "@/services/doctor/examine";
import { moment } from "../fields";

export const checkStatus = z.enum(["green", "amber", "red"]);

export const checkResource = z
  .strictObject({
    slug: z.string(),
    group: z.enum(checkGroups),
    title: z.string(),
    status: checkStatus,
    found: z.string(),
    why: z.string().meta({ description: "What goes wrong when it is not as it should be." }),
    mend: z.string().nullable().meta({ description: "How to mend it." }),
    waits_for: z.string().nullable().meta({
      description: "The slug of a check that has to be mended first: until then this one cannot look.",
    }),
    checked_at: moment,
    took_ms: z.int(),
  })
  .meta({ id: "DoctorCheck" });

/** A check's result as the API and `npm run doctor -- --json` show it. */
export function toCheckResource(result: CheckResult): z.input<typeof checkResource> {
  const { slug, group, title, status, found, why, mend } = result;
  return {
    ...{ slug, group, title, status, found, why, mend },
    waits_for: result.waitsFor ?? null,
    checked_at: result.checkedAt.toISOString(),
    took_ms: result.tookMs,
  };
}
