import { answerTracking } from "../answer-tracking";

export const dynamic = "force-dynamic";

// Each method that Next knows: it would run GET for HEAD, which must record nothing, and answer the others in its own way.
export {
  answerTracking as DELETE,
  answerTracking as GET,
  answerTracking as HEAD,
  answerTracking as OPTIONS,
  answerTracking as PATCH,
  answerTracking as POST,
  answerTracking as PUT,
};
