import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout's folder, absolute, without a slash at its end. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));
