import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { listContacts } from "@/services/contacts/list-contacts";
import { listContactsOperation } from "@/services/http-api/operations/contact-operations";
import { toContactResource } from "@/services/http-api/resources/contact-resource";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/contacts",
  endpoint(listContactsOperation, async ({ query: { q, ...filter } }) => {
    const { contacts, nextCursor } = await listContacts({ ...filter, ...(q ? { query: q } : {}) });
    return { data: contacts.map(toContactResource), next_cursor: nextCursor };
  }),
);
