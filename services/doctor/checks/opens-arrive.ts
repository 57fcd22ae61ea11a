import { sql } from "drizzle-orm";
import { amber, type DoctorCheck, green } from "../check";
import { readRow } from "../read-row";

const lookedAt = 500;
/** Of fewer, none opened says nothing. */
const enough = 20;

export const opensArriveCheck: DoctorCheck = {
  slug: "opens-arrive",
  group: "tracking",
  title: "Opens and clicks arrive",
  why: "Mail programs that block images, firewalls and plain-text readers hide some opens. When none arrives at all, recipients cannot reach PORTAL_URL.",
  async run(examination) {
    const row = await readRow(
      await examination.database(),
      sql`SELECT COUNT(*) AS copies, COALESCE(SUM(open_count > 0), 0) AS opened, COALESCE(SUM(click_count > 0), 0) AS clicked
          FROM (SELECT open_count, click_count FROM email_deliveries
                WHERE tracking_id IS NOT NULL AND sent_at < UTC_TIMESTAMP(6) - INTERVAL 1 HOUR
                ORDER BY id DESC LIMIT ${lookedAt}) latest`,
    );
    const [copies, opened, clicked] = [row.number("copies"), row.number("opened"), row.number("clicked")];
    if (copies === 0) return green("No tracked mail was sent more than an hour ago.");
    const found = `Of the last ${copies} tracked copies ${opened} were opened and ${clicked} clicked.`;
    if (opened + clicked > 0 || copies < enough) return green(found);
    return amber(
      found,
      "Send a test mail to an address outside (at the end of Admin → Doctor), open it with images on, and see whether the open arrives. If not: can the internet reach PORTAL_URL?",
    );
  },
};
