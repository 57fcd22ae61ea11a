/**
 * The look that both templates share. Inline styles carry it (Gmail drops whole style sheets it does not like,
 * Outlook reads only simple ones); the classes are for what cannot be inline: dark mode and the agent's own HTML.
 */

const font = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

export const styles = {
  page: { margin: 0, padding: "24px 0", backgroundColor: "#f4f5f7", fontFamily: font },
  card: {
    width: "100%",
    maxWidth: "600px",
    backgroundColor: "#ffffff",
    border: "1px solid #e3e5ea",
    borderRadius: "8px",
  },
  content: { padding: "28px 32px 20px" },
  text: { margin: "0 0 14px", fontSize: "15px", lineHeight: "24px", color: "#1c2130", fontFamily: font },
  button: {
    padding: "10px 18px",
    backgroundColor: "#1d5fd1",
    borderRadius: "6px",
    color: "#ffffff",
    fontSize: "15px",
    lineHeight: "20px",
    fontWeight: 600,
    fontFamily: font,
  },
  signature: { fontSize: "14px", lineHeight: "21px", color: "#5b6477", fontFamily: font },
  historySection: { padding: "4px 32px 12px" },
  historyTitle: {
    margin: "0 0 8px",
    fontSize: "13px",
    lineHeight: "20px",
    color: "#5b6477",
    fontFamily: font,
  },
  quote: { margin: "0 0 14px", padding: "0 0 0 12px", borderLeft: "3px solid #d5d9e2" },
  quoteBody: { fontSize: "14px", lineHeight: "21px", color: "#4a5265", fontFamily: font },
  footer: { padding: "14px 32px 22px", borderTop: "1px solid #e9ebef" },
  small: { margin: "0 0 4px", fontSize: "12px", lineHeight: "18px", color: "#667085", fontFamily: font },
} as const;

/** Rules for the agent's HTML and for dark mode (Apple Mail and others; `data-ogsc` is Outlook.com's mark). */
export const styleSheet = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
body{-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%}
.mail-html{word-wrap:break-word;overflow-wrap:break-word}
.mail-html p{margin:0 0 14px}
.mail-html ul,.mail-html ol{margin:0 0 14px;padding-left:24px}
.mail-html li p{margin:0 0 4px}
.mail-html blockquote{margin:0 0 14px;padding:0 0 0 12px;border-left:3px solid #d5d9e2;color:#4a5265}
.mail-html pre{margin:0 0 14px;padding:10px 12px;background:#f4f5f7;font-size:13px;line-height:19px;white-space:pre-wrap}
.mail-html code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px}
.mail-html img{max-width:100%;height:auto}
.mail-html table{border-collapse:collapse}
.mail-html td,.mail-html th{padding:4px 8px;border:1px solid #d5d9e2;text-align:left}
.mail-html a,.mail-link{color:#1d5fd1}
@media (max-width:640px){.mail-page>table>tbody>tr>td{padding:0!important}.mail-pad{padding-left:18px!important;padding-right:18px!important}.mail-card{border-radius:0!important;border-left:0!important;border-right:0!important}}
@media (prefers-color-scheme:dark){
.mail-page,.mail-page>table>tbody>tr>td{background-color:#101318!important}
.mail-card{background-color:#191d24!important;border-color:#2c323d!important}
.mail-text{color:#e6e9ef!important}
.mail-muted{color:#a3abba!important}
.mail-quote,.mail-quote-text,.mail-html blockquote{border-color:#3a4250!important;color:#b9c0cd!important}
.mail-rule{border-color:#2c323d!important}
.mail-html pre{background:#11141a!important}
.mail-html td,.mail-html th{border-color:#3a4250!important}
.mail-html a,.mail-link{color:#8ab4ff!important}
}
[data-ogsc] .mail-text{color:#e6e9ef!important}
[data-ogsc] .mail-muted,[data-ogsc] .mail-quote-text{color:#a3abba!important}
[data-ogsc] .mail-html a,[data-ogsc] .mail-link{color:#8ab4ff!important}
`.replace(/\n/g, "");
