"use server";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import { sendTestMail } from "@/services/doctor/send-test-mail";

export const sendTestMailAction = authedAction(
  z.object({ address: z.string().max(320) }),
  "admin",
  (actor, { address }) => sendTestMail(actor, address),
);
