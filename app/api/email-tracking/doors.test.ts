import { useTestDatabase } from "@/db/testing/use-test-database";
import { type Door, describeTrackingDoor } from "@/services/email-tracking/testing/tracking-contract";
import * as click from "./click/route";
import * as pixel from "./pixel/[file]/route";
import * as status from "./status/[trackingId]/route";

useTestDatabase({ PORTAL_URL: "https://support.example.com" });

/** What Next does with a route's exports: the file by the path, the export by the method, 405 where there is none. */
const door: Door = async ({ method = "GET", path, headers = {} }) => {
  const route = path.includes("/pixel/") ? pixel : path.includes("/status/") ? status : click;
  if (method !== "GET" && method !== "HEAD") {
    return {
      status: Object.hasOwn(route, method) ? 200 : 405,
      headers: new Headers(),
      body: Buffer.alloc(0),
    };
  }
  const response = await route[method](
    new Request(`https://support.example.com${path}`, { method, headers }),
  );
  return {
    status: response.status,
    headers: response.headers,
    body: Buffer.from(await response.arrayBuffer()),
  };
};

describeTrackingDoor("the route handlers", door);
