import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { trackingDetail } from "@/services/email-tracking/tracking-detail";
import { getEmailTrackingOperation } from "@/services/http-api/operations/email-operations";
import { toTrackingResource } from "@/services/http-api/resources/tracking-resource";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/email-tracking/{tracking_id}",
  endpoint(getEmailTrackingOperation, async ({ params }) =>
    toTrackingResource(await trackingDetail(params.tracking_id)),
  ),
);
