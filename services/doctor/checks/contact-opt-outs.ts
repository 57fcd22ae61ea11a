import { sql } from "drizzle-orm";
import { readTrackingSettings } from "@/services/integration-modules/tracking-settings";
import { amber, type DoctorCheck, green } from "../check";
import { readRow } from "../read-row";

const counted = 100_000;

export const contactOptOutsCheck: DoctorCheck = {
  slug: "contact-opt-outs",
  group: "tracking",
  title: "Contacts who are not tracked",
  why: "Who opted out is not tracked, whatever else is set; in the mode “consented” neither is who has not said yes.",
  async run(examination) {
    const database = await examination.database();
    const { trackingMode } = await readTrackingSettings(database);
    const row = await readRow(
      database,
      sql`SELECT COUNT(*) AS contacts, COALESCE(SUM(tracking_consent = 'opted_out'), 0) AS refused,
            COALESCE(SUM(tracking_consent = 'consented'), 0) AS agreed
          FROM (SELECT tracking_consent FROM contacts LIMIT ${counted}) some`,
    );
    const [contacts, refused, agreed] = [row.number("contacts"), row.number("refused"), row.number("agreed")];
    const found = `Of ${contacts} contacts ${refused} opted out and ${agreed} consented.`;
    if (trackingMode === "consented" && agreed === 0 && contacts > 0)
      return amber(
        `${found} In the mode “consented” nobody is tracked.`,
        "Record consent under Admin → Contacts, or choose another mode in the module.",
      );
    if (contacts > 0 && refused === contacts) return amber(`${found} Nobody is tracked.`, null);
    return green(found);
  },
};
