import { z } from "zod";
import { roles } from "@/db/schema/auth";
import type { ListedApiKey } from "@/services/api-keys/list-api-keys";
import { isoOrNull, moment } from "../fields";

export const apiKeyResource = z
  .strictObject({
    id: z.int(),
    name: z.string(),
    prefix: z.string().meta({ description: "The key's first characters, to tell keys apart." }),
    role: z.enum(roles),
    created_by: z.string().nullable(),
    created_at: moment,
    last_used_at: moment.nullable().meta({ description: "To the minute." }),
    revoked_at: moment.nullable(),
  })
  .meta({ id: "ApiKey" });

/** An API key as the API shows it: never the key itself. */
export function toApiKeyResource(key: ListedApiKey): z.input<typeof apiKeyResource> {
  const { id, name, prefix, role } = key;
  return {
    ...{ id, name, prefix, role },
    created_by: key.createdBy,
    created_at: key.createdAt.toISOString(),
    last_used_at: isoOrNull(key.lastUsedAt),
    revoked_at: isoOrNull(key.revokedAt),
  };
}
