export { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } from "../../answer-tracking";

export const dynamic = "force-dynamic";
