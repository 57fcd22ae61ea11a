import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { allChecks } from "./all-checks";
import type { DoctorCheck } from "./check";
import { moduleChecks } from "./module-checks";

const page = readFileSync("docs/troubleshooting.md", "utf8");
const anchors = [...page.matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id]) => id);
const links = [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? "");
const questions = page.slice(0, page.indexOf("# Every check"));

describe("docs/troubleshooting.md", () => {
  it("has every check, under its title, and no other", () => {
    // A module's own may be left to the page that is made of its definition (docs/module-settings.md).
    const isLeftOut = (check: DoctorCheck) => moduleChecks.includes(check) && !anchors.includes(check.slug);
    const here = allChecks.filter((check) => !isLeftOut(check));
    expect(anchors).toEqual(here.map(({ slug }) => slug));
    for (const { slug, title, why } of here)
      expect(page).toContain(`<a id="${slug}"></a>\n### ${title}\n\n\`${slug}\`. ${why}\n`);
  });

  it("links only to what is there", () => {
    expect(links.length).toBeGreaterThan(30);
    for (const link of links) {
      if (link.startsWith("#")) expect(anchors).toContain(link.slice(1));
      else expect(existsSync(`docs/${link}`), link).toBe(true);
    }
  });

  it("answers each question of the specification with a check", () => {
    for (const [question, check] of [
      [/`PORTAL_URL` right/, "portal-url-public"],
      [/module enabled/, "tracking-on"],
      [/sent with tracking/, "replies-are-tracked"],
      [/mail leave at all/, "smtp-connection"],
      [/block images/, "opens-arrive"],
      [/firewalls/, "opens-arrive"],
      [/Plain-text/, "opens-arrive"],
      [/internet reach `PORTAL_URL`/, "portal-url-reaches-us"],
      [/http or https/, "link-tracking-on"],
      [/clicks switched on/, "link-tracking-on"],
    ] as const) {
      expect(questions).toMatch(question);
      expect(questions).toContain(`(#${check})`);
    }
  });
});

describe("the checks", () => {
  it("have names that are unique and fit into a URL, and words in every place", () => {
    const slugs = allChecks.map(({ slug }) => slug);
    expect(new Set(slugs).size).toBe(slugs.length);
    for (const { slug, title, why } of allChecks) {
      expect(slug).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(title).toMatch(/^\S.*[^.]$/);
      expect(why).toMatch(/^\S.*\.$/);
    }
  });
});
