import { env } from "@/env";
import { type Connection, connect, type Database } from "./connect";

// server.ts, Next's routes and its proxy are three module graphs in one process: the pool lives on globalThis.
const shared = globalThis as { __myportalConnection?: Connection };

/** The process's database connection, opened at the first call. */
export function connection(): Connection {
  shared.__myportalConnection ??= connect(env().DATABASE_URL, {
    connectionLimit: 20,
  });
  return shared.__myportalConnection;
}

/** Drizzle on the process's pool. */
export function database(): Database {
  return connection().db;
}
