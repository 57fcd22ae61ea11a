/** The named baseline: a client that posts the same bodies, as many at once, over kept connections, and keeps nothing. */
import { Agent, request } from "node:http";
import { asc } from "drizzle-orm";
import { connection, database } from "@/db/client";
import { emailTrackingEvents } from "@/db/schema/email";
import { env } from "@/env";
import { plausibleRequest } from "@/services/plausible/plausible-event";

const standIn = process.argv[3] ?? "";
const atOnce = 25;

const events = await database().select().from(emailTrackingEvents).orderBy(asc(emailTrackingEvents.id));
const options = { portalUrl: env().PORTAL_URL, siteDomain: "support.example.com", withLinkPath: false };
const requests = events.map((event) => plausibleRequest(event, options));
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
let next = 0;
const started = performance.now();
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (let one = requests[next++]; one; one = requests[next++]) await post(one);
  }),
);
const seconds = (performance.now() - started) / 1000;
process.send?.({ type: "measured", perSecond: requests.length / seconds });
agent.destroy();
await connection().close();
process.disconnect?.();

function post({ headers, body }: (typeof requests)[number]): Promise<void> {
  return new Promise((resolve, reject) => {
    const all = { ...headers, "Content-Length": Buffer.byteLength(body) };
    const posted = request(`${standIn}/api/event`, { method: "POST", agent, headers: all }, (response) => {
      response.resume();
      response.once("end", () => {
        if (response.statusCode === 202) resolve();
        else reject(new Error(`the stand-in answered ${response.statusCode}`));
      });
    });
    posted.once("error", reject);
    posted.end(body);
  });
}
