import { statfs, unlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { env } from "@/env";
import { amber, type DoctorCheck, green, red } from "../check";
import { rootMessage } from "../root-message";

const tooLittleMb = 200;

export const diskSpaceCheck: DoctorCheck = {
  slug: "disk-space",
  group: "database",
  title: "DATA_DIR can be written, and has room",
  why: "Attachments, incoming mail and the events that wait for a database lie there. On a full disk new ones are refused.",
  async run() {
    const { DATA_DIR, EVENT_JOURNAL_MAX_MB } = env();
    const folder = resolve(DATA_DIR);
    const probe = join(folder, `.doctor-${process.pid}-${Date.now()}`);
    try {
      await writeFile(probe, "", { flag: "wx" });
      await unlink(probe);
    } catch (error) {
      return red(
        `${folder} cannot be written: ${rootMessage(error)}`,
        "Create it, give it to the portal’s user, or set DATA_DIR to another one.",
      );
    }
    const { bavail, bsize } = await statfs(folder);
    const freeMb = Math.floor((bavail * bsize) / 1024 / 1024);
    const found = `${freeMb.toLocaleString("en")} MB are free in ${folder}.`;
    if (freeMb < tooLittleMb) return red(found, "Make room.");
    if (freeMb < EVENT_JOURNAL_MAX_MB)
      return amber(
        `${found} The event journal alone may take ${EVENT_JOURNAL_MAX_MB.toLocaleString("en")} MB.`,
        "Make room, or lower EVENT_JOURNAL_MAX_MB.",
      );
    return green(found);
  },
};
