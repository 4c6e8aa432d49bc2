import type { Artifact } from "../src/model/artifact.ts";
import type { Assumption, Cell, CellValue, Database, Row, Table } from "../src/model/database.ts";
import type { CellSite } from "../src/model/site.ts";

/** A row as a test writes it: cells by column; `{ unknown: text }` is a cell whose value is not known. */
export interface MadeRow {
  readonly [column: string]: CellValue | { readonly unknown: string | number };
}

/** What a made row is besides its cells: in a fragment that nothing refers to, or under conditions nobody can decide. */
export interface Circumstances {
  readonly linked?: boolean;
  readonly when?: readonly string[];
}

const circumstances = new WeakMap<MadeRow, Circumstances>();

/** The key columns of the tables that tests make; elsewhere the first column. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  ControlEvent: ["Dialog_", "Control_", "Event", "Argument", "Condition"],
};

/** The file that every cell of a made database claims to stand in. */
export const madeFile = "/made.msi";

/** Says of a row that it is not linked, or what it depends on. */
export function under(row: MadeRow, these: Circumstances): MadeRow {
  const copy = { ...row };
  circumstances.set(copy, these);
  return copy;
}

/** The place of a cell of a made database; column `""` is the row itself. */
export function cellSite(table: string, row: string, column: string): CellSite {
  return { kind: "cell", file: madeFile, table, row, column };
}

/** A database with just these rows, as if read from an .msi: each cell's site is its table, row key and column. */
export function madeDatabase(
  tables: Readonly<Record<string, readonly MadeRow[]>>,
  more: Partial<Database> = {},
): Database {
  return {
    id: madeFile,
    name: "Made",
    kind: "package",
    toolset: "msi",
    files: [madeFile],
    tables: new Map(Object.entries(tables).map(([name, rows]) => [name, madeTable(name, rows)])),
    artifacts: new Map<string, Artifact>(),
    ...more,
  };
}

function madeTable(name: string, rows: readonly MadeRow[]): Table {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const keys = KEYS[name] ?? names.slice(0, 1);
  const isInteger = (column: string) => rows.some((row) => typeof row[column] === "number");
  return {
    name,
    columns: names.map((column) => ({
      name: column,
      type: isInteger(column) ? "integer" : "string",
      key: keys.includes(column),
      nullable: !keys.includes(column),
    })),
    rows: rows.map((row) => madeRow(name, keys, row)),
  };
}

function madeRow(table: string, keys: readonly string[], row: MadeRow): Row {
  const key = keys.map((column) => String(row[column] ?? "")).join("\t");
  const { linked = true, when = [] } = circumstances.get(row) ?? {};
  const assumption = (text: string): Assumption => ({ text, site: cellSite(table, key, "") });
  return {
    cells: Object.fromEntries(
      Object.entries(row).map(([column, value]) => [column, madeCell(value, cellSite(table, key, column))]),
    ),
    site: cellSite(table, key, ""),
    when: when.map(assumption),
    linked,
  };
}

function madeCell(value: CellValue | { readonly unknown: string | number }, site: CellSite): Cell {
  return typeof value === "object" && value !== null ? { value: value.unknown, unknown: true, site } : { value, site };
}
