import { connection } from "@/db/client";
import { EnvironmentError, env } from "@/env";
import { rotateSecrets, WrongSecretKeyError } from "./rotate-secrets";

// The command behind `npm run rotate-keys` (bundled to dist/rotate-keys.mjs).

const secretsOf = (count: number) => (count === 1 ? "1 secret" : `${count} secrets`);

async function rotate() {
  const actor = { kind: "system", name: "npm run rotate-keys", role: "admin" } as const;
  const { rotated, current } = await rotateSecrets(actor, (slug, count) =>
    console.log(`  ${slug}: ${secretsOf(count)} encrypted with the new key`),
  );
  console.log(
    rotated === 0
      ? `Nothing to do: ${secretsOf(current)}, all encrypted with this SECRET_KEY.`
      : `${secretsOf(rotated)} encrypted with the new key, ${current} were before.`,
  );
}

function inWords(error: unknown): unknown {
  if (error instanceof WrongSecretKeyError || error instanceof EnvironmentError) return error.message;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && /^(ECONN|ENOENT|ENOTFOUND|ETIMEDOUT|EAI_AGAIN)/.test(String(cause.code)))
      return `The database does not answer (${cause.code}). The embedded one runs while the portal does: npm start.`;
  }
  return error;
}

try {
  env();
  await rotate().finally(() => connection().close());
} catch (error) {
  console.error(inWords(error));
  process.exitCode = 1;
}
