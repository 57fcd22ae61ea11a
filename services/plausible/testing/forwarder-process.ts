/** A process that does nothing but forward what waits for Plausible, to be killed by a test. */
import { startPlausibleForwarder } from "../plausible-forwarder";

startPlausibleForwarder();
process.send?.({ type: "started" });
// Whoever started it is gone.
process.on("disconnect", () => process.exit(1));
