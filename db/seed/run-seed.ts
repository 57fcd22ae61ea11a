import { randomInt } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { env } from "@/env";
import { demoAccounts, isDemoLaid, seedDemo } from "./seed-demo";

// The command behind `npm start` on a new embedded database (bundled to dist/seed-demo.mjs).

const file = join(env().DATA_DIR, "demo-credentials.json");
const credentialsSchema = z.object({ password: z.string().min(10) });
// Nothing that is mistaken for something else when it is copied by hand.
const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

const makePassword = () =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join(""),
  ).join("-");

/** The password that an earlier run wrote down, or null when none did. */
async function storedPassword(): Promise<string | null> {
  try {
    return credentialsSchema.parse(JSON.parse(await readFile(file, "utf8"))).password;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new Error(`${file} cannot be read; remove it to have the password chosen anew.`, { cause: error });
  }
}

/** Written under another name, flushed and renamed: a crash leaves the whole file or none. */
async function storePassword(password: string) {
  await mkdir(env().DATA_DIR, { recursive: true });
  const draft = await open(`${file}.new`, "w", 0o600);
  try {
    await draft.writeFile(`${JSON.stringify({ password, accounts: demoAccounts }, null, 2)}\n`);
    await draft.sync();
  } finally {
    await draft.close();
  }
  await rename(`${file}.new`, file);
}

const known = await storedPassword();
if (known === null && (await isDemoLaid(env().DATABASE_URL))) {
  console.log(`the demo data is there already; its password was in ${file}, which is gone`);
} else {
  const password = known ?? makePassword();
  if (known === null) await storePassword(password);
  const { accounts, laid } = await seedDemo(env().DATABASE_URL, { password });
  const admin = accounts.find((account) => account.role === "admin");
  const agent = accounts.find((account) => account.role === "agent");
  console.log(laid ? "the demo data is laid" : "the demo data is there already");
  console.log(`sign in as ${admin?.email} (admin) or ${agent?.email} (agent), password ${password}`);
}
