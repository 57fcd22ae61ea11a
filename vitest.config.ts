import { defineConfig, type Plugin } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take long by themselves: begun last, they would keep one processor waiting for them. */
const longRunning =
  /bench\/|db\/embedded\/start-embedded-database|killed-|plausible-forwarder|inbound-email\/(corpus|crash|imap\/imap)\.test/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => longRunning.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/**
 * The parts of React Email that a mail uses, without the rest of the package that gathers them: Tailwind and Prism take
 * half a second to load, in a third of the test files. What is built leaves them out, too.
 */
const partsOfReactEmail: Plugin = {
  name: "parts-of-react-email",
  transform: {
    filter: { id: /\/emails\/[^/]+\.tsx$/ },
    handler: (code) =>
      code.replace(/import \{ (.+) \} from "@react-email\/components";/, (_, names: string) =>
        names
          .split(", ")
          .map((name) => `import { ${name} } from "@react-email/${name.toLowerCase()}";`)
          .join(" "),
      ),
  },
  enforce: "pre",
};

export default defineConfig({
  plugins: [partsOfReactEmail],
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    include: ["**/*.test.{ts,tsx}"],
    exclude: ["node_modules/**", ".next/**", "dist/**", "e2e/**"],
    // One private MariaDB for the run; each test file makes its own database on it.
    globalSetup: "db/testing/global-setup.ts",
    sequence: { sequencer: LongestFirst },
    // By itself Vitest leaves one processor free: of two that is half the time. One more than there are gains a tenth, and
    // tests that say how long something may take at most fail at times.
    maxWorkers: "100%",
    // Two cores, real databases, and an embedded server that is set up from nothing in some tests.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
