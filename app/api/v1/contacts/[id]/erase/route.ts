import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { eraseContactOperation } from "@/services/http-api/operations/contact-operations";
import { toErasureResource } from "@/services/http-api/resources/contact-resource";
import { eraseContact } from "@/services/privacy/erase-contact";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/contacts/{id}/erase",
  endpoint(eraseContactOperation, async ({ actor, params, body }) =>
    toErasureResource(await eraseContact(actor, params.id, body.strength)),
  ),
);
