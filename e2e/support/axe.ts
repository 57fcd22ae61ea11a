import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Frame, type Page } from "@playwright/test";
import type { AxeResults, RunOptions } from "axe-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** About the parts of a page; a mail is shown inside of one. */
const pageRules = ["landmark-one-main", "page-has-heading-one", "region"];

type Options = { isPage?: boolean; frames?: boolean };

/**
 * What axe finds wrong in the light and in the dark theme, one line a place. The themes differ in colours only, so the
 * second time only those are looked at. Frames that allow no script are left out, for axe is one. The page's context
 * must bypass its content security policy.
 * @param options.isPage false for a mail that is shown by itself
 * @param options.frames false when the page's frames were looked at before
 */
export async function violationsOf(page: Page, options: Options = {}): Promise<string[]> {
  const found: string[] = [];
  // Next.js streams a page's title, and streams it anew after an action.
  if (options.isPage !== false) await expect(page).toHaveTitle(/./);
  for (const theme of ["light", "dark"] as const) {
    await showIn(page, theme);
    await page.waitForLoadState();
    for (const frame of options.frames === false ? [page.mainFrame()] : page.frames()) {
      if (!(await allowsScript(frame))) continue;
      if (frame.parentFrame()) await fillBehind(frame);
      const isPage = options.isPage !== false && !frame.parentFrame();
      const violations = await violationsIn(
        frame,
        theme === "light" ? allBut(isPage ? [] : pageRules) : colours,
      );
      found.push(...violations.map((violation) => `${theme}: ${violation}`));
    }
  }
  return found;
}

/** {@link violationsOf} the page as narrow as a phone's screen, and then as wide as a desk's, which it stays. */
export async function violationsAtEveryWidth(page: Page, options: Options = {}): Promise<string[]> {
  const found: string[] = [];
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    found.push(...(await violationsOf(page, options)).map((violation) => `${width} px, ${violation}`));
  }
  return found;
}

const colours: RunOptions = {
  runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
};

function allBut(rules: string[]): RunOptions {
  return { rules: Object.fromEntries(rules.map((rule) => [rule, { enabled: false }])) };
}

/** Waits until the theme is in force, and for animations that end: half-faded text has other colours. */
async function showIn(page: Page, theme: "light" | "dark") {
  await page.emulateMedia({ colorScheme: theme });
  await expect.poll(() => themeOf(page)).toBe(theme);
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}

/** By what a person sees: the colour behind everything. */
function themeOf(page: Page): Promise<"light" | "dark" | null> {
  return page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d");
    // A page that is going to another one has no body for a moment.
    if (!canvas || !document.body) return null;
    canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    return (canvas.getImageData(0, 0, 1, 1).data[0] ?? 0) < 128 ? "dark" : "light";
  });
}

async function allowsScript(frame: Frame): Promise<boolean> {
  if (!frame.parentFrame()) return true;
  const sandbox = await (await frame.frameElement()).getAttribute("sandbox");
  return sandbox === null || sandbox.split(" ").includes("allow-scripts");
}

/** What shows through a frame counts: axe, which looks at the frame alone, would take it for white. */
async function fillBehind(frame: Frame) {
  await frame.waitForLoadState();
  const behind = await (await frame.frameElement()).evaluate((element) => {
    let place = element as Element | null;
    while (place && /^(transparent|rgba\(0, 0, 0, 0\))$/.test(getComputedStyle(place).backgroundColor)) {
      place = place.parentElement;
    }
    return place ? getComputedStyle(place).backgroundColor : "white";
  });
  await frame.evaluate((colour) => {
    const { style } = document.documentElement;
    style.backgroundColor = "";
    // A mail that brings its own colours brings its background, too.
    const own = getComputedStyle(document.documentElement).backgroundColor;
    if (/^(transparent|rgba\(0, 0, 0, 0\))$/.test(own)) style.backgroundColor = colour;
  }, behind);
}

async function violationsIn(frame: Frame, options: RunOptions): Promise<string[]> {
  if (!(await frame.evaluate(() => "axe" in window))) await frame.evaluate(axeSource);
  const results = await frame.evaluate(async (runOptions): Promise<AxeResults> => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    // Frames are looked into one by one: axe itself cannot reach into a sandboxed one.
    return axe.run(document, { ...runOptions, iframes: false, resultTypes: ["violations"] });
  }, options);
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")} ${node.any[0]?.message ?? ""}`.trim()),
  );
}
