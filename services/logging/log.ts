import pino, { type Logger } from "pino";
import { env } from "@/env";

const shared = globalThis as { __myportalLog?: Logger };

/**
 * The process's logger (JSON lines on standard output). Never log an address, a full tracking id, a mail's text or a
 * secret: the fields below are removed wherever they appear by accident.
 */
export function log(): Logger {
  shared.__myportalLog ??= pino({
    level: env().LOG_LEVEL,
    redact: {
      paths: [
        "email",
        "*.email",
        "password",
        "*.password",
        "authorization",
        "*.authorization",
        "cookie",
        "*.cookie",
      ],
      censor: "[redacted]",
    },
  });
  return shared.__myportalLog;
}
