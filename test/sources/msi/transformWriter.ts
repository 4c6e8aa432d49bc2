import type { CellValue } from "../../../src/model/database.ts";
import { type Layout, type WrittenStorage, writeCompound } from "./compoundWriter.ts";
import { cellBytes, littleEndian, Pool, packName, TRANSFORM, typeOf } from "./databaseWriter.ts";
import { summaryStream } from "./summaryWriter.ts";

/** A change to one row: all cells of a new one, the keys and some cells of a changed one, the keys of one that goes. */
export type WrittenChange =
  | { readonly insert: readonly CellValue[] }
  | { readonly update: Readonly<Record<string, CellValue>> }
  | { readonly remove: readonly CellValue[] };

/** A transform to be written: the changes to each table, whose columns are spelled as in `WrittenTable`. */
export interface WrittenTransform {
  readonly tables: Readonly<
    Record<string, { readonly columns: Readonly<Record<string, string>>; readonly changes: readonly WrittenChange[] }>
  >;
  /** Tables among those above that the base does not have, and columns that it does not have, by their table. */
  readonly newTables?: readonly string[];
  readonly newColumns?: Readonly<Record<string, readonly string[]>>;
  readonly streams?: Readonly<Record<string, Uint8Array>>;
  /** As in `{product}1.0;{product}1.1;{upgrade code}`. */
  readonly revision?: string;
  readonly codePage?: number;
  readonly referenceSize?: 2 | 3;
}

/** A transform as a storage. */
export function transformStorage(transform: WrittenTransform): WrittenStorage {
  const { tables, newTables = [], newColumns = {}, streams = {}, revision, referenceSize = 2 } = transform;
  const pool = new Pool();
  const written = new Map<string, Uint8Array>();
  const put = (name: string, columns: Readonly<Record<string, string>>, changes: readonly WrittenChange[]) => {
    const bytes = Buffer.concat(changes.map((change) => changeBytes(change, columns, pool, referenceSize)));
    if (bytes.length > 0) written.set(packName(name, true), bytes);
  };
  put(
    "_Tables",
    { Name: "*s64" },
    newTables.map((name) => ({ insert: [name] })),
  );
  const added = [
    ...newTables.map((name) => [name, Object.keys(tables[name]?.columns ?? {})] as const),
    ...Object.entries(newColumns),
  ];
  put(
    "_Columns",
    { Table: "*s64", Number: "*i2", Name: "s64", Type: "i2" },
    added.flatMap(([name, columns]) =>
      columns.map((column, at) => {
        const spelled = tables[name]?.columns[column] ?? "";
        return { insert: [name, newTables.includes(name) ? at + 1 : null, column, typeOf(spelled).bits] };
      }),
    ),
  );
  for (const [name, { columns, changes }] of Object.entries(tables)) put(name, columns, changes);
  const strings = pool.streams(transform);
  written.set(packName("_StringPool", true), strings.pool);
  written.set(packName("_StringData", true), strings.data);
  if (revision !== undefined) written.set("\x05SummaryInformation", summaryStream(new Map([[9, revision]])));
  for (const [name, bytes] of Object.entries(streams)) written.set(packName(name, false), bytes);
  return { clsid: TRANSFORM, streams: written };
}

/** A file with a transform in it. */
export function writeTransform(transform: WrittenTransform, layout: Layout = {}): Uint8Array {
  return writeCompound(transformStorage(transform), layout);
}

function changeBytes(
  change: WrittenChange,
  columns: Readonly<Record<string, string>>,
  pool: Pool,
  referenceSize: 2 | 3,
): Uint8Array {
  const spelled = Object.entries(columns);
  const cells = (values: readonly (readonly [string, CellValue])[]) =>
    values.map(([type, value]) => cellBytes(value, typeOf(type), pool, referenceSize));
  if ("insert" in change) {
    const { insert } = change;
    const present = spelled.slice(0, insert.length).map(([, type], at) => [type, insert[at] ?? null] as const);
    return Buffer.concat([littleEndian([1 + insert.length * 0x100], 2), ...cells(present)]);
  }
  const keys = spelled.filter(([, type]) => type.startsWith("*"));
  if ("remove" in change) {
    return Buffer.concat([
      littleEndian([0], 2),
      ...cells(keys.map(([, type], at) => [type, change.remove[at] ?? null])),
    ]);
  }
  const isSaid = ([name, type]: readonly [string, string]) => type.startsWith("*") || name in change.update;
  const mask = spelled.reduce((sum, one, at) => (isSaid(one) && !one[1].startsWith("*") ? sum | (1 << at) : sum), 0);
  const said = spelled.filter(isSaid).map(([name, type]) => [type, change.update[name] ?? null] as const);
  return Buffer.concat([littleEndian([mask], 2), ...cells(said)]);
}
