import { request } from "@playwright/test";

/** Signs in over HTTP, as the sign-in form does, and keeps the session as a Playwright storage state. */
export async function signIn(portalUrl: string, account: { email: string; password: string }, path: string) {
  const context = await request.newContext({ baseURL: portalUrl });
  try {
    const response = await context.post("/api/auth/sign-in/email", {
      data: { email: account.email, password: account.password },
      headers: { origin: portalUrl },
    });
    if (!response.ok()) {
      throw new Error(`${account.email} could not sign in: ${response.status()} ${await response.text()}`);
    }
    await context.storageState({ path });
  } finally {
    await context.dispose();
  }
}
