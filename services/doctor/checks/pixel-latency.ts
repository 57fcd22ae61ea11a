import { askPortal } from "../ask-portal";
import { amber, type DoctorCheck, green, red } from "../check";

const [slowMs, tooSlowMs] = [500, 2_000];

export const pixelLatencyCheck: DoctorCheck = {
  slug: "pixel-latency",
  group: "tracking",
  title: "The pixel is quick",
  why: "Mail programs and image proxies give up on an image that takes long: the open is lost, and a click feels broken.",
  async run(examination) {
    const { pixel } = examination.addresses();
    const times = [(await examination.pixel()).tookMs];
    for (let more = 0; more < 2; more++) times.push((await askPortal(pixel)).tookMs);
    times.sort((a, b) => a - b);
    const median = Math.round(times[1] ?? 0);
    const found = `${median} ms from here, connection and all (the middle of three).`;
    if (median < slowMs) return green(found);
    return median < tooSlowMs ? amber(found, mend) : red(found, mend);
  },
};

const mend = "See what stands in front, and how busy this machine and its database are.";
