import type { CellValue } from "../../model/database.ts";
import type { WantedFile } from "../../model/files.ts";
import type { Storage } from "./compoundFile.ts";
import type { Damage } from "./damage.ts";
import { ENGINE_TABLES } from "./engineTables.ts";
import { wholeStream } from "./installerFile.ts";
import { cellAt } from "./rows.ts";
import { type BinaryColumn, COLUMNS, column, TABLES } from "./schema.ts";
import { readStringPool, type StringPool } from "./stringPool.ts";

/** What a transform does to one row. `cells` holds, by the number of the column from 0, the keys and whatever the change says. */
export interface Change {
  readonly kind: "insert" | "update" | "delete";
  readonly cells: ReadonlyMap<number, CellValue>;
}

/** What a transform does to one table. */
export interface TableChanges {
  readonly name: string;
  readonly columns: readonly BinaryColumn[];
  readonly changes: readonly Change[];
}

/** What a transform does to a database, as far as an analysis looks at it. */
export interface Transform {
  readonly storage: Storage;
  readonly pool: StringPool;
  /** By the name of the table. */
  readonly tables: ReadonlyMap<string, TableChanges>;
  readonly damages: readonly Damage[];
}

/** The columns that a table of the base has; undefined where it has no such table. */
export type ColumnsOf = (table: string) => readonly BinaryColumn[] | undefined;

/** A transform with more changes than this to one table is not read to its end. */
const MOST_CHANGES = 200_000;

/** Decodes a transform against the columns of its base; undefined where something is not loaded. */
export function readTransform(storage: Storage, columnsOf: ColumnsOf, wanted: WantedFile[]): Transform | undefined {
  const damages: Damage[] = [];
  const names = ["_StringPool", "_StringData", "_Tables", "_Columns", ...ENGINE_TABLES];
  const streams = new Map(names.map((name) => [name, wholeStream(storage, name, wanted, damages)]));
  const bytesOf = (name: string) => streams.get(name) ?? new Uint8Array();
  if ([...streams.values()].includes(undefined)) return undefined;
  const pool = readStringPool(bytesOf("_StringPool"), bytesOf("_StringData"));
  const read = (name: string, columns: readonly BinaryColumn[]) => {
    const sized = columns.map((one) => (one.type === "string" ? { ...one, bytes: pool.referenceSize } : one));
    return readChanges(name, sized, bytesOf(name), pool, damages);
  };
  const newTables = new Set(
    read("_Tables", TABLES).changes.flatMap(({ kind, cells }) => (kind === "insert" ? [cells.get(0)] : [])),
  );
  const added = addedColumns(read("_Columns", COLUMNS), pool);
  const tables = new Map<string, TableChanges>();
  for (const name of ENGINE_TABLES) {
    if (bytesOf(name).length === 0) continue;
    const known = newTables.has(name) ? [] : (columnsOf(name) ?? []);
    const more = (added.get(name) ?? []).filter((one) => !known.some((other) => other.name === one.name));
    const columns = [...known, ...more];
    if (columns.length > 0) tables.set(name, read(name, columns));
  }
  return { storage, pool, tables, damages: [...damages, ...pool.damages] };
}

/** The columns that a transform adds, by their tables; those without a number come behind the others. */
function addedColumns({ changes }: TableChanges, { referenceSize }: StringPool): ReadonlyMap<string, BinaryColumn[]> {
  const added = new Map<string, { readonly number: number; readonly column: BinaryColumn }[]>();
  for (const { kind, cells } of changes) {
    const [table, number, name, type] = [0, 1, 2, 3].map((index) => cells.get(index));
    if (kind !== "insert" || typeof table !== "string" || typeof name !== "string" || typeof type !== "number")
      continue;
    const others = added.get(table) ?? [];
    others.push({
      number: typeof number === "number" ? number : Number.MAX_SAFE_INTEGER,
      column: column(name, type & 0xffff, referenceSize),
    });
    added.set(table, others);
  }
  return new Map(
    [...added].map(([table, columns]) => [table, columns.sort((a, b) => a.number - b.number).map((one) => one.column)]),
  );
}

/**
 * Reads the records of one table, row by row: a mask of two bytes, then the cells that are present. An odd mask inserts a row whose first cells are there, as many as its high byte
 * says; 0 deletes the row with these keys; any other updates the cells whose bits are set.
 */
function readChanges(
  name: string,
  columns: readonly BinaryColumn[],
  bytes: Uint8Array,
  pool: StringPool,
  damages: Damage[],
): TableChanges {
  const changes: Change[] = [];
  let at = 0;
  while (at + 2 <= bytes.length && changes.length < MOST_CHANGES) {
    const mask = (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 0x100;
    const present = columns.flatMap((one, index) => (isPresent(one, index, mask) ? [index] : []));
    const end = present.reduce((sum, index) => sum + (columns[index]?.bytes ?? 0), at + 2);
    if (end > bytes.length || ((mask & 1) !== 0 && mask >> 8 > columns.length)) break;
    changes.push({ kind: kindOf(mask), cells: cellsAt(bytes, at + 2, present, columns, pool) });
    at = end;
  }
  if (at < bytes.length) {
    const says = `its changes to the table ${name} cannot be read beyond the first ${changes.length}`;
    damages.push({ code: "damaged-transform", says });
  }
  return { name, columns, changes };
}

function isPresent({ key }: BinaryColumn, index: number, mask: number): boolean {
  if ((mask & 1) !== 0) return index < mask >> 8;
  return key || (index < 16 && (mask & (1 << index)) !== 0);
}

const kindOf = (mask: number): Change["kind"] => ((mask & 1) !== 0 ? "insert" : mask === 0 ? "delete" : "update");

function cellsAt(
  bytes: Uint8Array,
  start: number,
  present: readonly number[],
  columns: readonly BinaryColumn[],
  pool: StringPool,
): ReadonlyMap<number, CellValue> {
  const cells = new Map<number, CellValue>();
  let at = start;
  for (const index of present) {
    const one = columns[index];
    if (one === undefined) continue;
    // What a binary cell holds is a stream of the transform, which is looked for by its name.
    cells.set(
      index,
      cellAt(bytes, at, one, pool, () => ""),
    );
    at += one.bytes;
  }
  return cells;
}
