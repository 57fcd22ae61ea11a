import type { PortalUnderTest } from "./stage";

export type ApiAnswer<Body> = { status: number; body: Body };

/** Calls the portal's HTTP API. @param options.key another key than the admin's; null for none. */
export async function callApi<Body = Record<string, unknown>>(
  portal: PortalUnderTest,
  method: string,
  path: string,
  options: { body?: unknown; key?: string | null } = {},
): Promise<ApiAnswer<Body>> {
  const key = options.key === undefined ? portal.apiKey : options.key;
  const response = await fetch(`${portal.url}/api/v1${path}`, {
    method,
    headers: {
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(options.body === undefined ? {} : { "content-type": "application/json" }),
    },
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
  });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : null) as Body };
}

/** A new ticket of a contact whom nobody else writes to. */
export async function openTicket(portal: PortalUnderTest, email: string, name: string): Promise<number> {
  const { status, body } = await callApi<{ id: number }>(portal, "POST", "/tickets", {
    body: {
      subject: `A question of ${name}`,
      requester: { email, name },
      html: "<p>Hello, how does it work?</p>",
    },
  });
  if (status !== 201) throw new Error(`the ticket was not opened: ${status} ${JSON.stringify(body)}`);
  return body.id;
}

/** Changes the tracking module, as an admin's program does. */
export async function setTracking(
  portal: PortalUnderTest,
  change: { enabled?: boolean; settings?: Record<string, unknown> },
) {
  const { status, body } = await callApi(portal, "PATCH", "/integration-modules/plausible", { body: change });
  if (status !== 200) throw new Error(`the module was not changed: ${status} ${JSON.stringify(body)}`);
}
