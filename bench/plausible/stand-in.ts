/** The strict stand-in for Plausible, in a process of its own; tells how many events it has counted when it is asked. */
import { startPlausibleStandIn } from "@/e2e/support/plausible-stand-in";

const plausible = await startPlausibleStandIn({ sites: ["support.example.com"] });
process.send?.({ type: "listening", url: plausible.url });
process.on("message", () => {
  const { dropped, refused } = plausible.state;
  process.send?.({ type: "counted", total: plausible.events.length, dropped, refused });
});
