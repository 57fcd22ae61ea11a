import { moduleDefinitions } from "@/services/integration-modules/module-definitions";
import { readModuleRow } from "@/services/integration-modules/module-row";
import { decryptSecret, SecretUnreadableError } from "@/services/integration-modules/secrets";
import { type DoctorCheck, green, red } from "../check";

export const storedSecretsCheck: DoctorCheck = {
  slug: "stored-secrets",
  group: "secrets",
  title: "Stored secrets can be read",
  why: "Keys and passwords that were saved under Integration Modules are encrypted with SECRET_KEY. With another one they count as not set.",
  async run(examination) {
    const database = await examination.database();
    const unreadable: string[] = [];
    let stored = 0;
    for (const definition of moduleDefinitions) {
      const { secrets } = await readModuleRow(database, definition);
      for (const [name, ciphertext] of Object.entries(secrets)) {
        stored++;
        if (!opens(ciphertext, `${definition.slug}/${name}`)) unreadable.push(`${definition.name}: ${name}`);
      }
    }
    if (unreadable.length === 0)
      return green(stored === 0 ? "None is stored." : `All ${stored} can be read.`);
    return red(
      `Saved under another SECRET_KEY: ${unreadable.join(", ")}.`,
      "Put the SECRET_KEY that they were saved under into PREVIOUS_SECRET_KEYS and run `npm run rotate-keys`, or enter them again under Admin → Integration Modules.",
    );
  },
};

function opens(ciphertext: string, place: string): boolean {
  try {
    decryptSecret(ciphertext, place);
    return true;
  } catch (error) {
    if (error instanceof SecretUnreadableError) return false;
    throw error;
  }
}
