/**
 * `npm run bench:inject`: how fast tracking is put into a mail, beside a regular-expression pass, htmlparser2 and
 * cheerio on the same mails in the same run. All of them sign every link they find. Prints MB/s (UTF-8 bytes of
 * input a second of processor time, so that other programs do not blur it), the ratio to ours, and the time for one
 * mail of 100 KB with 50 links.
 */
import { readdirSync, readFileSync } from "node:fs";
import { load } from "cheerio";
import { Parser } from "htmlparser2";
import { signClick } from "@/services/email-tracking/click-signature";
import { injectTracking } from "@/services/email-tracking/inject-tracking";
import { PIXEL_GIF } from "@/services/email-tracking/pixel-gif";

const keyRing = { keys: [{ id: "bench", secret: Buffer.alloc(32, PIXEL_GIF) }] };
const options = {
  trackingId: "abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE",
  portalUrl: "https://support.example.com",
  sign: (trackingId: string, url: string) => signClick({ trackingId, url }, keyRing),
  trackOpens: true,
  trackClicks: true,
};
const pixel = `<img src="${options.portalUrl}/api/email-tracking/pixel/${options.trackingId}.gif" width="1" height="1" alt="">`;

const tracked = (url: string) =>
  `${options.portalUrl}/api/email-tracking/click?tid=${options.trackingId}&url=${encodeURIComponent(url)}` +
  `&sig=${options.sign(options.trackingId, url)}`;

const contestants: Record<string, (html: string) => string> = {
  "MyPortal (offsets)": (html) => injectTracking(html, options).html,
  // Links it gets wrong: unquoted, entities, comments, <link>, data-href. See peers of this product.
  "regular expressions": (html) =>
    html
      .replace(
        /href=(["'])(https?:\/\/[^"']+)\1/gi,
        (_, quote, url) => `href=${quote}${tracked(url)}${quote}`,
      )
      .replace(/<\/body>/i, `${pixel}</body>`),
  // Finds the links and signs them, but writes nothing: less than the whole work.
  "htmlparser2 (read only)": (html) => {
    let found = "";
    const parser = new Parser({
      onopentag(name, { href }) {
        if ((name === "a" || name === "area") && href?.startsWith("http")) found = tracked(href);
      },
    });
    parser.end(html);
    return found;
  },
  // Writes the whole mail anew, so not byte for byte.
  "cheerio (parse and serialise)": (html) => {
    const $ = load(html);
    for (const link of $("a[href^='http'], area[href^='http']")) {
      link.attribs.href = tracked(link.attribs.href ?? "");
    }
    $("body").append(pixel);
    return $.html();
  },
};

const folder = new URL("../services/email-tracking/fixtures/", import.meta.url);
const mails = readdirSync(folder)
  .filter((file) => file.endsWith(".html"))
  .map((file) => ({ file, html: readFileSync(new URL(file, folder), "utf8") }));

/** A mail of 100 KB with 50 links, of the pieces that newsletters are made of. */
function newsletter(): string {
  const cell = (i: number) =>
    `<tr><td align="left" style="font-size:0px;padding:10px 25px;word-break:break-word;"><div style="font-family:` +
    `Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:1.5;color:#333333;">Story ${i}. ${"Words of a story. ".repeat(92)}` +
    `</div><a href="https://news.example.com/2026/${i}?utm_source=mail&amp;utm_medium=email" style="color:#414141;">Read on</a></td></tr>\n`;
  const rows = Array.from({ length: 50 }, (_, i) => cell(i)).join("");
  const mail = `<!doctype html><html><head><title>News</title></head><body><table>${rows}</table></body></html>`;
  return mail;
}

/** Processor time of this process so far, in milliseconds; garbage collection on other threads included. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Throughput in MB/s over the mails for at least this long. */
function throughput(work: (html: string) => string, sources: string[], milliseconds: number): number {
  let bytes = 0;
  const size = sources.reduce((sum, html) => sum + Buffer.byteLength(html), 0);
  const start = processorTime();
  let elapsed = 0;
  while (elapsed < milliseconds) {
    for (let i = 0; i < 10; i++) for (const html of sources) work(html);
    bytes += 10 * size;
    elapsed = processorTime() - start;
  }
  return bytes / elapsed / 1_000;
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

function compare(title: string, sources: string[]): void {
  const rounds = new Map(Object.keys(contestants).map((name) => [name, [] as number[]]));
  for (const work of Object.values(contestants)) throughput(work, sources, 600);
  // Turn by turn, and the best round of each counts: what else the machine does can only slow it down.
  for (let round = 0; round < 9; round++) {
    for (const [name, work] of Object.entries(contestants))
      rounds.get(name)?.push(throughput(work, sources, 200));
  }
  const ours = Math.max(...(rounds.get("MyPortal (offsets)") ?? []));
  console.log(`\n${title}`);
  for (const [name, results] of rounds) {
    const speed = Math.max(...results);
    console.log(
      `  ${name.padEnd(32)}${speed.toFixed(0).padStart(6)} MB/s   ${(ours / speed).toFixed(2).padStart(6)}x`,
    );
  }
}

console.log("Tracking put into mails, signing included; the last column says how many times faster ours is.");
compare(
  `All ${mails.length} fixtures together`,
  mails.map((mail) => mail.html),
);
for (const { file, html } of mails) compare(`${file} (${html.length} characters)`, [html]);

const mail = newsletter();
const times: number[] = [];
for (let i = 0; i < 3_000; i++) {
  const start = performance.now();
  injectTracking(mail, options);
  times.push(performance.now() - start);
}
times.splice(0, 500);
const links = injectTracking(mail, options).links.length;
const middle = median(times);
const worst = times[Math.floor(times.length * 0.99)] ?? 0;
console.log(`\nOne mail of ${(mail.length / 1_000).toFixed(0)} KB with ${links} links, signed:`);
console.log(`  median ${middle.toFixed(3)} ms, 99th percentile ${worst.toFixed(3)} ms (bar: 1 ms)`);
