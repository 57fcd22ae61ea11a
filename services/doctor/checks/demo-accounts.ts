import { env } from "@/env";
import { hasDemoData } from "@/services/health/has-demo-data";
import { amber, type DoctorCheck, green } from "../check";

export const demoAccountsCheck: DoctorCheck = {
  slug: "demo-accounts",
  group: "secrets",
  title: "No demo accounts where others can sign in",
  why: "The demo’s accounts share one password, which lies in a file in DATA_DIR.",
  async run(examination) {
    await examination.database();
    if (!(await hasDemoData())) return green("There is no demo data.");
    const { hostname } = new URL(env().PORTAL_URL);
    if (/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname))
      return green("There is demo data; the portal is for this machine only.");
    return amber(
      `There is demo data, and PORTAL_URL is for others (${hostname}).`,
      "Deactivate the demo’s users under Admin → Users, or begin with an empty DATA_DIR.",
    );
  },
};
