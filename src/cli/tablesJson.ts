import type { Report } from "../analysis/report.ts";
import type { Cell, Column, Database, Row, Table } from "../model/database.ts";
import type { Places } from "./place.ts";

/** What a cell is in the output: what the MSI would hold, or the text of what is not known. */
type CellJson = string | number | null | { readonly unknown: string };

/**
 * What `tables --format json` prints, version 1: keys are added, never changed or taken away.
 *
 * A database holds the rows that the product has. The rows of fragments that nothing in it refers to stand in a database of kind `fragments` of their own, whose name says so.
 * `when` lists, by the index of the row, the preprocessor conditions nobody can decide that the row depends on.
 */
export function tablesJson(report: Report, places: Places): string {
  const databases = report.databases.flatMap((database) => {
    const product = databaseJson(database, (row) => row.linked, places);
    const rest = databaseJson(database, (row) => !row.linked, places);
    const spare = { ...rest, name: `${database.name} (fragments that nothing refers to)`, kind: "fragments" };
    return Object.keys(rest.tables).length === 0 ? [product] : [product, spare];
  });
  return `${JSON.stringify({ version: 1, databases })}\n`;
}

function databaseJson(database: Database, keep: (row: Row) => boolean, places: Places) {
  const tables = [...database.tables.values()]
    .map((table) => ({ ...table, rows: table.rows.filter(keep) }))
    .filter((table) => table.rows.length > 0 && table.authoring !== true)
    .sort((a, b) => order(a.name, b.name));
  return {
    name: database.name,
    kind: database.kind,
    toolset: database.toolset,
    ...(database.project === undefined ? {} : { project: places.nameOf(database.project) }),
    files: database.files.map(places.nameOf),
    tables: Object.fromEntries(tables.map((table) => [table.name, tableJson(table)])),
  };
}

function tableJson({ columns, rows }: Table) {
  const keys = columns.filter((column) => column.key);
  const sorted = [...rows].sort((a, b) => compareRows(a, b, keys));
  const when = sorted.flatMap((row, at) => (row.when.length === 0 ? [] : [[at, row.when.map(({ text }) => text)]]));
  return {
    columns: columns.map((column) => column.name),
    rows: sorted.map((row) => columns.map((column) => cellJson(row.cells[column.name]))),
    ...(when.length === 0 ? {} : { when: Object.fromEntries(when) }),
  };
}

function cellJson(cell: Cell | undefined): CellJson {
  if (cell === undefined) return null;
  return cell.unknown === true ? { unknown: cell.written ?? String(cell.value ?? "") } : cell.value;
}

function compareRows(a: Row, b: Row, keys: readonly Column[]): number {
  for (const { name } of keys) {
    const [left, right] = [a.cells[name]?.value ?? "", b.cells[name]?.value ?? ""];
    const found =
      typeof left === "number" && typeof right === "number" ? left - right : order(String(left), String(right));
    if (found !== 0) return found;
  }
  return 0;
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
