/** The parts that reports about mails consist of, beside the words for people (RFC 3464, 5965, 8098, 6522, 6533). */
const reportParts = new Set([
  "message/delivery-status",
  "message/global-delivery-status",
  "message/feedback-report",
  "message/disposition-notification",
  "message/global-disposition-notification",
  "message/rfc822",
  "message/global",
  "text/rfc822-headers",
  "message/rfc822-headers",
  "message/global-headers",
]);

/** Is this the content type of a part that a report is read from? */
export function isReportPart(contentType: string): boolean {
  return reportParts.has(contentType);
}
