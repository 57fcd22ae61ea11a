import { admin } from "./portal-process";

/** Signs the admin in. @param origin what a browser would say; left out: the portal's own address. @returns the session's cookie */
export async function signIn(port: number, origin = `http://127.0.0.1:${port}`): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify(admin),
  });
  return answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

/** Opens the stream that keeps pages live, as a page does, and waits for its first words. */
export async function openLiveStream(port: number, cookie: string) {
  const answer = await fetch(`http://127.0.0.1:${port}/api/live`, { headers: { cookie } });
  const reader = answer.body?.getReader();
  const first = await reader?.read();
  const said = new TextDecoder().decode(first?.value);
  const ended = (async () => {
    while (!(await reader?.read())?.done);
  })();
  return {
    said,
    /** Resolves when the portal ends it in good order; rejects when it breaks. */
    ended,
  };
}
