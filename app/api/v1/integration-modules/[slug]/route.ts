import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { InvalidInputError } from "@/services/errors";
import { getModuleOperation, updateModuleOperation } from "@/services/http-api/operations/module-operations";
import { toModuleResource } from "@/services/http-api/resources/module-resource";
import { getModule } from "@/services/integration-modules/get-module";
import { updateModule } from "@/services/integration-modules/update-module";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/integration-modules/{slug}",
  endpoint(getModuleOperation, async ({ params }) => toModuleResource(await getModule(params.slug))),
  endpoint(updateModuleOperation, async ({ actor, params, body }) => {
    try {
      return toModuleResource(await updateModule(actor, params.slug, body));
    } catch (error) {
      if (!(error instanceof InvalidInputError) || error.field === undefined) throw error;
      // The service names the setting; the caller wrote it one level down.
      throw new InvalidInputError(error.message, `settings.${error.field}`);
    }
  }),
);
