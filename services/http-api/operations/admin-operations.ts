import { z } from "zod";
import { createApiKeySchema } from "@/services/api-keys/create-api-key";
import { createUserSchema } from "@/services/auth/create-user";
import { idParam } from "../fields";
import { defineOperation } from "../operation";
import { pageOf, pageQuerySchema } from "../page";
import { apiKeyResource } from "../resources/api-key-resource";
import { userResource } from "../resources/user-resource";

export const listUsersOperation = defineOperation({
  id: "listUsers",
  method: "GET",
  path: "/api/v1/users",
  tag: "Users",
  summary: "List users",
  query: pageQuerySchema,
  response: { status: 200, description: "A page of users, by name", schema: pageOf(userResource) },
});

export const createUserOperation = defineOperation({
  id: "createUser",
  method: "POST",
  path: "/api/v1/users",
  tag: "Users",
  summary: "Create a user",
  body: z.strictObject(createUserSchema.shape),
  response: {
    status: 201,
    description: "The new user",
    schema: z
      .strictObject({
        ...userResource.shape,
        generated_password: z.string().nullable().meta({
          description: "When none was given; shown once, and changed at the first sign-in.",
        }),
      })
      .meta({ id: "CreatedUser" }),
  },
  problems: { 409: "There is already a user with this address." },
});

export const listApiKeysOperation = defineOperation({
  id: "listApiKeys",
  method: "GET",
  path: "/api/v1/api-keys",
  tag: "API keys",
  summary: "List API keys",
  description: "The newest first; revoked ones stay listed.",
  query: pageQuerySchema,
  response: { status: 200, description: "A page of API keys", schema: pageOf(apiKeyResource) },
});

export const createApiKeyOperation = defineOperation({
  id: "createApiKey",
  method: "POST",
  path: "/api/v1/api-keys",
  tag: "API keys",
  summary: "Create an API key",
  body: z.strictObject(createApiKeySchema.shape),
  response: {
    status: 201,
    description: "The new key",
    schema: z
      .strictObject({
        id: z.int(),
        key: z.string().meta({ description: "Shown once: the portal keeps only its hash." }),
      })
      .meta({ id: "CreatedApiKey" }),
  },
});

export const revokeApiKeyOperation = defineOperation({
  id: "revokeApiKey",
  method: "DELETE",
  path: "/api/v1/api-keys/{id}",
  tag: "API keys",
  summary: "Revoke an API key",
  description: "At once and for good. Revoking it again changes nothing.",
  params: z.object({ id: idParam }),
  response: { status: 204, description: "The key is revoked" },
});
