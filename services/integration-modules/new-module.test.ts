import { readdirSync, readFileSync } from "node:fs";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { database } from "@/db/client";
import { integrationModules } from "@/db/schema/integration-modules";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { listAuditLog } from "@/services/audit/list-audit-log";
import type { Actor } from "@/services/auth/actor";
import { toModuleResource } from "@/services/http-api/resources/module-resource";
import { testConnection } from "@/services/module-connections/test-connection";
import { describeModule } from "./describe-module";
import { getModule, listModules } from "./get-module";
import type { ModuleDefinition } from "./module-definition";
import { moduleDefinitions } from "./module-definitions";
import { acmeModule } from "./testing/acme-module";
import { updateModule } from "./update-module";

const admin: Actor = { kind: "system", name: "Ada Admin", role: "admin" };
// As adding it to the list in the source would.
const definitions = moduleDefinitions as ModuleDefinition[];

useTestDatabase({ ACME_ROOM: "from-environment", ACME_LOUD: "yes" });
beforeAll(() => {
  definitions.push(acmeModule as unknown as ModuleDefinition);
});
afterAll(() => {
  definitions.pop();
});

it("every definition is in the list", () => {
  const files = readdirSync("services/integration-modules/definitions").map((file) =>
    file.replace(".ts", ""),
  );
  const listed = definitions.map(({ slug }) => slug).filter((slug) => slug !== "acme");
  expect(files.sort()).toEqual(listed.sort());
});

it("the module that CONTRIBUTING shows is the one that is tested here", () => {
  const blocks = readFileSync("CONTRIBUTING.md", "utf8").split(/^```(?:ts)?\n/m);
  const shown = blocks.find((block) => block.includes("defineModule({"));
  expect(shown).toBe(readFileSync("services/integration-modules/testing/acme-module.ts", "utf8"));
});

it("a new definition has its row, off, and its settings from the environment", async () => {
  const module = (await listModules()).find(({ slug }) => slug === "acme");
  expect(module).toMatchObject({
    name: "Acme Chat",
    enabled: false,
    version: 1,
    connection: { extra: null },
  });
  expect(module && toModuleResource(module)).toMatchObject({
    settings: { room: "from-environment", loud: true, token_set: false },
    sources: { room: "environment", loud: "environment", token: "default" },
  });
});

it("it is saved, validated, encrypted and audited like the others", async () => {
  await updateModule(admin, "acme", { enabled: true, settings: { room: "general", token: "acme-token" } });
  const refused = updateModule(admin, "acme", { settings: { room: "two words" } });
  await expect(refused).rejects.toMatchObject({ field: "room" });
  const [row] = await database().select().from(integrationModules).where(eq(integrationModules.slug, "acme"));
  expect(row).toMatchObject({ name: "Acme Chat", enabled: true, settings: { room: "general" } });
  expect(JSON.stringify(row)).not.toContain("acme-token");
  expect((await listAuditLog()).entries[0]).toMatchObject({
    targetId: "acme",
    changes: { enabled: { from: false, to: true }, token: { from: null, to: "•••" } },
  });
  expect((await getModule("acme")).version).toBe(2);
});

it("its Test connection is the one of its definition", async () => {
  const steps = await testConnection(admin, { slug: "acme", settings: { room: "nowhere" } });
  expect(steps).toEqual([{ step: "Room", status: "failed", detail: "There is no room nowhere." }]);
});

it("the doctor makes it, too", async () => {
  // The doctor makes its list of checks when it is loaded.
  const { examine } = await import("@/services/doctor/examine");
  const finding = async () => (await examine(admin, { slugs: ["acme-connection"] }))[0];
  expect(await finding()).toMatchObject({
    ...{ title: "Acme Chat: the connection works", group: "modules" },
    ...{ status: "green", found: "Room: general is there." },
  });
  await updateModule(admin, "acme", { settings: { room: "nowhere" } });
  expect(await finding()).toMatchObject({ status: "red", found: "Room: There is no room nowhere." });
});

it("its documentation is made from it", () => {
  const page = describeModule(acmeModule as unknown as ModuleDefinition);
  expect(page).toContain("| Token (secret) | `token` | | none |");
  expect(page).toContain("which the doctor makes, too (`acme-connection`). New tickets are not posted while");
  expect(page).toContain("| Loud | `loud` | `ACME_LOUD` | no |");
});
