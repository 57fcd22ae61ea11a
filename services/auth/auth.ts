import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError } from "better-auth/api";
import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { accounts, rateLimits, sessions, users, verifications } from "@/db/schema/auth";
import { env } from "@/env";
import { log } from "@/services/logging/log";
import { deriveKey } from "./derive-key";

/** The one header that says who is asking; `server.ts` sets it and drops whatever a client sent under its name. */
export const clientAddressHeader = "x-myportal-client-ip";

/** `http://localhost:3000` and `http://127.0.0.1:3000` are one place to the person who types either. */
function trustedOrigins(): string[] {
  const url = new URL(env().PORTAL_URL);
  const origins = [url.origin];
  if (url.hostname === "localhost" || url.hostname === "127.0.0.1") {
    for (const name of ["localhost", "127.0.0.1"]) origins.push(`${url.protocol}//${name}:${url.port || 80}`);
  }
  return origins;
}

function createAuth() {
  return betterAuth({
    appName: "MyPortal",
    baseURL: env().PORTAL_URL,
    secret: deriveKey("sessions").toString("base64"),
    trustedOrigins: trustedOrigins(),
    telemetry: { enabled: false },
    // Its own words only: what it passes beside them may name a person.
    logger: { log: (level, message) => log()[level](message) },
    database: drizzleAdapter(database(), {
      provider: "mysql",
      schema: {
        user: users,
        session: sessions,
        account: accounts,
        verification: verifications,
        rateLimit: rateLimits,
      },
    }),
    // Nobody signs themselves up: an admin creates users.
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10 },
    user: {
      additionalFields: {
        role: { type: "string", input: false },
        mustChangePassword: { type: "boolean", input: false },
        deactivatedAt: { type: "date", input: false, required: false },
      },
    },
    session: { expiresIn: 60 * 60 * 24 * 14, updateAge: 60 * 60 * 24 },
    rateLimit: {
      enabled: true,
      storage: "database",
      window: 60,
      max: 300,
      customRules: { "/sign-in/email": { window: 60, max: 10 } },
    },
    advanced: {
      cookiePrefix: "myportal",
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            if (await isDeactivated(session.userId)) {
              throw new APIError("FORBIDDEN", { message: "This account is deactivated. Ask an admin." });
            }
          },
        },
      },
    },
  });
}

async function isDeactivated(userId: string): Promise<boolean> {
  const [user] = await database()
    .select({ deactivatedAt: users.deactivatedAt })
    .from(users)
    .where(eq(users.id, userId));
  return Boolean(user?.deactivatedAt);
}

export type Auth = ReturnType<typeof createAuth>;

const shared = globalThis as { __myportalAuth?: Auth };

/** The process's better-auth instance: e-mail and password, sessions in the database. */
export function auth(): Auth {
  shared.__myportalAuth ??= createAuth();
  return shared.__myportalAuth;
}
