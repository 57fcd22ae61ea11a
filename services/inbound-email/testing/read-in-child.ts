import { connection } from "@/db/client";
import { startInboundWorker } from "../inbound-worker";

// A process of its own that reads what came in until it is killed. The environment says which database.
startInboundWorker();
process.on("disconnect", () => {
  connection()
    .close()
    .finally(() => process.exit(0));
});
process.send?.("reading");
