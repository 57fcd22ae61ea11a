import { startMeasuredPortal } from "../support/measured-portal";
import { type PortalOptions, type PortalProcess, startPortal } from "../support/portal-process";
import type { PrivateDatabase } from "../support/private-database";
import type { Stage } from "../support/stage";

/** Copies that the faults' loads are spread over. */
const copies = 2000;

/** What is broken and mended: a database and a portal on it, which comes back where it was. */
export type FaultWorld = {
  copies: number;
  database: PrivateDatabase;
  /** The one that runs now. */
  portal(): PortalProcess;
  /** Starts the portal again, at the same address. The old one must be gone. */
  restartPortal(options?: Partial<PortalOptions>): Promise<void>;
  /** One more portal with the same data directory and database, at an address of its own. */
  startSecondPortal(): Promise<PortalProcess>;
};

export async function openFaultWorld(stage: Stage): Promise<FaultWorld> {
  const { home } = stage;
  const { database, portal } = await startMeasuredPortal(stage, { copies });
  const start = async (options: Partial<PortalOptions>) => {
    const started = await startPortal({ home, databaseUrl: database.url, ...options });
    stage.onEnd(() => started.stop());
    return started;
  };
  let current = portal;
  return {
    copies,
    database,
    portal: () => current,
    async restartPortal(options = {}) {
      current = await start({ port: current.port, ...options });
    },
    startSecondPortal: () => start({}),
  };
}
