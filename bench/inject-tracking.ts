/**
 * `npm run bench:inject`: how fast tracking is put into a mail, beside a regular-expression pass, htmlparser2 and
 * cheerio on the same mails in the same run. All of them sign every link they find. Speeds are MB of UTF-8 a second of
 * processor time, so that other programs blur them less; each is the best of nine rounds, taken turn by turn. Fails when
 * a bar does not hold.
 */
import { readdirSync, readFileSync } from "node:fs";
import { load } from "cheerio";
import { injectTracking } from "@/services/email-tracking/injection/inject-tracking";
import { createBars } from "./support/bars";
import { baseline, contestants, ours, rightLinks, trackingOptions } from "./support/link-rewriters";
import { printedLoad, printMachine } from "./support/machine";

type Mail = { name: string; html: string; bytes: number };
type Speeds = Map<string, number>;

const folder = new URL("../services/email-tracking/injection/fixtures/", import.meta.url);
const mails: Mail[] = readdirSync(folder)
  .filter((file) => file.endsWith(".html"))
  .map((file) => {
    const html = readFileSync(new URL(file, folder), "utf8");
    return { name: file.replace(/\.html$/, ""), html, bytes: Buffer.byteLength(html) };
  });

/** A mail of 100 KB with 50 links, of the pieces that newsletters are made of. */
function newsletter(): string {
  const cell = (i: number) =>
    `<tr><td align="left" style="font-size:0px;padding:10px 25px;word-break:break-word;"><div style="font-family:` +
    `Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:1.5;color:#333333;">Story ${i}. ${"Words of a story. ".repeat(92)}` +
    `</div><a href="https://news.example.com/2026/${i}?utm_source=mail&amp;utm_medium=email" style="color:#414141;">Read on</a></td></tr>\n`;
  const rows = Array.from({ length: 50 }, (_, i) => cell(i)).join("");
  return `<!doctype html><html><head><title>News</title></head><body><table>${rows}</table></body></html>`;
}

/** Processor time of this process so far, in milliseconds; garbage collection on other threads included. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** MB a second over these mails, for at least this long. */
function throughput(work: (html: string) => string, set: Mail[], milliseconds: number): number {
  const size = set.reduce((sum, { bytes }) => sum + bytes, 0);
  // As many at a time as take a measurable moment, whatever the mails' size.
  const repeats = Math.max(1, Math.ceil(200_000 / size));
  let bytes = 0;
  let elapsed = 0;
  const start = processorTime();
  while (elapsed < milliseconds) {
    for (let i = 0; i < repeats; i++) for (const { html } of set) work(html);
    bytes += repeats * size;
    elapsed = processorTime() - start;
  }
  return bytes / elapsed / 1_000;
}

function measure(set: Mail[]): Speeds {
  const best: Speeds = new Map();
  for (const { work } of contestants) throughput(work, set, 500);
  for (let round = 0; round < 9; round++) {
    for (const { name, work } of contestants) {
      best.set(name, Math.max(best.get(name) ?? 0, throughput(work, set, 150)));
    }
  }
  return best;
}

function printSpeeds(name: string, set: Mail[], speeds: Speeds): void {
  const bytes = set.reduce((sum, mail) => sum + mail.bytes, 0);
  const links = set.reduce((sum, { html }) => sum + injectTracking(html, trackingOptions).links.length, 0);
  const cells = contestants.map((contestant) => {
    const speed = speeds.get(contestant.name) ?? 0;
    const ratio = speed / (speeds.get(baseline) ?? 1);
    return `${speed.toFixed(0).padStart(8)} ${`${ratio.toFixed(2)}x`.padStart(6)}`;
  });
  const size = `${(bytes / 1_000).toFixed(0)} KB`.padStart(7);
  console.log(`  ${name.padEnd(20)}${size}${String(links).padStart(6)} ${cells.join("")}`);
}

console.log(
  "\n  Tracking put into mails, signing included: MB/s, and the ratio to a pass of regular expressions\n",
);
printMachine();
const heads = contestants.map(({ short }) => short.padStart(15)).join("");
console.log(`\n  ${"mail".padEnd(20)}${"size".padStart(7)}${"links".padStart(6)} ${heads}`);
for (const mail of mails) printSpeeds(mail.name, [mail], measure([mail]));
const together = measure(mails);
printSpeeds("all of them", mails, together);

console.log("\n  Links of the mails that lead through us afterwards, and to the same place:");
for (const { name, work, writes } of contestants) {
  if (!writes) continue;
  const counts = mails.map(({ html }) => rightLinks(html, work(html)));
  const right = counts.reduce((sum, count) => sum + count.right, 0);
  const all = counts.reduce((sum, count) => sum + count.all, 0);
  console.log(`  ${name.padEnd(34)}${String(right).padStart(5)} of ${all}`);
}

const mail = newsletter();
const times: number[] = [];
for (let i = 0; i < 3_500; i++) {
  const start = performance.now();
  injectTracking(mail, trackingOptions);
  if (i >= 500) times.push(performance.now() - start);
}
times.sort((a, b) => a - b);
const at = (part: number) => times[Math.floor(times.length * part)] ?? Number.NaN;
const links = load(injectTracking(mail, trackingOptions).html)("a[href*='/click?']").length;

console.log(`\n  load ${printedLoad()} at the end\n`);
const speed = together.get(ours) ?? 0;
const bars = createBars();
bars.check("100 MB/s or more over all mails", speed >= 100, `${speed.toFixed(0)} MB/s`);
bars.check(
  `below 1 ms for one mail of ${(mail.length / 1_000).toFixed(0)} KB with ${links} links`,
  at(0.5) < 1 && links === 50,
  `median ${at(0.5).toFixed(3)} ms, p99 ${at(0.99).toFixed(3)} ms by the clock`,
);
bars.finish();
