/** The mail server that both sides send to. */
import { startHostileSink } from "@/services/email-delivery/testing/hostile-sink";

const sink = await startHostileSink();
process.send?.({ type: "listening", url: sink.url });
process.on("message", () => process.send?.({ type: "counted", total: sink.total() }));
process.on("disconnect", () => process.exit(0));
