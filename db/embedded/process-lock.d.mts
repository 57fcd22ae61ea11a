export class ProcessLockHeldError extends Error {
  holder: Record<string, unknown> | null;
}
export function takeProcessLock(
  subject: string,
  info: Record<string, unknown>,
): Promise<{ release(): Promise<void> }>;
