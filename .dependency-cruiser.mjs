/** A folder may import npm packages, Node, itself and what is listed: nothing else of ours. */
const layer = (name, from, allowed, { typesFromAnywhereIn } = {}) => ({
  name,
  severity: "error",
  from: { path: from, pathNot: tests },
  to: {
    pathNot: ["(^|/)node_modules/", ...allowed, ...(typesFromAnywhereIn ? [`^${typesFromAnywhereIn}/`] : [])],
    dependencyTypesNot: ["core"],
  },
});

// Tests sit beside the code; they may use a real database and what other tests use.
const tests = "\\.test\\.tsx?$|^[^/]+/testing/|/testing/";
const env = "^env\\.ts$";

export default {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    layer("env-is-a-leaf", env, [env]),
    layer("emails-is-a-leaf", "^emails/", ["^emails/"]),
    layer("db-knows-only-env", "^db/", ["^db/", env]),
    layer("services-never-see-ui", "^services/", ["^services/", "^db/", "^emails/", env]),
    layer("components-see-services-as-types", "^components/", ["^components/"], {
      typesFromAnywhereIn: "services",
    }),
    {
      name: "components-see-services-only-as-types",
      severity: "error",
      from: { path: "^components/", pathNot: tests },
      to: { path: "^services/", dependencyTypesNot: ["type-only"] },
    },
    layer("app-goes-through-services", "^(app/|proxy\\.ts$)", ["^app/", "^components/", "^services/", env]),
    layer("server-starts-services", "^server\\.ts$", ["^services/", "^db/", env]),
    layer("e2e-is-outside", "^e2e/", ["^e2e/", "^db/", env]),
    layer("bench-measures-services", "^bench/", [
      "^bench/",
      "^services/",
      "^db/",
      "^scripts/system-packages\\.mjs$",
      "^e2e/support/plausible-",
      env,
    ]),
    {
      name: "tests-may-use-the-test-database",
      severity: "error",
      from: { pathNot: `${tests}|^(e2e|bench)/` },
      to: { path: "/testing/" },
    },
    {
      name: "drizzle-and-transports-stay-down",
      severity: "error",
      from: { path: "^(app|components|emails)/", pathNot: tests },
      to: { path: "(^|/)node_modules/(drizzle-orm|mysql2|resend|nodemailer)(/|$)" },
    },
    {
      name: "next-stays-up",
      severity: "error",
      from: { path: "^(services|db|emails)/", pathNot: tests },
      to: { path: "(^|/)node_modules/next/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|dist)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
