import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Agent, type RequestOptions, request } from "node:https";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RowDataPacket } from "mysql2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isExecutable } from "@/db/embedded/is-executable.mjs";
import { freePort } from "@/db/embedded/mariadb-daemon.mjs";
import { createTestDatabase } from "@/db/testing/test-database";
import { laySentCopies } from "../support/lay-sent-copies";
import { apiKey, buildPortal, startPortal } from "../support/portal-process";
import { signIn } from "../support/signed-in";
import { openStage } from "../support/stage";
import { clickPath, openPath, sentUrls, trackingIdOf } from "../support/tracked-requests";
import { waitUntil } from "../support/wait-until";
import { proxyCertificate } from "./proxy-certificate";

// The configurations that docs/operations.md shows, in front of two real portals. Only addresses, ports and the
// certificate are replaced. Runs for each of the two programs that is on this machine.

const host = "support.example.com";
const inboundKey = "inbound-key-0123456789";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";
const page = readFileSync("docs/operations.md", "utf8");

type Ports = { http: number; https: number; portals: number[] };
type Proxy = {
  name: string;
  program: string | null;
  /** What docs/operations.md says to give it time with. */
  shutdownDelay: string;
  /** Writes its configuration. @returns how it is started */
  configure(home: string, ports: Ports): { args: string[]; env?: Record<string, string> };
};

const proxies: Proxy[] = [
  {
    name: "nginx",
    program: findProgram("nginx"),
    shutdownDelay: "2",
    configure(home, { http, https, portals }) {
      const isOld = isBefore("nginx", "-v", /nginx\/(\d+)\.(\d+)/, [1, 26]);
      const documented = shown("nginx")
        .replace("127.0.0.1:3000", `127.0.0.1:${portals[0]}`)
        .replace("# A second process: server 127.0.0.1:3001", `server 127.0.0.1:${portals[1]}`)
        .replace("listen 80;", `listen 127.0.0.1:${http};`)
        .replace("listen 443 ssl;", `listen 127.0.0.1:${https} ssl${isOld ? " http2" : ""};`)
        .replace("http2 on;", isOld ? "" : "http2 on;")
        .replace(/\/etc\/letsencrypt\/live\/[^/]+\/fullchain\.pem/, join(home, "cert.pem"))
        .replace(/\/etc\/letsencrypt\/live\/[^/]+\/privkey\.pem/, join(home, "key.pem"))
        .replaceAll("/var/log/nginx/", `${home}/`);
      const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
      const whole = `
        ${process.getuid?.() === 0 ? "user root;" : ""} daemon off; pid ${home}/nginx.pid; error_log ${home}/error.log;
        events {}
        http {
          access_log off; gzip on; gzip_types *; gzip_min_length 1;
          ${temporary.map((kind) => `${kind}_temp_path ${home}/${kind};`).join("\n")}
          ${documented}
        }`;
      writeFileSync(join(home, "nginx.conf"), whole);
      return { args: ["-p", home, "-e", join(home, "error.log"), "-c", join(home, "nginx.conf")] };
    },
  },
  {
    name: "Caddy",
    program: findProgram("caddy"),
    shutdownDelay: "3",
    configure(home, { http, https, portals }) {
      const documented = shown("caddyfile")
        .replace(
          `${host} {`,
          `https://${host}:${https} {\n\tbind 127.0.0.1\n\ttls ${home}/cert.pem ${home}/key.pem`,
        )
        .replace("127.0.0.1:3000 127.0.0.1:3001", portals.map((port) => `127.0.0.1:${port}`).join(" "))
        .replaceAll("/var/log/caddy/", `${home}/`)
        .replace(
          "log_skip",
          isBefore("caddy", "version", /v?(\d+)\.(\d+)/, [2, 8]) ? "skip_log" : "log_skip",
        );
      const whole = `{\n\tadmin off\n\thttp_port ${http}\n\thttps_port ${https}\n\tauto_https disable_redirects\n}\n${documented}`;
      writeFileSync(join(home, "Caddyfile"), whole);
      return {
        args: ["run", "--adapter", "caddyfile", "--config", join(home, "Caddyfile")],
        env: { HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home },
      };
    },
  },
];

