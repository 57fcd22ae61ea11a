import { answerTracking } from "../answer-tracking";

export const dynamic = "force-dynamic";

// HEAD is exported because Next runs GET for it otherwise: it answers alike and records nothing.
export { answerTracking as GET, answerTracking as HEAD };
