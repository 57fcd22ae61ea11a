/** The inbox's style sheet, light and dark, in the portal's colours. */
export const inboxStyle = `
:root{color-scheme:light;--canvas:#f5f5f2;--surface:#fff;--hover:#ecece7;--line:#e3e2dc;--ink:#1d1d1a;--ink-2:#504f49;--ink-3:#66655e;--accent:#2a55c4;--accent-soft:#e8eefb;--warn-soft:#fdf0d8;--warn:#7f4d00;--warn-line:#ecd09a}
@media(prefers-color-scheme:dark){:root{color-scheme:dark;--canvas:#131312;--surface:#1a1a19;--hover:#292927;--line:#2d2d2a;--ink:#ecebe6;--ink-2:#bbbab3;--ink-3:#9f9e96;--accent:#86a8ff;--accent-soft:#1e2942;--warn-soft:#2e2411;--warn:#f0c674;--warn-line:#5a4518}}
*{box-sizing:border-box}
body{margin:0;height:100dvh;display:grid;grid-template:auto 1fr/minmax(280px,360px) 1fr;font:14px/20px "Inter Variable",Inter,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;background:var(--canvas);color:var(--ink)}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-9999px}.skip:focus{left:8px;top:8px;background:var(--surface);padding:8px 12px;z-index:2}
header.top{grid-column:1/-1;display:flex;align-items:baseline;gap:12px;padding:12px 20px;border-bottom:1px solid var(--line);background:var(--surface)}
header.top p.name a{color:inherit;text-decoration:none}
header.top p{margin:0;color:var(--ink-3)}
header.top p.name{font-size:16px;font-weight:650;color:var(--ink)}
nav.list{overflow:auto;border-right:1px solid var(--line);background:var(--surface)}
nav.list ol{list-style:none;margin:0;padding:0}
nav.list li a{display:block;padding:10px 20px;border-bottom:1px solid var(--line);color:inherit;text-decoration:none}
nav.list li a:hover{background:var(--hover)}
nav.list li a:focus-visible{outline-offset:-2px}
nav.list li a[aria-current]{background:var(--accent-soft);box-shadow:inset 3px 0 var(--accent)}
nav.list .row{display:flex;justify-content:space-between;gap:12px}
nav.list .row strong{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font-weight:600}
nav.list time{color:var(--ink-3);font-size:12px;white-space:nowrap;font-variant-numeric:tabular-nums}
nav.list .subject,nav.list .to{display:block;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
nav.list .to{color:var(--ink-3);font-size:12px}
nav.list p{margin:0;padding:24px 20px;color:var(--ink-2)}
nav.list .pages{display:flex;justify-content:space-between;padding:12px 20px}
main{display:flex;flex-direction:column;min-width:0;min-height:0;overflow:auto}
main .empty{margin:auto;padding:40px 24px;max-width:46ch;text-align:center;color:var(--ink-2)}
.head{padding:18px 24px 0}
.head h1{margin:0 0 10px;font-size:20px;line-height:28px;font-weight:650;overflow-wrap:anywhere}
.head dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 14px;margin:0 0 12px}
.head dt{color:var(--ink-3)}.head dd{margin:0;overflow-wrap:anywhere}
.tabs{display:flex;gap:4px;padding:0 20px;border-bottom:1px solid var(--line)}
.tabs a{padding:8px 12px;color:var(--ink-2);text-decoration:none;border-bottom:2px solid transparent;margin-bottom:-1px}
.tabs a[aria-current]{color:var(--ink);border-color:var(--accent);font-weight:600}
.notice{display:flex;flex-wrap:wrap;gap:6px 16px;align-items:center;justify-content:space-between;margin:12px 20px 0;padding:8px 14px;border:1px solid var(--warn-line);border-radius:8px;background:var(--warn-soft);color:var(--warn)}
.notice a{color:inherit;font-weight:600}
iframe{flex:1;min-height:420px;width:calc(100% - 40px);margin:12px 20px 20px;border:1px solid var(--line);border-radius:8px}
pre{margin:16px 20px 24px;padding:16px;border:1px solid var(--line);border-radius:8px;background:var(--surface);overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;font:13px/20px ui-monospace,Menlo,Consolas,monospace}
table{margin:16px 20px 24px;border-collapse:collapse}
th,td{padding:5px 12px 5px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th{color:var(--ink-3);font-weight:500;white-space:nowrap}td{overflow-wrap:anywhere;font:13px/20px ui-monospace,Menlo,Consolas,monospace}
.back{display:none}
@media(max-width:760px){body{grid-template:auto 1fr/1fr}body.reading nav.list{display:none}body:not(.reading) main{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.back{display:inline-block;margin:12px 24px 0}nav.list{border-right:0}header.top p:not(.name){display:none}th{white-space:normal}iframe{margin:12px 0 0;width:100%;border-width:1px 0 0;border-radius:0}}
`;

/** The tab's icon: an envelope. */
export const inboxIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#2a55c4" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><rect x="2" y="4" width="20" height="16" rx="3"/><path d="m3 7 9 6 9-6"/></svg>';

/** Keeps the list up to date while it is shown, without moving the reader's focus. */
export const inboxScript = `
const list = document.getElementById("messages");
let source = null;
async function refresh() {
  const response = await fetch(list.dataset.url);
  if (!response.ok) return;
  const focused = document.activeElement?.closest("#messages a")?.getAttribute("href");
  list.innerHTML = await response.text();
  if (focused) list.querySelector('a[href="' + CSS.escape(focused) + '"]')?.focus();
}
function connect() {
  if (document.hidden || source) return;
  source = new EventSource("/events");
  source.onmessage = refresh;
  source.onopen = refresh;
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { source?.close(); source = null; } else connect();
});
connect();
`;
