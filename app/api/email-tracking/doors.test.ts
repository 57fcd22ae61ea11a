import { useTestDatabase } from "@/db/testing/use-test-database";
import { routeDoor } from "@/services/email-tracking/testing/doors";
import { describeTrackingDoor } from "@/services/email-tracking/testing/tracking-contract";

useTestDatabase({ PORTAL_URL: "https://support.example.com" });

describeTrackingDoor("the route handlers", routeDoor);
