import { apiRoute } from "@/app/api/api-route";

/** Paths that nothing is at: a problem document like every other, and nothing at all without a key. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute("/api/v1");
