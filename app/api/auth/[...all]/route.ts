import { answerAuthRequest } from "@/services/auth/answer-auth-request";

export const POST = answerAuthRequest;
