import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import { appState } from "@/db/schema/integration-modules";
import { deriveKey } from "@/services/auth/derive-key";
import { askPortal, type PortalAnswer } from "./ask-portal";

/**
 * How the doctor finds out whether PORTAL_URL leads to this very portal, and what of a request arrives here: it asks
 * itself, through PORTAL_URL, with a question that only this portal's SECRET_KEY can have signed, and that stands in this
 * portal's database. The path lies beside the pixel's, so that what stands in front treats it alike.
 */

export const echoPath = "/api/email-tracking/doctor";
const validForMs = 60_000;

/** What a request brought when it arrived. */
export type Arrived = {
  /** Whom the portal takes the request to be from. */
  clientAddress: string | null;
  forwardedFor: string | null;
  forwardedProto: string | null;
  host: string | null;
};

const echoSchema = z.object({
  proof: z.string(),
  database: z.enum(["same", "other", "unknown"]),
  client_address: z.string().nullable(),
  forwarded_for: z.string().nullable(),
  forwarded_proto: z.string().nullable(),
  host: z.string().nullable(),
});
type Echo = z.infer<typeof echoSchema>;

export type EchoOutcome =
  | { kind: "here"; arrived: Arrived }
  /** This portal's key, and another database: a copy of it. */
  | { kind: "copy" }
  /** Somebody else. */
  | { kind: "elsewhere"; answer: PortalAnswer };

/**
 * Asks through PORTAL_URL.
 * @param options.writeDown whether the database can be used: then the question is written into it for the while
 * @throws the network's error when nothing answers
 */
export async function askForEcho(options: {
  writeDown: boolean;
  headers?: Record<string, string>;
}): Promise<EchoOutcome> {
  const nonce = randomBytes(16).toString("base64url");
  const expires = Date.now() + validForMs;
  const name = stateName(nonce);
  if (options.writeDown) await database().insert(appState).values({ name, value: { expires } });
  try {
    const query = new URLSearchParams({ nonce, expires: String(expires), mac: questionMac(nonce, expires) });
    const answer = await askPortal(`${echoPath}?${query}`, { headers: options.headers });
    const echo = readEcho(answer);
    if (!echo || !sameText(echo.proof, proofOf(nonce, echo.database))) return { kind: "elsewhere", answer };
    if (options.writeDown && echo.database === "other") return { kind: "copy" };
    const { client_address, forwarded_for, forwarded_proto, host } = echo;
    return {
      kind: "here",
      arrived: {
        clientAddress: client_address,
        forwardedFor: forwarded_for,
        forwardedProto: forwarded_proto,
        host,
      },
    };
  } finally {
    if (options.writeDown) await database().delete(appState).where(eq(appState.name, name));
  }
}

function readEcho({ status, body }: PortalAnswer): Echo | null {
  if (status !== 200) return null;
  try {
    return echoSchema.parse(JSON.parse(body.toString("utf8")));
  } catch {
    return null; // Somebody else's page.
  }
}

/**
 * Answers the doctor's question. To anybody else there is nothing here: what was not signed with our key, or long ago,
 * is not answered, and how wrong a signature is takes no time to tell.
 * @returns null when the question is not ours
 */
export async function answerEcho(query: URLSearchParams, arrived: Arrived): Promise<Echo | null> {
  const nonce = query.get("nonce") ?? "";
  const expires = Number(query.get("expires"));
  const left = expires - Date.now();
  const isOurs = sameText(query.get("mac") ?? "", questionMac(nonce, expires));
  // Twice the time: the process that asks may have another clock.
  if (!isOurs || !(left > -validForMs && left <= 2 * validForMs)) return null;
  const where = await lookUp(nonce);
  return {
    proof: proofOf(nonce, where),
    database: where,
    client_address: arrived.clientAddress,
    forwarded_for: arrived.forwardedFor,
    forwarded_proto: arrived.forwardedProto,
    host: arrived.host,
  };
}

async function lookUp(nonce: string): Promise<Echo["database"]> {
  try {
    const [row] = await database()
      .select({ name: appState.name })
      .from(appState)
      .where(eq(appState.name, stateName(nonce)));
    return row ? "same" : "other";
  } catch {
    return "unknown"; // Away: a check of its own says so.
  }
}

const stateName = (nonce: string) => `doctor:${nonce}`;
const questionMac = (nonce: string, expires: number) => mac(`question:${nonce}:${expires}`);
const proofOf = (nonce: string, where: Echo["database"]) => mac(`answer:${nonce}:${where}`);

function mac(text: string): string {
  return createHmac("sha256", deriveKey("doctor")).update(text).digest("base64url");
}

/** In constant time, whatever was given. */
function sameText(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
