import { env } from "@/env";
import { amber, type DoctorCheck, green } from "../check";

export const adminPasswordCheck: DoctorCheck = {
  slug: "admin-password",
  group: "secrets",
  title: "The first admin’s password is not in the environment any more",
  why: "ADMIN_PASSWORD is needed once, for the first start. Afterwards it only lies about for others to find.",
  async run() {
    if (env().ADMIN_PASSWORD === undefined) return green("ADMIN_PASSWORD is not set.");
    return amber(
      "ADMIN_PASSWORD is still set.",
      "Take it out of .env and the environment: the account stays.",
    );
  },
};
