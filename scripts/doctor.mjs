import "./check-node-version.mjs";
import { runOwnProgram } from "./run-own-program.mjs";

/**
 * `npm run doctor`: the checks of Admin → Doctor in the terminal, whether the portal runs or not. Exit code 1 when one
 * is red. Arguments: names of checks, `--json`, `--dns 1.1.1.1`.
 */
runOwnProgram("doctor", "services/doctor/doctor-program.ts");
