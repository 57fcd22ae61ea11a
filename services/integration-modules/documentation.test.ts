import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { describeModule, withModuleVariables } from "./describe-module";
import { moduleDefinitions } from "./module-definitions";

const example = readFileSync(".env.example", "utf8");

// Written anew by: npx vitest run services/integration-modules/documentation.test.ts -u
it("the page of all settings is the one that the definitions make", async () => {
  const page = `# Settings of the integration modules

Made from the modules' definitions: change those, not this page. How to set them is in
[Integration modules](integration-modules.md).

${moduleDefinitions.map(describeModule).join("\n")}`;
  await expect(page).toMatchFileSnapshot("../../docs/module-settings.md");
});

it("every variable of a setting is in the example of the environment, explained", async () => {
  await expect(withModuleVariables(example, moduleDefinitions)).toMatchFileSnapshot("../../.env.example");
});
