import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { listModulesOperation } from "@/services/http-api/operations/module-operations";
import { takePage } from "@/services/http-api/page";
import { toModuleResource } from "@/services/http-api/resources/module-resource";
import { listModules } from "@/services/integration-modules/get-module";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/integration-modules",
  endpoint(listModulesOperation, async ({ query }) => {
    const { page, next_cursor } = takePage(await listModules(), (module) => module.slug, query);
    return { data: page.map(toModuleResource), next_cursor };
  }),
);
