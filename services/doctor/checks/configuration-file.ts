import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { amber, type DoctorCheck, green } from "../check";

const othersMay = 0o077;

export const configurationFileCheck: DoctorCheck = {
  slug: "configuration-file",
  group: "secrets",
  title: "Only its owner can read .env",
  why: "SECRET_KEY and the passwords of mail servers stand in it.",
  async run() {
    const file = resolve(".env");
    const about = await stat(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    });
    if (!about) return green("There is none: the configuration comes from the environment.");
    if ((about.mode & othersMay) === 0) return green("It is so.");
    return amber(`Others on this machine may read ${file}.`, "chmod 600 .env");
  },
};
