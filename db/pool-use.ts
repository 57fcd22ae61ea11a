import type { Pool } from "mysql2/promise";

/** How much of a pool is in use. */
export type PoolUse = { limit: number; inUse: number; idle: number; waiting: number };

/** What mysql2's pool keeps; it has no public word for it, and its events do not tell of connections that broke. */
type Kept = {
  config: { connectionLimit: number };
  _allConnections: { length: number };
  _freeConnections: { length: number };
  _connectionQueue: { length: number };
};

/** @returns the connections that work, that are free, and the callers that wait for one. */
export function poolUse(pool: Pool): PoolUse {
  const kept = pool.pool as unknown as Kept;
  const idle = kept._freeConnections.length;
  return {
    limit: kept.config.connectionLimit,
    inUse: kept._allConnections.length - idle,
    idle,
    waiting: kept._connectionQueue.length,
  };
}
