import { z } from "zod";
import { defineOperation } from "../operation";
import { pageOf, pageQuerySchema } from "../page";
import { moduleEntityTag, moduleResource, updatedModuleResource } from "../resources/module-resource";

const tag = "Integration modules";
const bySlug = z.object({ slug: z.string().max(64) });

export const listModulesOperation = defineOperation({
  id: "listIntegrationModules",
  method: "GET",
  path: "/api/v1/integration-modules",
  tag,
  summary: "List the integration modules",
  query: pageQuerySchema,
  response: { status: 200, description: "The modules", schema: pageOf(moduleResource) },
});

export const getModuleOperation = defineOperation({
  id: "getIntegrationModule",
  method: "GET",
  path: "/api/v1/integration-modules/{slug}",
  tag,
  summary: "Get an integration module",
  params: bySlug,
  response: { status: 200, description: "The module", schema: moduleResource, etag: moduleEntityTag },
});

export const updateModuleOperation = defineOperation({
  id: "updateIntegrationModule",
  method: "PATCH",
  path: "/api/v1/integration-modules/{slug}",
  tag,
  summary: "Change an integration module",
  description:
    "Settings that are left out stay as they are. A change holds from the next mail on. With `If-Match` (the `ETag`), or " +
    "`version`, nothing is changed when somebody saved since you looked, and the answer says what they changed. With " +
    "neither, the settings that you give win over what is there, and `changes` of the answer says what they replaced.",
  params: bySlug,
  body: z.strictObject({
    enabled: z.boolean().optional(),
    settings: z
      .record(z.string().max(64), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .optional()
      .meta({
        description:
          "Setting → new value; null goes back to the environment variable or the default. Secrets are write-only. " +
          "The settings of each module are the ones that GET shows.",
        examples: [{ track_opens: true, site_domain: "support.example.com", api_key: null }],
      }),
    version: z.int().optional().meta({
      description:
        "The version that you saw: 409 if somebody saved since. `If-Match` says the same in a header.",
    }),
  }),
  takesIfMatch: true,
  response: {
    status: 200,
    description: "The module as it is now, and what was changed",
    schema: updatedModuleResource,
    etag: moduleEntityTag,
  },
  problems: {
    409: "Somebody else saved the module since `version`.",
    412: "Somebody else saved the module since `If-Match`.",
  },
});
