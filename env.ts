import { z } from "zod";

/**
 * The only reader of `process.env`. Parsed once, at the first call of {@link env} in a process (never while
 * building: nothing calls it at module level), so that a wrong variable stops the start and not a request.
 */

const truthy = new Set(["true", "1", "yes", "on"]);
const falsy = new Set(["false", "0", "no", "off"]);

const flag = z.string().transform((value, context) => {
  const word = value.trim().toLowerCase();
  if (truthy.has(word)) return true;
  if (falsy.has(word)) return false;
  context.addIssue({ code: "custom", message: "expected true or false" });
  return z.NEVER;
});

const port = z.coerce.number("expected a port number").int().min(0).max(65535);

/** An absolute http(s) URL without credentials, query or fragment; a trailing slash is dropped. */
const baseUrl = z.string().transform((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
    context.addIssue({
      code: "custom",
      message: "expected an absolute URL such as https://support.example.com",
    });
    return z.NEVER;
  }
  if (url.username || url.password || url.search || url.hash) {
    context.addIssue({
      code: "custom",
      message: "expected a URL without a user name, password, query or fragment",
    });
    return z.NEVER;
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
});

/** `support@example.com`, or with a name before it. Under anything else no server would take any mail. */
const sender = z
  .string()
  .trim()
  .regex(
    /^(?:[^<>]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
    "expected support@example.com or Example Support <support@example.com>",
  );

const envSchema = z
  .object({
    NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
    HOST: z.string().default("127.0.0.1"),
    PORT: port.default(3000),
    PORTAL_URL: baseUrl.optional(),
    TRUSTED_PROXY_HOPS: z.coerce.number("expected a whole number").int().min(0).max(10).default(0),
    DATA_DIR: z.string().default(".data"),
    EVENT_JOURNAL_MAX_MB: z.coerce.number("expected a number of megabytes").int().min(1).default(1024),
    DATABASE_URL: z
      .string("is not set: run `npm start`, which sets up an embedded database")
      .regex(/^(mysql|mariadb):\/\//, "expected mysql://user:password@host:3306/database"),
    SECRET_KEY: z
      .string("is not set: run `npm start`, which writes a .env with generated secrets")
      .min(32, "expected at least 32 characters; `openssl rand -base64 32` makes one"),
    PREVIOUS_SECRET_KEYS: z
      .string()
      .transform((value) => value.split(/[\s,]+/).filter(Boolean))
      .refine((keys) => keys.every((key) => key.length >= 32), "expected keys of at least 32 characters each")
      .default([]),
    TRACKING_SIGNING_KEYS: z.string().optional(),
    METRICS_TOKEN: z.string().min(16, "expected at least 16 characters").optional(),
    SHUTDOWN_DELAY_SECONDS: z.coerce.number("expected a number of seconds").min(0).max(120).default(0),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
    MAIL_FROM: sender.optional(),
    RESEND_API_KEY: z.string().optional(),
    RESEND_BASE_URL: baseUrl.optional(),
    SMTP_URL: z
      .string()
      .regex(/^smtps?:\/\//, "expected smtp://user:password@host:port")
      .optional(),
    RESEND_WEBHOOK_SECRET: z.string().optional(),
    INBOUND_EMAIL_KEY: z.string().min(16, "expected at least 16 characters").optional(),
    IMAP_URLS: z.string().optional(),
    MAIL_CATCHER_SMTP_PORT: port.default(1025),
    MAIL_CATCHER_WEB_PORT: port.default(1080),
    ADMIN_EMAIL: z.email("expected an e-mail address").optional(),
    ADMIN_PASSWORD: z.string().min(10, "expected at least 10 characters").optional(),
    ADMIN_API_KEY: z.string().min(16, "expected at least 16 characters").optional(),
    PLAUSIBLE_BASE_URL: baseUrl.optional(),
    PLAUSIBLE_SITE_DOMAIN: z.string().optional(),
    PLAUSIBLE_API_KEY: z.string().optional(),
    PLAUSIBLE_TRACK_OPENS: flag.optional(),
    PLAUSIBLE_TRACK_CLICKS: flag.optional(),
    PLAUSIBLE_SEND_TO_PLAUSIBLE: flag.optional(),
  })
  .transform((values) => ({
    ...values,
    PORTAL_URL: values.PORTAL_URL ?? `http://localhost:${values.PORT}`,
  }));

export type Env = z.infer<typeof envSchema> & {
  /** Every other variable as it was given: an integration module reads its own ones by name. */
  others: Readonly<Record<string, string>>;
};

/** A variable that is missing or malformed; the message names it, what was given and what is expected. */
export class EnvironmentError extends Error {
  override name = "EnvironmentError";
}

const secretName = /SECRET|KEY|TOKEN|PASSWORD|DATABASE_URL|SMTP_URL|IMAP_URLS/;

/**
 * Parses a set of variables. An empty string counts as unset.
 * @throws {EnvironmentError} listing every variable that is wrong; values of secrets are not repeated.
 */
export function parseEnv(variables: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim()));
  const result = envSchema.safeParse(given);
  if (result.success) return { ...result.data, others: withoutKnown(given) };
  const lines = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const value = given[name];
    const shown = value === undefined || secretName.test(name) ? "" : ` (given: ${JSON.stringify(value)})`;
    return `  ${name}: ${issue.message}${shown}`;
  });
  throw new EnvironmentError(
    `The configuration is not usable. Change these in .env or in the environment:\n${lines.join("\n")}`,
  );
}

function withoutKnown(given: Record<string, string | undefined>): Record<string, string> {
  const others = Object.entries(given).filter(([name]) => !(name in envSchema.in.shape));
  return Object.fromEntries(others) as Record<string, string>;
}

const cache = globalThis as { __myportalEnv?: Env };

/**
 * The process's configuration.
 * @throws {EnvironmentError} at the first call, when a variable is wrong.
 */
export function env(): Env {
  cache.__myportalEnv ??= parseEnv(process.env);
  return cache.__myportalEnv;
}
