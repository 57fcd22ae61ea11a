import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { examine, overallStatus } from "@/services/doctor/examine";
import { runDoctorOperation } from "@/services/http-api/operations/doctor-operations";
import { toCheckResource } from "@/services/http-api/resources/check-resource";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/doctor",
  endpoint(runDoctorOperation, async ({ actor, query }) => {
    const results = await examine(actor, { slugs: [query.check ?? []].flat() });
    return { status: overallStatus(results), checks: results.map(toCheckResource) };
  }),
);
