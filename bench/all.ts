/** `npm run bench`: the benchmarks that the README quotes, one after another; fails when a bar of any does not hold. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const benchmarks = ["inject-tracking", "opens", "clicks", "delivery"];
for (const name of benchmarks) {
  const program = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const { status } = spawnSync(process.execPath, ["--import", "tsx", program], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
