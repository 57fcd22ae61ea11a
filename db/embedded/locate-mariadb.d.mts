export function locateMariadb(path?: string): { server: string; installer: string; version: string } | null;
