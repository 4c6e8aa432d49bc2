import type { Cell, Row, Table } from "../../model/database.ts";
import { sequenceTables } from "../../model/schema.ts";
import type { CellPlace, CellShown } from "../../protocol.ts";
import { describeType } from "../actionType.ts";
import { type Found, loudest } from "./found.ts";
import { type Grid, oneLine } from "./grid.ts";

/** The rows of a table, its cells with what is found in them and the types of custom actions in words. */
export function tableGrid(database: string, table: Table, found: Found, isAction: (id: string) => boolean): Grid {
  const { columns, rows } = table;
  const keys = columns.filter(({ key }) => key).map(({ name }) => name);
  const cellAt = (row: number, column: number) => rows[row]?.cells[columns[column]?.name ?? ""];
  const note = (row: number, column: number) => noteOn(table.name, columns[column]?.name, cellAt(row, column));
  const value = (row: number, column: number) => textIn(cellAt(row, column));
  let index: ReadonlyMap<string, number> | undefined;
  return {
    columns,
    count: rows.length,
    value,
    note,
    sortKey: (row, column) => cellAt(row, column)?.value ?? null,
    search: (row) => columns.map((_, column) => `${value(row, column)}\n${note(row, column) ?? ""}`).join("\n"),
    show: (at) => {
      const row = rows[at];
      if (row === undefined) return [];
      const key = rowKey(row, keys);
      return columns.map(({ name, type }, column) => {
        const cell = row.cells[name];
        const severity = loudest(found.at(table.name, key, name));
        const said = note(at, column);
        const link = linkOf(database, table.name, name, cell, isAction);
        return {
          text: oneLine(textIn(cell)),
          ...stateOf(cell, type),
          ...(said === undefined ? {} : { note: said }),
          ...(severity === undefined ? {} : { severity }),
          ...(link === undefined ? {} : { link }),
        };
      });
    },
    find: (cell) => {
      if (cell.table !== table.name) return undefined;
      index ??= new Map(rows.map((row, at) => [rowKey(row, keys), at]));
      const row = index.get(cell.row);
      const column = columns.findIndex(({ name }) => name === cell.column);
      return row === undefined ? undefined : { row, column: Math.max(0, column) };
    },
    place: (at, column) => {
      const [row, name] = [rows[at], columns[column]?.name];
      if (row === undefined || name === undefined) return undefined;
      return { database, table: table.name, row: rowKey(row, keys), column: name };
    },
    title: (at, column) => {
      const row = rows[at];
      return `${table.name}, ${row === undefined ? "" : rowKey(row, keys).replaceAll("\t", ", ")}: ${columns[column]?.name ?? ""}`;
    },
  };
}

/** The primary key of a row, its parts joined by a tab. */
export function rowKey(row: Row, keys: readonly string[]): string {
  return row.site.kind === "cell" ? row.site.row : keys.map((name) => textIn(row.cells[name])).join("\t");
}

function textIn(cell: Cell | undefined): string {
  return cell === undefined || cell.value === null ? "" : String(cell.value);
}

function stateOf(cell: Cell | undefined, type: "string" | "integer" | "binary"): Pick<CellShown, "state"> {
  if (cell?.unknown === true) return { state: "unknown" };
  if (cell === undefined || cell.value === null) return { state: "null" };
  return type === "binary" ? { state: "binary" } : {};
}

function noteOn(table: string, column: string | undefined, cell: Cell | undefined): string | undefined {
  if (table !== "CustomAction" || column !== "Type" || typeof cell?.value !== "number") return undefined;
  return describeType(cell.value);
}

const SEQUENCES: ReadonlySet<string> = new Set(sequenceTables);

/** The actions of sequences and of DoAction events lead to their definition. */
function linkOf(
  database: string,
  table: string,
  column: string,
  cell: Cell | undefined,
  isAction: (id: string) => boolean,
): CellPlace | undefined {
  const names = (SEQUENCES.has(table) && column === "Action") || (table === "ControlEvent" && column === "Argument");
  const id = names ? textIn(cell) : "";
  return id !== "" && isAction(id) ? { database, table: "CustomAction", row: id, column: "Action" } : undefined;
}
