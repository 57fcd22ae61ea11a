import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { revokeApiKey } from "@/services/api-keys/revoke-api-key";
import { revokeApiKeyOperation } from "@/services/http-api/operations/admin-operations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/api-keys/{id}",
  endpoint(revokeApiKeyOperation, ({ actor, params }) => revokeApiKey(actor, params.id)),
);
