import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { createUser } from "@/services/auth/create-user";
import { listUsers } from "@/services/auth/list-users";
import { createUserOperation, listUsersOperation } from "@/services/http-api/operations/admin-operations";
import { takePage } from "@/services/http-api/page";
import { toUserResource } from "@/services/http-api/resources/user-resource";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/users",
  endpoint(listUsersOperation, async ({ query }) => {
    const { page, next_cursor } = takePage(await listUsers(), (user) => user.id, query);
    return { data: page.map(toUserResource), next_cursor };
  }),
  endpoint(createUserOperation, async ({ actor, body }) => {
    const { userId, generatedPassword } = await createUser(actor, body);
    const user = (await listUsers()).find(({ id }) => id === userId);
    if (!user) throw new Error("a user who was just created cannot be read");
    return { ...toUserResource(user), generated_password: generatedPassword };
  }),
);
