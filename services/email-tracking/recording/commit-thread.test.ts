import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { getPriority, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { bundleProgram } from "@/services/email-delivery/testing/bundle-program";
import { laySentMail } from "../testing/sent-mail";
import { eventsOf, replyOf } from "../testing/tracking-contract";
import { trackingEvent } from "../testing/tracking-event";
import type { CommitLanes } from "./commit-lane";
import { createCommitThread } from "./commit-thread";
import { createGroupId } from "./group-id";
import { encodeGroup } from "./journal/journal-records";
import type { TrackingEvent } from "./tracking-event";

useTestDatabase();

let program: URL;
let thread: CommitLanes;
beforeAll(async () => {
  const source = fileURLToPath(new URL("./commit-thread-program.ts", import.meta.url));
  program = pathToFileURL(await bundleProgram(source, "commit-thread"));
});
beforeEach(() => {
  thread = createCommitThread(program);
});
afterEach(() => thread.close());

const dyingProgram = `
  import { parentPort } from "node:worker_threads";
  parentPort.once("message", () => process.exit(1));
`;
const group = (events: TrackingEvent[]) => encodeGroup({ id: createGroupId(), events });

describe("the thread that commits events", () => {
  it("commits what its lanes are given at the same time, and reports each to who asked", async () => {
    const mails = await Promise.all(Array.from({ length: 4 }, () => laySentMail()));
    const lanes = [...thread.live, thread.replay];
    const reports = await Promise.all(
      mails.map(({ trackingId }, index) => {
        const first = group(Array.from({ length: index + 1 }, () => trackingEvent(trackingId)));
        return lanes[index]?.([first, group([trackingEvent(trackingId)])]);
      }),
    );
    expect(reports.map((report) => report?.committed.map(({ visits }) => visits))).toEqual(
      [2, 3, 4, 5].map((count) => [{ "open human": count }]),
    );
    for (const [index, { replyId }] of mails.entries())
      expect((await replyOf(replyId)).emailOpenCount).toBe(index + 2);
  });

  it("commits a group once, however often it is asked, and in whichever thread", async () => {
    const mail = await laySentMail();
    const same = group([trackingEvent(mail.trackingId)]);
    await thread.live[0]?.([same]);
    await thread.replay([same]);
    const another = createCommitThread(program);
    await another.replay([same]);
    await another.close();
    expect(await eventsOf(mail.trackingId)).toHaveLength(1);
  });

  it("says where a machine went through a copy, so that the process can look at it once more", async () => {
    const mail = await laySentMail({
      links: ["https://a.example", "https://b.example", "https://c.example"],
    });
    const at = Date.now() - 1_000;
    const clicks = [1, 2, 3].map((linkPosition) =>
      trackingEvent(mail.trackingId, {
        eventType: "click",
        linkPosition,
        url: "https://a.example",
        occurredAt: at,
      }),
    );
    const report = await thread.replay([group(clicks)]);
    expect(report.committed[0]?.scan?.visits[0]).toMatchObject({ occurredAt: new Date(at) });
  });

  it("a failure comes back with its code and without the values that the driver repeats", async () => {
    const damaged = { ...group([trackingEvent("a".repeat(43))]), record: Buffer.from("damaged") };
    await expect(thread.replay([damaged])).rejects.toThrow(`the group of events ${damaged.id} is damaged`);
    const { DATABASE_URL } = process.env;
    process.env.DATABASE_URL = "mysql://nobody:nothing@127.0.0.1:1/away";
    const away = createCommitThread(program);
    const failing = away.replay([group([trackingEvent("a".repeat(43))])]);
    await expect(failing).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await away.close();
    process.env.DATABASE_URL = DATABASE_URL;
  });

  it("is there before it is asked for anything", async () => {
    const sign = join(await mkdtemp(join(tmpdir(), "commit-thread-")), "started");
    const early = `
      import { writeFileSync } from "node:fs";
      import { parentPort } from "node:worker_threads";
      writeFileSync(${JSON.stringify(sign)}, "");
      parentPort.once("message", () => parentPort.close());
    `;
    const unasked = createCommitThread(new URL(`data:text/javascript,${encodeURIComponent(early)}`));
    await expect.poll(() => existsSync(sign)).toBe(true);
    await unasked.close();
    await rm(dirname(sign), { recursive: true });
  });

  it.runIf(process.platform === "linux")("gives way to the thread that serves", async () => {
    await thread.replay([group([trackingEvent("a".repeat(43))])]);
    expect(getPriority()).toBe(0);
    const threads = await readdir("/proc/self/task");
    // By proc(5) `stat` the 19th field, the 17th behind the name: the nice value.
    const stats = await Promise.all(threads.map((id) => readFile(`/proc/self/task/${id}/stat`, "utf8")));
    const nice = stats.map((stat) => Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]));
    expect(nice).toContain(10);
  });

  it("that dies fails what it had, and the next one commits it", async () => {
    const mail = await laySentMail();
    const same = group([trackingEvent(mail.trackingId)]);
    const mortal = createCommitThread(new URL(`data:text/javascript,${encodeURIComponent(dyingProgram)}`));
    await expect(mortal.replay([same])).rejects.toThrow("the thread that commits events ended");
    await expect(mortal.replay([same])).rejects.toThrow("the thread that commits events ended");
    await thread.replay([same]);
    expect(await eventsOf(mail.trackingId)).toHaveLength(1);
  });
});
