import { locateMariadb } from "../db/embedded/locate-mariadb.mjs";
import { installSystemPackages, SystemPackageError } from "./system-packages.mjs";

// The server's programs without the package that would set up and start a system service.
const packages = {
  apt: [
    ["mariadb-server-core", "mariadb-client-core"],
    ["mariadb-server-core-10.6", "mariadb-client-core-10.6"],
  ],
  dnf: [["mariadb-server"]],
  brew: [["mariadb"]],
};

/**
 * Sees to it that there is a MariaDB server program on this machine.
 * @param {{ signal?: AbortSignal, progress: (text: string) => void }} options
 * @returns {Promise<string>} its version
 * @throws {SystemPackageError}
 */
export async function ensureMariadb(options) {
  const there = locateMariadb();
  if (there) return there.version;
  try {
    await installSystemPackages("MariaDB 10.6 or newer", packages, options);
  } catch (error) {
    throw error instanceof SystemPackageError
      ? new SystemPackageError(`${error.message}\n\n${otherWays}`)
      : error;
  }
  const installed = locateMariadb();
  if (!installed)
    throw new SystemPackageError(`The MariaDB that was installed is older than 10.6.\n\n${otherWays}`);
  return installed.version;
}

const otherWays = `Or use a database of your own:
  docker compose up -d db
  DATABASE_URL=mysql://myportal:myportal@127.0.0.1:3306/myportal npm start`;
