import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { moduleDefinitions } from "./module-definitions";

const page = readFileSync("docs/integration-modules.md", "utf8");
const example = readFileSync(".env.example", "utf8");

describe("the documentation of the modules", () => {
  it.each(moduleDefinitions.map((definition) => [definition.name, definition] as const))(
    "has every setting of %s, with its name in the API and its variable",
    (_, { icon, name, fields }) => {
      const section = page.split(`## ${name} ${icon}`)[1]?.split(/\n## /)[0] ?? "";
      const rows = section.split("\n").filter((line) => /^\| .*`/.test(line));
      const documented = rows.map((row) => row.split("|").map((cell) => cell.trim()));
      for (const field of fields) {
        const label = field.type === "secret" ? `${field.label} (secret)` : field.label;
        const variable = field.env ? `\`${field.env}\`` : "";
        expect(
          documented.map((cells) => cells.slice(1, 4)),
          field.name,
        ).toContainEqual([label, `\`${field.name}\``, variable]);
      }
      expect(documented).toHaveLength(fields.length);
    },
  );

  it("has every variable of a setting in the example of the environment", () => {
    for (const { fields } of moduleDefinitions) {
      for (const { env } of fields) if (env) expect(example).toMatch(new RegExp(`^${env}=`, "m"));
    }
  });
});
