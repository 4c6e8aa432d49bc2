import { u16, u32 } from "./bytes.ts";

/**
 * The columns of each metadata table, by its number: a digit is so many bytes; `s`, `g`, `b` are indexes into the heaps of strings, GUIDs and blobs;
 * `tN` is a row of table N (hexadecimal); any other word is a coded index of `CODED`.
 *
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-335/ (II.22)
 */
const COLUMNS: Readonly<Record<number, string>> = {
  0: "2 s g g g",
  1: "ResolutionScope s s",
  2: "4 s s TypeDefOrRef t4 t6",
  3: "t4",
  4: "2 s b",
  5: "t6",
  6: "4 2 2 s b t8",
  7: "t8",
  8: "2 2 s",
  9: "t2 TypeDefOrRef",
  10: "MemberRefParent s b",
  11: "2 HasConstant b",
  12: "HasCustomAttribute CustomAttributeType b",
  13: "HasFieldMarshal b",
  14: "2 HasDeclSecurity b",
  15: "2 4 t2",
  16: "4 t4",
  17: "b",
  18: "t2 t14",
  19: "t14",
  20: "2 s TypeDefOrRef",
  21: "t2 t17",
  22: "t17",
  23: "2 s b",
  24: "2 t6 HasSemantics",
  25: "t2 MethodDefOrRef MethodDefOrRef",
  26: "s",
  27: "b",
  28: "2 MemberForwarded s t1a",
  29: "4 t4",
  30: "4 4",
  31: "4",
  32: "4 2 2 2 2 4 b s s",
  33: "4",
  34: "4 4 4",
  35: "2 2 2 2 4 b s s b",
  36: "4 t23",
  37: "4 4 4 t23",
  38: "4 s b",
  39: "4 4 s s Implementation",
  40: "4 4 s Implementation",
  41: "t2 t2",
  42: "2 2 TypeOrMethodDef s",
  43: "MethodDefOrRef b",
  44: "t2a TypeDefOrRef",
};

/** The tables that a coded index may lead to, in the order of its tags; -1 where a tag has none. */
const CODED: Readonly<Record<string, readonly number[]>> = {
  TypeDefOrRef: [2, 1, 27],
  HasConstant: [4, 8, 23],
  HasCustomAttribute: [6, 4, 1, 2, 8, 9, 10, 0, 14, 23, 20, 17, 26, 27, 32, 35, 38, 39, 40, 42, 44, 43],
  HasFieldMarshal: [4, 8],
  HasDeclSecurity: [2, 6, 32],
  MemberRefParent: [2, 1, 26, 6, 27],
  HasSemantics: [20, 23],
  MethodDefOrRef: [6, 10],
  MemberForwarded: [4, 6],
  Implementation: [38, 35, 39],
  CustomAttributeType: [-1, -1, 6, 10, -1],
  ResolutionScope: [0, 26, 35, 1],
  TypeOrMethodDef: [2, 6],
};

const TABLES = 45;

/** The tables of CLR metadata: `row(6, 1)` is the first method, its columns as numbers. */
export interface MetadataTables {
  count(table: number): number;
  /** Rows are counted from 1; an empty list where there is no such row. */
  row(table: number, index: number): readonly number[];
}

/** Reads the stream `#~`; undefined where it is damaged. */
export function readTables(stream: Uint8Array): MetadataTables | undefined {
  const heaps = stream[6] ?? 0;
  const counts = new Array<number>(64).fill(0);
  let at = 24;
  for (let table = 0; table < 64; table++) {
    const present = (u32(stream, table < 32 ? 8 : 12) & (1 << (table & 31))) !== 0;
    if (!present) continue;
    // A table that is not known here has rows of unknown length: what follows it could not be found.
    if (table >= TABLES) return undefined;
    counts[table] = u32(stream, at);
    at += 4;
  }
  const layouts = Array.from({ length: TABLES }, (_, table) => widthsOf(table, counts, heaps));
  const starts: number[] = [];
  for (let table = 0; table < TABLES; table++) {
    starts.push(at);
    at += (counts[table] ?? 0) * sum(layouts[table] ?? []);
    if (at > stream.length) return undefined;
  }
  return {
    count: (table) => counts[table] ?? 0,
    row(table, index) {
      const widths = layouts[table] ?? [];
      if (index < 1 || index > (counts[table] ?? 0)) return [];
      let place = (starts[table] ?? 0) + (index - 1) * sum(widths);
      return widths.map((width) => {
        const value = width === 2 ? u16(stream, place) : u32(stream, place);
        place += width;
        return value;
      });
    },
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

function widthsOf(table: number, counts: readonly number[], heaps: number): readonly number[] {
  return (COLUMNS[table] ?? "").split(" ").map((column) => {
    if (/^\d$/.test(column)) return Number(column);
    if (column === "s") return heaps & 1 ? 4 : 2;
    if (column === "g") return heaps & 2 ? 4 : 2;
    if (column === "b") return heaps & 4 ? 4 : 2;
    if (/^t[\da-f]+$/.test(column)) return (counts[Number.parseInt(column.slice(1), 16)] ?? 0) < 0x10000 ? 2 : 4;
    const targets = CODED[column] ?? [];
    const most = Math.max(0, ...targets.map((target) => counts[target] ?? 0));
    return most < 2 ** (16 - tagBits(targets.length)) ? 2 : 4;
  });
}

const tagBits = (targets: number) => Math.ceil(Math.log2(targets));

/** The table and the row that a coded index means. */
export function decodeIndex(coded: string, value: number): { readonly table: number; readonly row: number } {
  const targets = CODED[coded] ?? [];
  const bits = tagBits(targets.length);
  return { table: targets[value & (2 ** bits - 1)] ?? -1, row: value >>> bits };
}
