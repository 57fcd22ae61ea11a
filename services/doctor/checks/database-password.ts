import { env } from "@/env";
import { amber, type DoctorCheck, green } from "../check";
import { isGuessable } from "../is-guessable";

export const databasePasswordCheck: DoctorCheck = {
  slug: "database-password",
  group: "secrets",
  title: "The database’s password is not a default",
  why: "The passwords of examples, such as docker-compose.yml’s, are the first that somebody tries who reaches the server.",
  async run() {
    const url = new URL(env().DATABASE_URL);
    const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
    if (url.searchParams.has("socketPath") && password === "") return green("It is reached by a socket.");
    if (password === "") return amber("There is none.", mend);
    if (password === user || password === "root" || isGuessable(password))
      return amber("It is short, made of words, the user’s own name, or one of the examples.", mend);
    return green("It looks random.");
  },
};

const mend = "Set a random one on the server and in DATABASE_URL (with docker compose: DATABASE_PASSWORD).";
