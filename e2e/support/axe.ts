import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Frame, Page } from "@playwright/test";
import type { AxeResults } from "axe-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * What axe finds wrong on the page and in its frames, one line a place; frames that allow no script aside, for axe is
 * one. The page's context must bypass its content security policy.
 */
export async function violationsOf(page: Page): Promise<string[]> {
  await settle(page);
  const found: string[] = [];
  for (const frame of page.frames()) {
    if (await allowsScript(frame)) found.push(...(await violationsIn(frame)));
  }
  return found;
}

async function allowsScript(frame: Frame): Promise<boolean> {
  if (!frame.parentFrame()) return true;
  const sandbox = await (await frame.frameElement()).getAttribute("sandbox");
  return sandbox === null || sandbox.split(" ").includes("allow-scripts");
}

async function violationsIn(frame: Frame): Promise<string[]> {
  await frame.waitForLoadState();
  await frame.evaluate(axeSource);
  const results = await frame.evaluate(async (isPage): Promise<AxeResults> => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    // Frames are looked into one by one: axe itself cannot reach into a sandboxed one. A message in its frame is no page.
    return axe.run(document, { iframes: false, rules: { "page-has-heading-one": { enabled: isPage } } });
  }, !frame.parentFrame());
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")} ${node.any[0]?.message ?? ""}`.trim()),
  );
}

/** Waits for animations that end: half-faded text has other colours. */
async function settle(page: Page) {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}
