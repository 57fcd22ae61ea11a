import { env } from "@/env";
import { amber, type DoctorCheck, green } from "../check";
import { isGuessable } from "../is-guessable";

export const adminApiKeyCheck: DoctorCheck = {
  slug: "admin-api-key",
  group: "secrets",
  title: "ADMIN_API_KEY cannot be guessed",
  why: "It opens all of the HTTP API with the admin’s role.",
  async run() {
    const key = env().ADMIN_API_KEY;
    if (key === undefined) return green("It is not set.");
    if (!isGuessable(key) && key.length >= 24) return green("It looks random.");
    return amber(
      "It is short, or made of words or of few different characters.",
      "Set a long random one, or none, and create keys under Admin → API keys.",
    );
  },
};
