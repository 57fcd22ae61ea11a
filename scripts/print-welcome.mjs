import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Ends `npm start` with what a person does next.
 * @param {{
 *   portalUrl: string,
 *   dataDir: string,
 *   inboxUrl: string | null,
 *   generatedAdmin: { email: string, password: string } | null,
 * }} what
 */
export function printWelcome({ portalUrl, dataDir, inboxUrl, generatedAdmin }) {
  const lines = [["Portal", portalUrl], ...signIns(dataDir, generatedAdmin)];
  if (inboxUrl) lines.push(["Inbox", `${inboxUrl}  (every mail that the portal sends arrives here)`]);
  const width = Math.max(...lines.map(([label]) => label.length));
  const text = lines.map(([label, value]) => `    ${label.padEnd(width)}  ${value}`).join("\n");
  console.log(`\n  MyPortal is up. Ctrl-C stops it.\n\n${text}\n`);
}

/**
 * @param {string} dataDir
 * @param {{ email: string, password: string } | null} generatedAdmin
 * @returns {[string, string][]}
 */
function signIns(dataDir, generatedAdmin) {
  if (generatedAdmin) {
    return [["Sign in", `${generatedAdmin.email}  password ${generatedAdmin.password}  (shown this once)`]];
  }
  const file = join(dataDir, "demo-credentials.json");
  if (!existsSync(file)) return [];
  const { password, accounts } = JSON.parse(readFileSync(file, "utf8"));
  const one = (role) => accounts.find((account) => account.role === role)?.email;
  return [
    ["Sign in", `${one("admin")}  (admin)`],
    ["or", `${one("agent")}  (agent)`],
    ["Password", `${password}  (both, unless you have changed it)`],
  ];
}
