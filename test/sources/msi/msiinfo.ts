import { spawnSync } from "node:child_process";
import type { Column, Table } from "../../../src/model/database.ts";

/** True where msitools are installed. */
export const hasMsitools =
  spawnSync("msiinfo", ["--version"]).status === 0 && spawnSync("msibuild", ["--help"]).error === undefined;

/** What `msiinfo export` prints of a table; undefined where the file has none of that name. */
export function exportTable(file: string, table: string): string | undefined {
  const { status, stdout } = spawnSync("msiinfo", ["export", file, table], { encoding: "utf8", maxBuffer: 1 << 28 });
  return status === 0 ? stdout : undefined;
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
