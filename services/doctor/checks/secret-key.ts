import { env } from "@/env";
import { type DoctorCheck, green, red } from "../check";
import { isGuessable } from "../is-guessable";

export const secretKeyCheck: DoctorCheck = {
  slug: "secret-key",
  group: "secrets",
  title: "SECRET_KEY cannot be guessed",
  why: "Who knows it signs in as anybody, forges links and reads the stored keys of other services.",
  async run() {
    if (!isGuessable(env().SECRET_KEY)) return green("It looks random.");
    return red(
      "It is made of words or of few different characters, or was copied from an example.",
      "Set a new one: openssl rand -base64 32. Everybody signs in anew, stored keys of other services are entered again, and links sent so far redirect only where the mail is known.",
    );
  },
};
