import { sql } from "drizzle-orm";
import { amber, type DoctorCheck, green } from "../check";
import { readRow } from "../read-row";

const lookedAt = 500;

export const repliesAreTrackedCheck: DoctorCheck = {
  slug: "replies-are-tracked",
  group: "tracking",
  title: "Replies go out tracked",
  why: "A reply is tracked when its sender left “Track this email” on (in the API: track, or enable_tracking with ticket_reply_id), the module is on, and the recipient has not opted out.",
  async run(examination) {
    const row = await readRow(
      await examination.database(),
      sql`SELECT COUNT(*) AS copies, COALESCE(SUM(latest.tracking_id IS NULL), 0) AS untracked,
            COALESCE(SUM(latest.tracking_id IS NULL AND c.tracking_consent = 'opted_out'), 0) AS refused
          FROM (SELECT tracking_id, contact_id FROM email_deliveries WHERE ticket_reply_id IS NOT NULL
                ORDER BY id DESC LIMIT ${lookedAt}) latest
          LEFT JOIN contacts c ON c.id = latest.contact_id`,
    );
    const [copies, untracked, refused] = [
      row.number("copies"),
      row.number("untracked"),
      row.number("refused"),
    ];
    if (copies === 0) return green("No reply was mailed yet.");
    if (untracked === 0) return green(`All of the last ${copies} copies were tracked.`);
    const why = refused > 0 ? `, ${refused} of them because the recipient opted out` : "";
    const found = `Of the last ${copies} copies ${untracked} went out untracked${why}.`;
    if (untracked < copies) return green(found);
    return amber(
      found,
      "See “Tracking is switched on”, the switch in the composer, and what programs send to the API.",
    );
  },
};
