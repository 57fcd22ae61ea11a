import { readWorkerRuns, workers } from "@/services/workers/worker-runs";
import { type DoctorCheck, green, red } from "../check";
import { duration } from "../duration";

export const workersAliveCheck: DoctorCheck = {
  slug: "workers-alive",
  group: "workers",
  title: "The workers run",
  why: "They send mail, read what came in, forward events and delete what is too old. When one stands still, its work waits.",
  async run(examination) {
    await examination.database();
    const runs = await readWorkerRuns();
    const late = workers.filter(({ name, longestSilenceMs }) => {
      const ageMs = runs.get(name)?.ageMs;
      return ageMs === undefined || ageMs > longestSilenceMs;
    });
    const said = (name: string) => {
      const ageMs = runs.get(name)?.ageMs;
      return ageMs === undefined ? "has never run" : ageMs < 5_000 ? "runs" : `ran ${duration(ageMs)} ago`;
    };
    if (late.length > 0) {
      return red(
        `${late.map(({ name, title }) => `${title} ${said(name)}.`).join(" ")}`,
        late.length === workers.length
          ? "The portal does not run: `npm start`."
          : "Restart the portal, and see its log for what stopped them.",
      );
    }
    return green(workers.map(({ name, title }) => `${title} ${said(name)}.`).join(" "));
  },
};
