import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { ChangedMeanwhileError, InvalidInputError } from "@/services/errors";
import { getModuleOperation, updateModuleOperation } from "@/services/http-api/operations/module-operations";
import { changedMeanwhileProblem } from "@/services/http-api/problem";
import {
  toModuleResource,
  toUpdatedModuleResource,
  versionsOf,
} from "@/services/http-api/resources/module-resource";
import { getModule } from "@/services/integration-modules/get-module";
import { updateModule } from "@/services/integration-modules/update-module";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/integration-modules/{slug}",
  endpoint(getModuleOperation, async ({ params }) => toModuleResource(await getModule(params.slug))),
  endpoint(updateModuleOperation, async ({ actor, params, body, ifMatch }) => {
    const accepted = ifMatch && versionsOf(ifMatch);
    if (accepted && body.version !== undefined && !accepted.includes(body.version))
      throw new InvalidInputError("The version is not one that If-Match names.", "version");
    const update = accepted ? { ...body, version: body.version ?? accepted } : body;
    try {
      return toUpdatedModuleResource(await updateModule(actor, params.slug, update));
    } catch (error) {
      if (accepted && error instanceof ChangedMeanwhileError) throw changedMeanwhileProblem(error, 412);
      if (!(error instanceof InvalidInputError) || error.field === undefined) throw error;
      if (error.field === "enabled") throw error;
      // The service names the setting; the caller wrote it one level down.
      throw new InvalidInputError(error.message, `settings.${error.field}`);
    }
  }),
);
