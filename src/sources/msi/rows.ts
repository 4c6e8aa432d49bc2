import type { CellValue } from "../../model/database.ts";
import type { BinaryColumn } from "./schema.ts";
import type { StringPool } from "./stringPool.ts";

/** A reference to a string: its id, 0 for none. */
export function referenceAt(bytes: Uint8Array, at: number, size: 2 | 3): number {
  const low = (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 0x100;
  return size === 2 ? low : low + (bytes[at + 2] ?? 0) * 0x1_0000;
}

/** An integer, which is stored with its sign turned round, so that 0 can stand for null. */
export function integerAt(bytes: Uint8Array, at: number, size: 2 | 4): number | null {
  const low = (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 0x100;
  if (size === 2) return low === 0 ? null : low - 0x8000;
  const raw = low + (bytes[at + 2] ?? 0) * 0x1_0000 + (bytes[at + 3] ?? 0) * 0x100_0000;
  return raw === 0 ? null : raw - 0x8000_0000;
}

/** What a cell holds. For a cell of a binary column that is only whether there is a stream: `stream` names it. */
export function cellAt(
  bytes: Uint8Array,
  at: number,
  column: BinaryColumn,
  pool: StringPool,
  stream: () => string,
): CellValue {
  if (column.type === "string") return pool.text(referenceAt(bytes, at, pool.referenceSize)) ?? null;
  const value = integerAt(bytes, at, column.bytes === 4 ? 4 : 2);
  if (column.type === "integer") return value;
  return value === null ? null : stream();
}

/** The size of a row in bytes, all of its cells together. */
export function rowBytes(columns: readonly BinaryColumn[]): number {
  return columns.reduce((sum, { bytes }) => sum + bytes, 0);
}
