import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** True where msibuild is installed, which makes real packages. */
export const hasMsibuild = spawnSync("msibuild", ["--help"]).error === undefined;

type Cell = string | number | null;

/** A table as msibuild imports it: types as text archives spell them, keys counted from the left. */
export interface TableToBuild {
  readonly name: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly keys?: number;
  readonly rows: readonly (readonly Cell[])[];
}

export const CUSTOM_ACTION = { Action: "s72", Type: "i2", Source: "S72", Target: "S0", ExtendedType: "I4" };
export const SEQUENCE = { Action: "s72", Condition: "S255", Sequence: "I2" };
export const FILE = {
  File: "s72",
  Component_: "s72",
  FileName: "l255",
  FileSize: "i4",
  Version: "S72",
  Language: "S20",
  Attributes: "I2",
  Sequence: "i4",
};

/** Builds a package of just these tables. */
export function buildPackage(file: string, tables: readonly TableToBuild[]): void {
  const folder = mkdtempSync(path.join(tmpdir(), "msi1618-idt-"));
  try {
    execFileSync("msibuild", [file, "-s", "Test package", "msi1618"], { stdio: "pipe" });
    for (const table of tables) {
      const archive = path.join(folder, `${table.name}.idt`);
      writeFileSync(archive, archiveOf(table));
      execFileSync("msibuild", [file, "-i", archive], { stdio: "pipe" });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function archiveOf({ name, columns, keys = 1, rows }: TableToBuild): string {
  const names = Object.keys(columns);
  const head = [names, Object.values(columns), [name, ...names.slice(0, keys)]];
  return [...head, ...rows].map((cells) => `${cells.map((cell) => cell ?? "").join("\t")}\r\n`).join("");
}