/** The block of the page in this language. */
function shown(language: string): string {
  const [, block = ""] = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "m").exec(page) ?? [];
  if (!block) throw new Error(`docs/operations.md has no block of ${language}`);
  return block;
}

/** Whether the program on this machine is older: the page names another directive for it. */
function isBefore(name: string, flag: string, pattern: RegExp, [major, minor]: [number, number]): boolean {
  const { stdout, stderr } = spawnSync(findProgram(name) ?? name, [flag], { encoding: "utf8" });
  const [, ofMajor, ofMinor] = (pattern.exec(stdout + stderr) ?? []).map(Number);
  return (ofMajor ?? 0) < major || (ofMajor === major && (ofMinor ?? 0) < minor);
}

function findProgram(name: string): string | null {
  const folders = [
    ...(process.env.PATH ?? "").split(delimiter),
    "/usr/sbin",
    "/usr/local/sbin",
    "/opt/homebrew/bin",
  ];
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

const { stage, close } = openStage();
afterAll(close, 60_000);

// Not each machine has both, or either.
for (const proxy of proxies) {
  describe.skipIf(!proxy.program)(`behind ${proxy.name}, as documented,`, () => isAsDocumented(proxy));
}

function isAsDocumented(proxy: Proxy) {
  const home = join(stage.home, proxy.name);
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false, servername: host });
  let ports: Ports;
  let portals: Awaited<ReturnType<typeof startPortal>>[];
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let cookie = "";

  const startOne = (port?: number) =>
    startPortal({
      ...{ home, databaseUrl: database.url, ...(port ? { port } : {}) },
      variables: {
        ...{ PORTAL_URL: `https://${host}`, TRUSTED_PROXY_HOPS: "1", LOG_LEVEL: "debug" },
        ...{ METRICS_TOKEN: "metrics-0123456789abcdef", INBOUND_EMAIL_KEY: inboundKey },
        SHUTDOWN_DELAY_SECONDS: proxy.shutdownDelay,
      },
    });

  beforeAll(buildPortal, 600_000);
  beforeAll(async () => {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "key.pem"), proxyCertificate.key);
    writeFileSync(join(home, "cert.pem"), proxyCertificate.cert);
    database = await createTestDatabase();
    stage.onEnd(() => database.close());
    await laySentCopies(database.pool, 100);
    await database.pool.query(
      `UPDATE integration_modules SET settings = '{"ip_storage":"full"}', version = 2 WHERE slug = 'plausible'`,
    );
    portals = [await startOne(), await startOne()];
    stage.onEnd(() => Promise.all(portals.map((portal) => portal.stop())));
    ports = { http: await freePort(), https: await freePort(), portals: portals.map(({ port }) => port) };
    const { args, env } = proxy.configure(home, ports);
    const child = spawn(proxy.program ?? "", args, {
      cwd: home,
      env: { ...process.env, ...env },
      stdio: "pipe",
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        said += chunk;
      });
    stage.onEnd(
      () =>
        new Promise((resolve) => {
          if (child.exitCode !== null) return resolve(null);
          child.once("exit", resolve);
          child.kill("SIGTERM");
        }),
    );
    await waitUntil("the proxy passes requests on", async () => {
      if (child.exitCode !== null) throw new Error(`${proxy.name} ended: ${said}`);
      return (await ask("/sign-in").catch(() => null))?.status === 200;
    });
    cookie = await signIn(ports.portals[0] ?? 0, `https://${host}`);
  }, 120_000);

  type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer };
  function ask(path: string, options: RequestOptions & { body?: Buffer | string } = {}): Promise<Answer> {
    const { body, headers, ...others } = options;
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          ...{ agent, host: "127.0.0.1", port: ports.https, path, timeout: 30_000 },
          ...others,
          headers: { host: `${host}:${ports.https}`, "user-agent": firefox, ...headers },
        },
        async (answer) => {
          const chunks: Buffer[] = [];
          try {
            for await (const chunk of answer) chunks.push(chunk);
          } catch (error) {
            return reject(error);
          }
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) });
        },
      );
      asked.on("error", reject);
      asked.on("timeout", () => asked.destroy(new Error("no answer within 30 s")));
      asked.end(body);
    });
  }
  const linesOf = ({ logFile }: { logFile: string }) =>
    readFileSync(logFile, "utf8")
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
  const portalLines = () => portals.flatMap(linesOf);
  const proxyLog = () => readFileSync(join(home, "myportal.log"), "utf8");

  it("a request has one id in the answer, the portal's log and the proxy's, which the client does not choose", async () => {
    const answer = await ask("/sign-in", { headers: { "x-request-id": "chosen-by-the-client-0123" } });
    const id = String(answer.headers["x-request-id"]);
    expect(id).toMatch(/^[\da-f-]{32,36}$/);
    await waitUntil("the portal has logged it", () =>
      portalLines().some(
        ({ requestId, route, status }) => requestId === id && route === "/sign-in" && status === 200,
      ),
    );
    await waitUntil("the proxy has logged it", () => proxyLog().includes(id));
    expect(proxyLog()).not.toContain("chosen-by-the-client");
  });

  it("pixel and click arrive as they were sent, HEAD answers, and their addresses stand in no log", async () => {
    const accepting = { headers: { "accept-encoding": "gzip, br, zstd" } };
    const pixel = await ask(openPath(1), accepting);
    expect(pixel.body.length).toBe(43);
    expect(pixel.headers).toMatchObject({
      "content-type": "image/gif",
      "cache-control": expect.stringContaining("no-store"),
    });
    for (const name of ["content-encoding", "set-cookie", "age", "strict-transport-security"])
      expect(pixel.headers[name], name).toBeUndefined();
    const click = await ask(clickPath(1, 0), accepting);
    expect({ status: click.status, to: click.headers.location }).toEqual({ status: 302, to: sentUrls[0] });
    expect((await ask(openPath(1), { method: "HEAD" })).status).toBe(200);
    await ask("/sign-in");
    await waitUntil("the proxy writes its log", () => proxyLog().includes("/sign-in"));
    expect(proxyLog()).not.toContain(trackingIdOf(1));
  });

  it("the client's address is the one that asked the proxy, whatever the client says of itself", async () => {
    await ask(openPath(2), {
      localAddress: "127.0.0.2",
      agent: false,
      rejectUnauthorized: false,
      servername: host,
      headers: { "x-forwarded-for": "203.0.113.9" },
    });
    await waitUntil("the open is recorded", async () => (await addressesOf(2)).length === 1);
    expect(await addressesOf(2)).toEqual(["127.0.0.2"]);
  });

  async function addressesOf(copy: number) {
    const [rows] = await database.pool.query<RowDataPacket[]>(
      "SELECT ip_address FROM email_tracking_events WHERE tracking_id = ?",
      [trackingIdOf(copy)],
    );
    return rows.map(({ ip_address }) => ip_address);
  }

  it("the live stream comes as it happens", async () => {
    const chunks: string[] = [];
    const stream = request(
      {
        agent: false,
        rejectUnauthorized: false,
        servername: host,
        host: "127.0.0.1",
        port: ports.https,
        path: "/api/live",
        headers: { host: `${host}:${ports.https}`, cookie },
      },
      (answer) => answer.on("data", (chunk) => chunks.push(String(chunk))),
    );
    stream.on("error", () => {});
    stream.end();
    await waitUntil("the stream has begun", () => chunks.join("").includes("retry:"), 5_000);
    await ask(openPath(3));
    await waitUntil("the change has come", () => /event: change/.test(chunks.join("")), 5_000);
    stream.destroy();
  });

  it("metrics are not there for strangers, and mail of 30 MB comes in", async () => {
    const token = { authorization: "Bearer metrics-0123456789abcdef" };
    expect((await ask("/api/metrics", { headers: token })).status).toBe(404);
    const head =
      "From: ada@customer.example\r\nTo: support@bench.example\r\nMessage-ID: <large@b.example>\r\nSubject: Large\r\n\r\n";
    const body = Buffer.concat([Buffer.from(head), Buffer.alloc(30_000_000, `${"x".repeat(70)}\r\n`)]);
    const answer = await ask("/api/inbound/email?envelope_from=ada@customer.example", {
      method: "POST",
      headers: {
        authorization: `Bearer ${inboundKey}`,
        "content-type": "message/rfc822",
        "content-length": body.length,
      },
      body,
    });
    expect(answer.status, answer.body.toString()).toBeLessThan(300);
  });

  it("the API's ETag and If-Match get through", async () => {
    const headers = { authorization: `Bearer ${apiKey}` };
    const seen = await ask("/api/v1/integration-modules/plausible", {
      headers: { ...headers, "accept-encoding": "gzip" },
    });
    expect(seen.headers.etag).toMatch(/^"\d+"$/);
    const stale = await ask("/api/v1/integration-modules/plausible", {
      method: "PATCH",
      headers: { ...headers, "content-type": "application/json", "if-match": '"1"' },
      body: JSON.stringify({ settings: { retention_days: 30 } }),
    });
    expect(stale.status).toBe(412);
  });

  const openTicket = () =>
    ask("/api/v1/tickets", {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({
        subject: "Printer",
        requester: { email: "ada@customer.example" },
        text: "It burns.",
      }),
    });

  /** POSTs that come at the same moments, and that no portal takes without a key. @returns how they were answered */
  const crowd = async () => {
    const clients = Array.from({ length: 64 }, async () => {
      const statuses: number[] = [];
      for (let turn = 0; turn < 50; turn++)
        statuses.push((await ask("/api/v1/tickets", { method: "POST" })).status);
      return statuses;
    });
    return new Set((await Promise.all(clients)).flat());
  };

  it("a process that is restarted costs no request", async () => {
    const outcomes = new Map<string, number>();
    let isOver = false;
    const load = Array.from({ length: 8 }, async (_, client) => {
      for (let turn = 0; !isOver; turn++) {
        const outcome = await (turn % 4 ? ask(openPath(1 + ((turn * 8 + client) % 100))) : openTicket()).then(
          ({ status }) => String(status),
          (error) => String(error),
        );
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        await sleep(40);
      }
    });
    for (const [index, portal] of portals.entries()) {
      await sleep(1_500);
      await portal.stop();
      for (const status of await crowd()) outcomes.set(`in a crowd ${status}`, 1);
      const taken = () => linesOf(portal).filter(({ status }) => status === 201).length;
      const before = taken();
      portals[index] = await startOne(portal.port);
      await waitUntil("the proxy has found out that it is back", () => taken() > before);
    }
    isOver = true;
    await Promise.all(load);
    const {
      200: pixels,
      201: tickets,
      "in a crowd 401": refused,
      ...failures
    } = Object.fromEntries(outcomes);
    expect(failures).toEqual({});
    expect(refused).toBe(1);
    expect(pixels).toBeGreaterThan(200);
    expect(tickets).toBeGreaterThan(50);
  }, 240_000);

  it("a stranger is led from http to https", async () => {
    if (proxy.name === "Caddy") return; // By itself, where its ports are 80 and 443.
    const answer = await fetch(`http://127.0.0.1:${ports.http}/tickets?x=1`, { redirect: "manual" });
    expect(answer.status).toBe(301);
  });
}
