import { execFile, execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { installSystemPackages } from "../../scripts/system-packages.mjs";

/** What one run of wrk measured. */
export type WrkResult = {
  requests: number;
  seconds: number;
  requestsPerSecond: number;
  /** In milliseconds. */
  p50: number;
  p99: number;
  max: number;
  /** Answers of 400 and above. */
  badStatus: number;
  socketErrors: number;
  timeouts: number;
};

const name = "wrk";

/** Finds wrk, or installs it with the system's package manager, as `npm test` does with Chromium. */
export async function ensureWrk() {
  if (isInstalled()) return;
  await installSystemPackages(
    "wrk, the load generator (https://github.com/wg/wrk)",
    { apt: [[name]], dnf: [[name]], brew: [[name]] },
    { progress: (text) => console.log(`  ${text}`) },
  );
}

function isInstalled(): boolean {
  try {
    execFileSync("which", [name], { stdio: "ignore" });
    return true;
  } catch {
    return false; // Not on this machine.
  }
}

/**
 * Loads `127.0.0.1:port` in a closed loop: each connection asks again as soon as it is answered.
 * @param requests what to ask for; one after another, and over again
 */
export async function runWrk(options: {
  home: string;
  port: number;
  connections: number;
  seconds: number;
  requests: { path: string; userAgent: string }[];
}): Promise<WrkResult> {
  const script = join(options.home, "requests.lua");
  writeFileSync(script, luaScript(options.requests));
  const args = ["-t1", `-c${options.connections}`, `-d${options.seconds}s`, "--timeout", "10s", "-s", script];
  const { stdout } = await promisify(execFile)(name, [...args, `http://127.0.0.1:${options.port}/`]);
  const line = stdout.split("\n").find((text) => text.startsWith("RESULT "));
  if (!line) throw new Error(`wrk printed no result:\n${stdout}`);
  return JSON.parse(line.slice("RESULT ".length));
}

/** The requests are made into bytes once, before the load: generating them must not cost the machine's time. */
function luaScript(requests: { path: string; userAgent: string }[]): string {
  const lines = requests.map(
    ({ path, userAgent }) => `{${JSON.stringify(path)}, ${JSON.stringify(userAgent)}}`,
  );
  return `
local asked = {
${lines.join(",\n")}
}
local made = {}
local next = 0
function init(args)
  for i, r in ipairs(asked) do made[i] = wrk.format("GET", r[1], {["User-Agent"] = r[2]}) end
end
function request()
  next = next % #made + 1
  return made[next]
end
function done(summary, latency, requests)
  local seconds = summary.duration / 1e6
  io.write(string.format(
    'RESULT {"requests":%d,"seconds":%.3f,"requestsPerSecond":%.1f,"p50":%.3f,"p99":%.3f,"max":%.3f,"badStatus":%d,"socketErrors":%d,"timeouts":%d}\\n',
    summary.requests, seconds, summary.requests / seconds, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    latency.max / 1000, summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write,
    summary.errors.timeout))
end
`;
}
