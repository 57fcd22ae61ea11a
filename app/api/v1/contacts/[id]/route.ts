import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { getContact } from "@/services/contacts/get-contact";
import { updateConsent } from "@/services/contacts/update-consent";
import {
  getContactOperation,
  updateContactOperation,
} from "@/services/http-api/operations/contact-operations";
import { toContactResource } from "@/services/http-api/resources/contact-resource";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/contacts/{id}",
  endpoint(getContactOperation, async ({ params }) => toContactResource(await getContact(params.id))),
  endpoint(updateContactOperation, async ({ actor, params, body }) => {
    await updateConsent(actor, params.id, { consent: body.tracking_consent, source: body.consent_source });
    return toContactResource(await getContact(params.id));
  }),
);
