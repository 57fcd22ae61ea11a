export class MariadbMissingError extends Error {}

export class DataDirectoryInUseError extends Error {
  holder: Record<string, unknown> | null;
}

export interface EmbeddedDatabase {
  url: string;
  directory: string;
  logFile: string;
  how: "created" | "adopted" | "started";
  isFirstRun(): boolean;
  finishFirstRun(): void;
  died(): Promise<void>;
  stop(): Promise<void>;
}

export function startEmbeddedDatabase(options: {
  dataDir: string;
  info?: Record<string, unknown>;
  allDatabases?: boolean;
  durable?: boolean;
}): Promise<EmbeddedDatabase>;
