import { beforeAll, describe, expect, it } from "vitest";
import { connection, database } from "@/db/client";
import { tablesScannedBy } from "@/db/testing/tables-scanned-by";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { getContact } from "@/services/contacts/get-contact";
import { listContacts } from "@/services/contacts/list-contacts";
import { copiesOfContact } from "./copies-of-contact";
import { nextInboundMailOf } from "./erase-inbound-mail";
import { exportContact } from "./export-contact";
import { nextTicketOf } from "./next-ticket-of";
import { resumeErasures } from "./resume-erasures";

useTestDatabase();

const people = 2000;

beforeAll(async () => {
  const { pool } = connection();
  const from = `FROM (WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    SELECT a.i + 1000 * (b.i - 1) AS i FROM n a JOIN n b ON b.i <= ${people / 1000}) n`;
  for (const statement of [
    `INSERT INTO contacts (id, email, name, preferences_token) SELECT i, CONCAT('p', i, '@example.org'), CONCAT('Person ', i), LPAD(i, 43, 'x') ${from}`,
    `INSERT INTO contact_consents (contact_id, consent, recorded_by, recorded_at) SELECT i, 'consented', 'x', NOW(6) ${from}`,
    `INSERT INTO tickets (id, subject, requester_id, last_activity_at) SELECT i, 'Hi', i, NOW(6) ${from}`,
    `INSERT INTO ticket_replies (id, ticket_id, author, author_contact_id, body_html, body_text) SELECT i, i, 'contact', i, 'Hi', 'Hi' ${from}`,
    `INSERT INTO email_messages (id, kind, ticket_id, ticket_reply_id, subject, from_name, from_email, message_id) SELECT i, 'reply', i, i, 'Hi', 'Ana', 'ana@example.com', CONCAT(i, '@example.com') ${from}`,
    `INSERT INTO email_deliveries (id, message_id, ticket_reply_id, contact_id, email, role, tracking_id, track_opens, track_clicks, status) SELECT i, i, i, IF(i % 2, i, NULL), CONCAT('p', i, '@example.org'), 'to', LPAD(i, 43, 't'), 1, 1, 'sent' ${from}`,
    `INSERT INTO email_delivery_events (delivery_id, status, source, occurred_at) SELECT i, 'sent', 'smtp', NOW(6) ${from}`,
    `INSERT INTO email_tracking_events (tracking_id, delivery_id, event_type, occurred_at, visit_class, visit_reason, plausible_status) SELECT LPAD(i, 43, 't'), i, 'open', NOW(6), 'human', 'none', 'skipped' ${from}`,
    `INSERT INTO contact_erasures (contact_id, strength, requested_by, status, stage, finished_at, swept_at) SELECT i, 'tracking', 'x', 'done', 'answers', NOW(6), NOW(6) ${from}`,
    `INSERT INTO contact_data_requests (contact_id, kind, nonce, token_hash, expires_at) SELECT i, 'see', LPAD(i, 43, 'n'), LPAD(i, 64, 'h'), NOW(6) ${from}`,
    `INSERT INTO inbound_emails (id, source, content_hash, size, status, from_email, envelope_to, ticket_id, ticket_reply_id, received_at) SELECT i, 'imap', LPAD(i, 64, 'h'), 1, 'ticketed', CONCAT('p', i, '@example.org'), 'support@example.com', i, i, NOW(6) ${from}`,
    `INSERT INTO inbound_email_addresses (address, inbound_email_id) SELECT 'support@example.com', i ${from}`,
    "ANALYZE TABLE inbound_emails, inbound_email_addresses, contacts, contact_consents, tickets, ticket_replies, email_messages, email_deliveries, email_delivery_events, email_tracking_events, contact_erasures, contact_data_requests",
  ]) {
    await pool.query(statement);
  }
});

describe("no table is read as a whole", () => {
  const contact = { id: 1234, email: "p1234@example.org" };

  it("to list contacts, to find one by address and to show one", async () => {
    expect(await tablesScannedBy(() => listContacts({}))).toEqual([]);
    expect(await tablesScannedBy(() => listContacts({ email: contact.email }))).toEqual([]);
    expect(await tablesScannedBy(() => getContact(contact.id))).toEqual([]);
  });

  it("to export a contact", async () => {
    expect(await tablesScannedBy(() => exportContact(contact.id, "admin"))).toEqual([]);
  });

  it("to find what an erasure has to do", async () => {
    expect(await tablesScannedBy(() => copiesOfContact(database(), contact, 0, 50))).toEqual([]);
    expect(await tablesScannedBy(() => nextTicketOf(database(), contact, 0))).toEqual([]);
    expect(await tablesScannedBy(() => nextInboundMailOf(database(), contact))).toEqual([]);
    // Nobody's: all ways are gone to their ends.
    const nobody = { id: 0, email: "nobody@example.org" };
    expect(await tablesScannedBy(() => nextInboundMailOf(database(), nobody))).toEqual([]);
    expect(await tablesScannedBy(() => resumeErasures())).toEqual([]);
  });
});
