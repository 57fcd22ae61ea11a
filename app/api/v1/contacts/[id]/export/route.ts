import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { exportContactOperation } from "@/services/http-api/operations/contact-operations";
import { exportContactFor } from "@/services/privacy/export-contact-for";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/contacts/{id}/export",
  endpoint(exportContactOperation, ({ actor, params }) => exportContactFor(actor, params.id)),
);
