import type { Column } from "../../model/database.ts";
import type { Damage } from "./damage.ts";
import { integerAt, referenceAt } from "./rows.ts";
import type { StringPool } from "./stringPool.ts";

/** A column as the table `_Columns` declares it. */
export interface BinaryColumn extends Column {
  /** How many bytes a cell has in the stream of the table. */
  readonly bytes: 2 | 3 | 4;
}

/** The columns of every table, in their order. A table may have rows although it has no columns: then nobody knows what they are. */
export interface Schema {
  readonly tables: ReadonlyMap<string, readonly BinaryColumn[]>;
  readonly damages: readonly Damage[];
}

/** `Column.Type` as the database stores it, bit by bit. */
const WIDTH = 0x00ff;
const LOCALIZABLE = 0x0200;
const STRING = 0x0800;
const NULLABLE = 0x1000;
const KEY = 0x2000;

/** Neither key nor null matters for what a binary column is: its width is 0, and it is not marked as a short string. */
const BINARY = 0x0900;
const OF_BINARY = 0x0fff;

/** Windows Installer allows 32. */
const MOST_COLUMNS = 255;

/** Rows of `_Tables` and `_Columns` beyond this are not looked at; a package has 100 and 1000. */
const MOST_ROWS = 0x1_0000;

/** The two tables that describe the others, and themselves. */
export const TABLES: readonly BinaryColumn[] = [column("Name", 0x2d40, 2)];
export const COLUMNS: readonly BinaryColumn[] = [
  column("Table", 0x2d40, 2),
  column("Number", 0x2502, 2),
  column("Name", 0x0d40, 2),
  column("Type", 0x0502, 2),
];

/** What a number in `_Columns.Type` says of a column: `0x2D48` is `s72` and a key. */
export function column(name: string, bits: number, referenceSize: 2 | 3): BinaryColumn {
  const width = bits & WIDTH;
  const type = (bits & OF_BINARY) === BINARY ? "binary" : (bits & STRING) !== 0 ? "string" : "integer";
  return {
    name,
    type,
    key: (bits & KEY) !== 0,
    nullable: (bits & NULLABLE) !== 0,
    width: type === "integer" ? (width <= 2 ? 2 : 4) : width,
    ...(type === "string" && (bits & LOCALIZABLE) !== 0 ? { localizable: true } : {}),
    bytes: type === "binary" ? 2 : type === "string" ? referenceSize : width <= 2 ? 2 : 4,
  };
}

/** A column as text archives spell its type: `S72` is a string that may be null. */
export function columnOf(name: string, spelled: string, key: boolean, referenceSize: 2 | 3): BinaryColumn {
  const letter = spelled.charAt(0);
  const lower = letter.toLowerCase();
  const width = Number(spelled.slice(1));
  const flags = (letter === lower ? 0 : NULLABLE) | (key ? KEY : 0);
  if (lower === "v") return column(name, BINARY | flags, referenceSize);
  if (lower === "i") return column(name, width | flags, referenceSize);
  return column(name, STRING | 0x0400 | (lower === "l" ? LOCALIZABLE : 0) | width | flags, referenceSize);
}

interface Numbered {
  readonly number: number;
  readonly column: BinaryColumn;
}

/** Reads the rows of `_Tables` and `_Columns`. */
export function readSchema(tables: Uint8Array, columns: Uint8Array, pool: StringPool): Schema {
  const { referenceSize } = pool;
  const found = new Map<string, Numbered[]>();
  for (let row = 0; row < Math.min(Math.floor(tables.length / referenceSize), MOST_ROWS); row++) {
    const name = pool.text(referenceAt(tables, row * referenceSize, referenceSize));
    if (name !== undefined) found.set(name, []);
  }
  let dangling = 0;
  const count = Math.floor(columns.length / (2 * referenceSize + 4));
  const [numbers, names, types] = [count * referenceSize, count * (referenceSize + 2), count * (2 * referenceSize + 2)];
  for (let row = 0; row < Math.min(count, MOST_ROWS); row++) {
    const table = pool.text(referenceAt(columns, row * referenceSize, referenceSize));
    const name = pool.text(referenceAt(columns, names + row * referenceSize, referenceSize));
    const number = integerAt(columns, numbers + row * 2, 2);
    const type = integerAt(columns, types + row * 2, 2);
    const others = table === undefined ? undefined : found.get(table);
    if (others === undefined || name === undefined || number === null || type === null) dangling++;
    else others.push({ number, column: column(name, type & 0xffff, referenceSize) });
  }
  const damages: Damage[] = [];
  const schema = new Map([...found].map(([name, numbered]) => [name, inOrder(name, numbered, damages)]));
  if (dangling > 0) {
    const says = `${dangling} of its ${count} columns belong to no table or have no name`;
    damages.push({ code: "damaged-schema", says });
  }
  return { tables: schema, damages };
}

function inOrder(table: string, numbered: readonly Numbered[], damages: Damage[]): readonly BinaryColumn[] {
  const kept: BinaryColumn[] = [];
  const [numbers, names] = [new Set<number>(), new Set<string>()];
  for (const { number, column: one } of [...numbered].sort((a, b) => a.number - b.number)) {
    if (numbers.has(number) || names.has(one.name) || kept.length === MOST_COLUMNS) continue;
    numbers.add(number);
    names.add(one.name);
    kept.push(one);
  }
  if (kept.length < numbered.length) {
    damages.push({ code: "damaged-schema", says: `its table ${table} has columns twice, or more than there can be` });
  }
  return kept;
}
