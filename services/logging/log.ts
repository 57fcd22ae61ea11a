import pino, { type Logger } from "pino";
import { env } from "@/env";
import { hideSecrets } from "./hide-secrets";
import { currentRequestId } from "./request-context";
import { serializeError } from "./serialize-error";

const shared = globalThis as { __myportalLog?: Logger };

/** Fields that are never logged, whoever puts them there, two levels deep. */
const secretFields = ["email", "password", "authorization", "cookie", "token", "secret", "apiKey"];

/**
 * The process's logger (JSON lines on standard output). Never log an address, a full tracking id, a mail's text or a
 * secret; what gets there by accident is hidden. Lines carry the id of the request that they are about, where there is
 * one (`underRequest`).
 */
export function log(): Logger {
  shared.__myportalLog ??= pino({
    level: env().LOG_LEVEL,
    mixin: () => {
      const requestId = currentRequestId();
      return requestId === null ? {} : { requestId };
    },
    serializers: { err: serializeError },
    redact: {
      paths: secretFields.flatMap((field) => [field, `*.${field}`]),
      censor: "[hidden]",
    },
    hooks: { streamWrite: hideSecrets },
  });
  return shared.__myportalLog;
}
