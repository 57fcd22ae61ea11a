import { z } from "zod";
import { defineModule } from "@/services/integration-modules/module-definition";
import { secretText, yesNo } from "@/services/integration-modules/setting-schemas";
import type { ConnectionStep } from "@/services/module-connections/connection-step";

export const acmeModule = defineModule({
  slug: "acme",
  name: "Acme Chat",
  description: "Posts new tickets to a room.",
  icon: "💬",
  schema: z.object({
    room: z.string().regex(/^\S+$/, "Enter a room's name without spaces."),
    token: secretText,
    loud: yesNo,
  }),
  fields: [
    {
      name: "room",
      label: "Room",
      help: "Where new tickets are posted.",
      type: "text",
      env: "ACME_ROOM",
      default: "support",
    },
    { name: "token", label: "Token", help: "From Acme. Stored encrypted.", type: "secret", default: null },
    {
      name: "loud",
      label: "Loud",
      help: "Rings a bell for each of them.",
      type: "boolean",
      env: "ACME_LOUD",
      default: false,
    },
  ],
  connection: {
    why: "New tickets are not posted while the room is not there.",
    async test({ room }): Promise<ConnectionStep[]> {
      return room === "nowhere"
        ? [{ step: "Room", status: "failed", detail: `There is no room ${room}.` }]
        : [{ step: "Room", status: "ok", detail: `${room} is there.` }];
    },
  },
});
