import type { DatabaseOrTransaction } from "@/db/connect";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import { parseSender, type Sender, supportAddress } from "./support-address";
import { transportSettings } from "./transports/transport-settings";

/** The address that mail comes from now: the active module's sender, or the environment's. */
export async function mailFrom(tx: DatabaseOrTransaction): Promise<Sender> {
  const { name } = await transportSettings(tx);
  if (name === "catcher") return supportAddress();
  const { settings } = await effectiveSettings(name, tx);
  return settings.mail_from ? parseSender(settings.mail_from) : supportAddress();
}
