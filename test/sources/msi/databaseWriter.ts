import iconv from "iconv-lite";
import type { CellValue } from "../../../src/model/database.ts";
import { type Layout, type WrittenStorage, writeCompound } from "./compoundWriter.ts";

/** A table to be written: columns by name, spelled as in text archives with `*` before a key, as in `*s72`, `I2`, `v0`, `L255`. */
export interface WrittenTable {
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: readonly (readonly CellValue[])[];
}

/** A database to be written. */
export interface WrittenDatabase {
  readonly tables: Readonly<Record<string, WrittenTable>>;
  /** Streams of binary cells, cabinets and the like, by their unpacked names. */
  readonly streams?: Readonly<Record<string, Uint8Array>>;
  /** Storages inside it, by their unpacked names. */
  readonly storages?: Readonly<Record<string, WrittenStorage>>;
  readonly codePage?: number;
  readonly referenceSize?: 2 | 3;
  /** Where the high half of the length of a string of 64 KiB stands; writers differ. */
  readonly highHalf?: "beside the low half" | "beside the zero";
  readonly clsid?: string;
}

export const PACKAGE = "84100c0000000000c000000000000046";
export const TRANSFORM = "82100c0000000000c000000000000046";
export const PATCH = "86100c0000000000c000000000000046";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";

/** Packs the name of a stream or storage as Windows Installer does. */
export function packName(name: string, table: boolean): string {
  let packed = table ? "\u4840" : "";
  for (let at = 0; at < name.length; at++) {
    const [low, high] = [
      ALPHABET.indexOf(name.charAt(at)),
      at + 1 < name.length ? ALPHABET.indexOf(name.charAt(at + 1)) : -1,
    ];
    if (low < 0) packed += name.charAt(at);
    else if (high < 0) packed += String.fromCharCode(0x4800 + low);
    else {
      packed += String.fromCharCode(0x3800 + low + high * 64);
      at++;
    }
  }
  return packed;
}

/** How strings are written. */
type Encoding = Pick<WrittenDatabase, "codePage" | "referenceSize" | "highHalf">;

/** The strings of a database while it is written. */
export class Pool {
  readonly #ids = new Map<string, number>();

  idOf(text: CellValue): number {
    if (text === null || text === "") return 0;
    const known = this.#ids.get(String(text)) ?? this.#ids.size + 1;
    this.#ids.set(String(text), known);
    return known;
  }

  /** The streams `_StringPool` and `_StringData`. */
  streams({ codePage = 1252, referenceSize = 2, highHalf = "beside the low half" }: Encoding) {
    const words = [codePage & 0xffff, (codePage >> 16) | (referenceSize === 3 ? 0x8000 : 0)];
    const parts: Uint8Array[] = [];
    for (const text of this.#ids.keys()) {
      const bytes = codePage === 65_001 || codePage === 0 ? Buffer.from(text) : iconv.encode(text, `cp${codePage}`);
      parts.push(bytes);
      const high = bytes.length >>> 16;
      if (high > 0 && highHalf === "beside the zero") words.push(0, high, bytes.length & 0xffff, 1);
      else if (high > 0) words.push(0, 1, bytes.length & 0xffff, high);
      else words.push(bytes.length, 1);
    }
    return { pool: littleEndian(words, 2), data: Buffer.concat(parts) };
  }
}

/** Numbers as bytes of so many each. */
export function littleEndian(values: readonly number[], size: number): Uint8Array {
  const bytes = new Uint8Array(values.length * size);
  for (const [at, value] of values.entries()) {
    let rest = value;
    for (let byte = 0; byte < size; byte++) {
      bytes[at * size + byte] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }
  return bytes;
}

interface ColumnType {
  readonly bits: number;
  readonly kind: "string" | "integer" | "binary";
  readonly width: number;
}

/** `*s72` is 0x2D48: what `_Columns.Type` holds. */
export function typeOf(spelled: string): ColumnType {
  const key = spelled.startsWith("*");
  const letter = spelled.charAt(key ? 1 : 0);
  const width = Number(spelled.slice(key ? 2 : 1));
  const lower = letter.toLowerCase();
  const flags = (letter === lower ? 0 : 0x1000) | (key ? 0x2000 : 0);
  if (lower === "v") return { bits: 0x0900 | flags, kind: "binary", width: 2 };
  if (lower === "i") return { bits: (width === 2 ? 0x0502 : 0x0104) | flags, kind: "integer", width };
  return { bits: 0x0d00 | (lower === "l" ? 0x0200 : 0) | width | flags, kind: "string", width: 0 };
}

/** The bytes of one cell. */
export function cellBytes(value: CellValue, type: ColumnType, pool: Pool, referenceSize: 2 | 3): Uint8Array {
  if (type.kind === "string") return littleEndian([pool.idOf(value)], referenceSize);
  if (type.kind === "binary") return littleEndian([value === null ? 0 : 1], 2);
  const base = type.width === 2 ? 0x8000 : 0x8000_0000;
  return littleEndian([value === null ? 0 : Number(value) + base], type.width);
}

/** A database as a storage: packed names, column by column. */
export function databaseStorage(database: WrittenDatabase): WrittenStorage {
  const { referenceSize = 2, tables, streams = {}, storages = {} } = database;
  const pool = new Pool();
  const written = new Map<string, Uint8Array>();
  const table = ({ columns, rows }: WrittenTable) =>
    Buffer.concat(
      Object.values(columns).flatMap((spelled, column) =>
        rows.map((row) => cellBytes(row[column] ?? null, typeOf(spelled), pool, referenceSize)),
      ),
    );
  const names = Object.entries(tables);
  const put = (name: string, bytes: Uint8Array) => bytes.length > 0 && written.set(packName(name, true), bytes);
  put("_Tables", table({ columns: { Name: "*s64" }, rows: names.map(([name]) => [name]) }));
  put(
    "_Columns",
    table({
      columns: { Table: "*s64", Number: "*i2", Name: "s64", Type: "i2" },
      rows: names.flatMap(([name, { columns }]) =>
        Object.entries(columns).map(([column, spelled], at) => [name, at + 1, column, typeOf(spelled).bits]),
      ),
    }),
  );
  for (const [name, one] of names) put(name, table(one));
  const strings = pool.streams(database);
  written.set(packName("_StringPool", true), strings.pool);
  written.set(packName("_StringData", true), strings.data);
  for (const [name, bytes] of Object.entries(streams)) written.set(packName(name, false), bytes);
  return {
    clsid: database.clsid ?? PACKAGE,
    streams: written,
    storages: new Map(Object.entries(storages).map(([name, storage]) => [packName(name, false), storage])),
  };
}

/** A whole file with a database in it. */
export function writeDatabase(database: WrittenDatabase, layout: Layout = {}): Uint8Array {
  return writeCompound(databaseStorage(database), layout);
}

const sequence = { Action: "*s72", Condition: "S255", Sequence: "I2" };

/** The columns of tables that tests write, as Windows Installer has them. */
export const COLUMNS = {
  CustomAction: { Action: "*s72", Type: "i2", Source: "S72", Target: "S255", ExtendedType: "I4" },
  InstallExecuteSequence: sequence,
  InstallUISequence: sequence,
  Property: { Property: "*s72", Value: "l0" },
  Binary: { Name: "*s72", Data: "v0" },
  File: {
    File: "*s72",
    Component_: "s72",
    FileName: "l255",
    FileSize: "i4",
    Version: "S72",
    Language: "S20",
    Attributes: "I2",
    Sequence: "i2",
  },
} as const;
