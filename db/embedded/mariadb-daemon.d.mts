export const runsAsRoot: boolean;
export function findDaemon(directory: string): { pid: number; port: number } | null;
export function stopDaemon(directory: string): Promise<void>;
export function freePort(): Promise<number>;
