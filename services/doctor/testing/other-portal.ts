import { startTrackingPortal } from "./tracking-portal";

// Another portal, in a process of its own, with the key and the database of its environment. Ends with its parent.
const { url } = await startTrackingPortal();
process.on("disconnect", () => process.exit(0));
process.send?.(url);
