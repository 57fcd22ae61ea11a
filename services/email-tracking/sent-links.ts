import { createHash } from "node:crypto";
import { asc, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries, emailLinks } from "@/db/schema/email";
import { retiredTrackingIds } from "@/db/schema/privacy";
import { type ClickTarget, otherReadings } from "./requests/parse-tracking-request";

export type SentLink = { position: number; url: string };

/** The links that were really sent in the mail of a tracking id; none for an unknown id. */
async function sentLinks(trackingId: string): Promise<SentLink[]> {
  const links = await database()
    .selectDistinct({ position: emailLinks.position, url: emailLinks.url })
    .from(emailDeliveries)
    .innerJoin(emailLinks, eq(emailLinks.messageId, emailDeliveries.messageId))
    .where(eq(emailDeliveries.trackingId, trackingId))
    .orderBy(asc(emailLinks.position));
  return links.length > 0 ? links : linksOfRetiredId(trackingId);
}

/** An erasure takes the id off the copy; the links in a mail that its reader still has go on working. */
async function linksOfRetiredId(trackingId: string): Promise<SentLink[]> {
  return database()
    .select({ position: emailLinks.position, url: emailLinks.url })
    .from(retiredTrackingIds)
    .innerJoin(emailLinks, eq(emailLinks.messageId, retiredTrackingIds.messageId))
    .where(eq(retiredTrackingIds.idHash, createHash("sha256").update(trackingId).digest("hex")))
    .orderBy(asc(emailLinks.position));
}

/**
 * The link that a click without a valid signature means, among those that were really sent: by number, exactly, or by
 * what is left of a destination when encodings are taken away. What is returned always comes from the database, so a
 * loose comparison leads nowhere that the mail did not lead.
 */
export async function findSentLink(click: ClickTarget): Promise<SentLink | null> {
  if (!click.trackingId || (click.url === null && click.link === null)) return null;
  const links = await sentLinks(click.trackingId);
  if (click.link !== null) return links.find(({ position }) => position === click.link) ?? null;
  const exact = links.find(({ url }) => url === click.url);
  if (exact) return exact;
  const readings = new Set([click.url ?? "", ...otherReadings(click.query)].map(withoutEncodings));
  const loose = links.filter(({ url }) => readings.has(withoutEncodings(url)));
  // Two destinations that differ only in their encoding: which one was meant cannot be told.
  return new Set(loose.map(({ url }) => url)).size === 1 ? (loose[0] ?? null) : null;
}

/** A destination without what gateways change: percent-encoding (twice), `+` for a blank, `&amp;`, letter case. */
function withoutEncodings(url: string): string {
  let text = url;
  for (let round = 0; round < 3; round++) {
    text = text.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
      Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"),
    );
  }
  return text.replaceAll("&amp;", "&").replaceAll("+", " ").trim().toLowerCase();
}
