import { z } from "zod";
import { defineOperation } from "../operation";
import { checkResource, checkStatus } from "../resources/check-resource";

export const runDoctorOperation = defineOperation({
  id: "runDoctor",
  method: "GET",
  path: "/api/v1/doctor",
  tag: "Doctor",
  summary: "Look for what is wrong",
  description:
    "Runs every check, or the ones that are named, now: it can take half a minute. What each is about stands in docs/troubleshooting.md.",
  query: z.strictObject({
    check: z
      .union([z.string().max(64), z.array(z.string().max(64)).max(100)])
      .optional()
      .meta({ description: "The slug of a check; may be repeated." }),
  }),
  response: {
    status: 200,
    description: "What was found",
    schema: z
      .strictObject({
        status: checkStatus.meta({ description: "The worst of all." }),
        checks: z.array(checkResource),
      })
      .meta({ id: "Examination" }),
  },
  problems: { 404: "There is no check of this name." },
});
