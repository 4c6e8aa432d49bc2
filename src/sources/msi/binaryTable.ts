import type { ByteStream } from "../../model/byteStream.ts";
import type { CellValue } from "../../model/database.ts";
import type { WantedFile } from "../../model/files.ts";
import { cellAt, referenceAt, rowBytes } from "./rows.ts";
import type { BinaryColumn } from "./schema.ts";
import type { StringPool } from "./stringPool.ts";

/** A table as it lies in its stream: all cells of the first column, then all of the second. Its rows are decoded when they are asked for. */
export class BinaryTable {
  readonly name: string;
  readonly columns: readonly BinaryColumn[];
  /** Known from the size of the stream alone. */
  readonly rowCount: number;
  /** Bytes at the end that form no row: there are none in a sound table. */
  readonly rest: number;
  readonly #pool: StringPool;
  readonly #stream: ByteStream | undefined;
  readonly #origins: readonly number[];
  #bytes: Uint8Array | undefined;

  /** A table without a stream has no rows. */
  constructor(name: string, columns: readonly BinaryColumn[], stream: ByteStream | undefined, pool: StringPool) {
    this.name = name;
    this.columns = columns;
    this.#stream = stream;
    this.#pool = pool;
    const size = stream?.size ?? 0;
    const width = rowBytes(columns);
    this.rowCount = width === 0 ? 0 : Math.floor(size / width);
    this.rest = size - this.rowCount * width;
    const count = this.rowCount;
    let at = 0;
    this.#origins = columns.map(({ bytes }) => {
      const origin = at;
      at += bytes * count;
      return origin;
    });
  }

  /** In bytes. */
  get size(): number {
    return this.#stream?.size ?? 0;
  }

  /** Reads all rows, so that `cell` can answer. False where they are not loaded. */
  load(wanted: WantedFile[]): boolean {
    if (this.#bytes !== undefined) return true;
    this.#bytes = this.#stream === undefined ? new Uint8Array() : this.#stream.read(0, this.size, wanted);
    return this.#bytes !== undefined;
  }

  /** True where the stream turned out to be shorter than it says. To be asked after `load`. */
  get short(): boolean {
    return this.#bytes !== undefined && this.#bytes.length < this.size;
  }

  /** A cell of a table that is loaded. Rows and columns count from 0. */
  cell(row: number, column: number): CellValue {
    const one = this.columns[column];
    if (this.#bytes === undefined || one === undefined) return null;
    const at = (this.#origins[column] ?? 0) + row * one.bytes;
    return cellAt(this.#bytes, at, one, this.#pool, () => this.#streamOf(row));
  }

  /** The rows `[from, to)`, read without the others; undefined where they are not loaded. */
  rows(from: number, to: number, wanted: WantedFile[]): readonly (readonly CellValue[])[] | undefined {
    const end = Math.min(to, this.rowCount);
    if (from >= end) return [];
    const parts = this.columns.map(({ bytes }, index) => {
      const origin = this.#origins[index] ?? 0;
      const [start, stop] = [origin + from * bytes, origin + end * bytes];
      return this.#bytes?.subarray(start, stop) ?? this.#stream?.read(start, stop, wanted);
    });
    if (parts.includes(undefined)) return undefined;
    return Array.from({ length: end - from }, (_, row) => {
      const cells = this.columns.map((column, index) => {
        const part = parts[index] ?? new Uint8Array();
        return cellAt(part, row * column.bytes, column, this.#pool, () => "");
      });
      const stream = streamName(this.name, this.columns, cells);
      return cells.map((cell, index) => (this.columns[index]?.type === "binary" && cell !== null ? stream : cell));
    });
  }

  /** How many cells of a table that is loaded refer to strings that are not there. */
  dangling(): number {
    const bytes = this.#bytes ?? new Uint8Array();
    const { referenceSize, count } = this.#pool;
    let dangling = 0;
    for (const [index, column] of this.columns.entries()) {
      if (column.type !== "string") continue;
      const origin = this.#origins[index] ?? 0;
      for (let row = 0; row < this.rowCount; row++) {
        if (referenceAt(bytes, origin + row * referenceSize, referenceSize) > count) dangling++;
      }
    }
    return dangling;
  }

  #streamOf(row: number): string {
    const cells = this.columns.map(({ type }, column) => (type === "binary" ? null : this.cell(row, column)));
    return streamName(this.name, this.columns, cells);
  }
}

/** The stream that holds the bytes of a row's binary cell, as in `Binary.SetupExe`: the table and its keys. */
function streamName(table: string, columns: readonly BinaryColumn[], cells: readonly CellValue[]): string {
  const keys = cells.filter((_, index) => columns[index]?.key);
  return [table, ...keys.map((key) => key ?? "")].join(".");
}
