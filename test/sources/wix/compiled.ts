import type { Cell, Database, Row } from "../../../src/model/database.ts";
import { rowsOf } from "../../../src/model/database.ts";
import type { Compilation, SourceFile, Unit } from "../../../src/sources/source.ts";
import { compileWix } from "../../../src/sources/wix/index.ts";
import { unitOf } from "./preprocessed.ts";

/** Compiles and links sources of a folder `/w`, given by name; all `.wxs` among them are the unit, the `.wxl` its localizations. */
export function compile(sources: Readonly<Record<string, string>>, facts: Partial<Unit> = {}): Compilation {
  const paths = Object.keys(sources).map((name) => `/w/${name}`);
  const files = new Map<string, SourceFile>(
    Object.entries(sources).map(([name, content]) => [`/w/${name}`, { path: `/w/${name}`, content }]),
  );
  const unit = unitOf({
    sources: paths.filter((path) => path.endsWith(".wxs")),
    localizations: paths.filter((path) => path.endsWith(".wxl")),
    ...facts,
  });
  return compileWix(unit, { file: (path) => files.get(path) ?? "absent" });
}

/** The only database that sources come to. */
export function databaseOf(source: string, facts: Partial<Unit> = {}): Database {
  const { databases } = compile({ "main.wxs": source }, facts);
  const [database] = databases;
  if (database === undefined || databases.length !== 1) throw new Error(`${databases.length} databases`);
  return database;
}

/** The rows of a table, each with the given columns parted by ` | `: `-` is an empty cell, a `?` stands before what is not known. */
export function rows(database: Database, table: string, ...columns: readonly string[]): string[] {
  const names = columns.length > 0 ? columns : (database.tables.get(table)?.columns.map(({ name }) => name) ?? []);
  return rowsOf(database, table).map((row) => names.map((name) => shown(row.cells[name])).join(" | "));
}

/** Action and number of the rows of a sequence that stand in the sources, in the order of their numbers; standard actions only where they are asked for. */
export function sequence(database: Database, table: string, ...also: readonly string[]): string[] {
  const isAsked = ({ cells }: Row) =>
    isWritten(String(cells["Action"]?.value)) || also.includes(String(cells["Action"]?.value));
  return [...rowsOf(database, table)]
    .filter(isAsked)
    .sort((a, b) => Number(a.cells["Sequence"]?.value) - Number(b.cells["Sequence"]?.value))
    .map(({ cells }) => `${shown(cells["Action"])} ${shown(cells["Sequence"])}`);
}

/** Actions of tests are single letters, or begin with one and a digit. */
const isWritten = (action: string) => /^[A-Z]\d*$/.test(action);

function shown(cell: Cell | undefined): string {
  if (cell === undefined || cell.value === null) return "-";
  return cell.unknown === true ? `?${cell.value}` : String(cell.value);
}

/** Code and message of each problem. */
export function problemsOf({ problems }: Compilation): string[] {
  return problems.map(({ code, message }) => `${code}: ${message}`);
}
