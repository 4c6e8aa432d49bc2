import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Column, Table } from "../../../src/model/database.ts";

/** True where msitools are installed. */
export const hasMsitools =
  spawnSync("msiinfo", ["--version"]).status === 0 && spawnSync("msibuild", ["--help"]).error === undefined;

/** What `msiinfo export` prints of a table; undefined where the file has none of that name. */
export function exportTable(file: string, table: string): string | undefined {
  // It writes the streams of binary cells into the folder in which it is started.
  const cwd = mkdtempSync(path.join(tmpdir(), "msi1618-msiinfo-"));
  try {
    const exported = spawnSync("msiinfo", ["export", path.resolve(file), table], {
      cwd,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    return exported.status === 0 ? exported.stdout : undefined;
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** A table as `msiinfo export` prints it: every text raw, with its line ends. */
export function asMsiinfo(table: Table): string {
  const keys = table.columns.filter(({ key }) => key).map(({ name }) => name);
  const lines = [
    table.columns.map(({ name }) => name),
    table.columns.map(spelling),
    [table.name, ...keys],
    ...table.rows.map(({ cells }) => table.columns.map(({ name }) => String(cells[name]?.value ?? ""))),
  ];
  return lines.map((cells) => `${cells.join("\t")}\r\n`).join("");
}

function spelling({ type, nullable, localizable, width = 0 }: Column): string {
  const letter = type === "integer" ? "i" : type === "binary" ? "v" : localizable === true ? "l" : "s";
  return (nullable ? letter.toUpperCase() : letter) + width;
}
