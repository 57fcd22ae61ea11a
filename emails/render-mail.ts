import { render } from "@react-email/render";
import type { ReactElement } from "react";

// Outlook on Windows lays out with Word: it ignores max-width, and scales pixels unless told the resolution. React
// emits no comments, so this is put into the finished head.
const forOutlook =
  '<!--[if mso]><xml><o:OfficeDocumentSettings xmlns:o="urn:schemas-microsoft-com:office:office">' +
  "<o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml>" +
  "<style>table{border-collapse:collapse;mso-table-lspace:0;mso-table-rspace:0}" +
  ".mail-card{width:600px}p,td,div,li{mso-line-height-rule:exactly}</style><![endif]-->";

/**
 * What React puts between pieces of text and around boundaries and the parts of a document, to find its way when a page
 * comes alive in a browser (react-dom/server). A mail never does; HTML that a caller sanitised holds no comments.
 */
const reactMarkers = /<!--(?:\/?\$[!?]?| |html|head|body)-->/g;

/** A template as the HTML of a mail. */
export async function renderMail(template: ReactElement): Promise<string> {
  const html = (await render(template)).replace(reactMarkers, "");
  const head = html.indexOf("</head>");
  return head < 0 ? html : html.slice(0, head) + forOutlook + html.slice(head);
}
