import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { locateMariadb } from "./locate-mariadb.mjs";

function folderWith(programs: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), "programs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, prints] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "${prints}"\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

describe("finding MariaDB", () => {
  it("finds the server beside its installer, and reads its version", () => {
    const folder = folderWith({
      "mariadb-install-db": "",
      mariadbd: "mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)",
    });
    expect(locateMariadb(folder)).toEqual({
      server: join(folder, "mariadbd"),
      installer: join(folder, "mariadb-install-db"),
      version: "10.11",
    });
  });

  it("finds what this machine has outside PATH", () => {
    expect(locateMariadb("/nowhere")).not.toBeNull();
  });

  it.each([
    ["Oracle's server", "mysqld  Ver 8.0.39 for Linux on x86_64 (MySQL Community Server - GPL)"],
    ["a server that is too old", "mysqld  Ver 10.5.29-MariaDB for Linux on x86_64"],
  ])("passes over %s", (_what, version) => {
    const first = folderWith({ mysqld: version, "mariadb-install-db": "" });
    expect(locateMariadb(first)?.server).not.toBe(join(first, "mysqld"));
  });
});
