import type { Connection, ResultSetHeader } from "mysql2/promise";
import { openConnection } from "@/db/connect";
import { env } from "@/env";

/**
 * A connection of its own for transactions whose statements are known beforehand: all of them are one round trip, the
 * commit another. At hundreds of mails a second the round trips are what a mail costs.
 */
export function createTransactionLane() {
  let opening: Promise<Connection> | null = null;

  async function open(): Promise<Connection> {
    opening ??= openConnection(env().DATABASE_URL).then((connection) => {
      // By itself it keeps no process alive.
      streamOf(connection)?.unref();
      // What it is used for next finds out; there is nothing else to do about it.
      connection.on("error", () => {});
      return connection;
    });
    try {
      return await opening;
    } catch (error) {
      opening = null;
      throw error;
    }
  }

  function drop(connection: Connection) {
    opening = null;
    connection.destroy();
  }

  /** A connection that was closed while nothing used it is opened anew, once: nothing of it was written. */
  async function begin(statements: string[]): Promise<{ connection: Connection; affected: number[] }> {
    for (let attempt = 1; ; attempt++) {
      const connection = await open();
      try {
        const [results] = await connection.query<ResultSetHeader[]>(
          ["START TRANSACTION", ...statements].join("; "),
        );
        return { connection, affected: results.slice(1).map(({ affectedRows }) => affectedRows) };
      } catch (error) {
        drop(connection);
        if (attempt > 1 || !isClosed(error)) throw error;
      }
    }
  }

  return {
    /**
     * Runs the statements as one transaction.
     * @param holds told how many rows each matched; false rolls back
     * @returns whether it was committed.
     */
    async run(statements: string[], holds: (affectedRows: number[]) => boolean): Promise<boolean> {
      const { connection, affected } = await begin(statements);
      const isRight = holds(affected);
      try {
        await connection.query(isRight ? "COMMIT" : "ROLLBACK");
      } catch (error) {
        drop(connection);
        throw error;
      }
      return isRight;
    },
  };
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && "fatal" in error && error.fatal === true;
}

function streamOf(connection: Connection): { unref(): void } | null {
  const { stream } = (connection as unknown as { connection: { stream?: { unref?(): void } } }).connection;
  return stream?.unref ? { unref: () => stream.unref?.() } : null;
}
