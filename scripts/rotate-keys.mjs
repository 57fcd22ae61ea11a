import "./check-node-version.mjs";
import { runOwnProgram } from "./run-own-program.mjs";

/**
 * `npm run rotate-keys`: encrypts the modules' secrets with the SECRET_KEY of now, after PREVIOUS_SECRET_KEYS was given
 * the one of before. Safe to repeat, and to run while the portal runs.
 */
runOwnProgram("rotate-keys", "services/integration-modules/rotate-keys-program.ts");
