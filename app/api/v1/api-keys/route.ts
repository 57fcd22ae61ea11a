import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { createApiKey } from "@/services/api-keys/create-api-key";
import { listApiKeys } from "@/services/api-keys/list-api-keys";
import { createApiKeyOperation, listApiKeysOperation } from "@/services/http-api/operations/admin-operations";
import { takePage } from "@/services/http-api/page";
import { toApiKeyResource } from "@/services/http-api/resources/api-key-resource";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/api-keys",
  endpoint(listApiKeysOperation, async ({ query }) => {
    const { page, next_cursor } = takePage(await listApiKeys(), (key) => String(key.id), query);
    return { data: page.map(toApiKeyResource), next_cursor };
  }),
  endpoint(createApiKeyOperation, ({ actor, body }) => createApiKey(actor, body)),
);
