import { type Bytes, latin1, u16, u32, u64 } from "./bytes.ts";
import { type Image, readAt } from "./pe.ts";

/** A function of another library that a PE file has the loader look up. */
export interface Import {
  /** In lower case with its extension, as in `msi.dll`. */
  readonly library: string;
  /** Undefined where it is imported by ordinal. */
  readonly name?: string;
  readonly ordinal?: number;
  /** True where the library is loaded when the function is called for the first time. */
  readonly delayed: boolean;
}

/** No real program has as many; a table that goes on for longer is one that lies. */
const MOST_LIBRARIES = 512;
const MOST_IMPORTS = 20_000;
const LONGEST_NAME = 512;

/** A list of imports, and whether it goes on beyond what is read of one. */
export interface Imports {
  readonly imports: readonly Import[];
  readonly cut: boolean;
}

/** The imports of an image and its delay imports. */
export function readImports(bytes: Bytes, image: Image): Imports {
  const reading: Reading = { bytes, image, found: [], cut: false };
  readTable(reading, 1, 20, (row) => ({ name: u32(row, 12), thunks: u32(row, 0) || u32(row, 16), delayed: false }));
  readTable(reading, 13, 32, (row) => {
    // Without the flag the table gives addresses in memory, as Visual C++ 6 wrote it.
    const base = (u32(row, 0) & 1) === 1 ? 0 : image.base;
    return { name: u32(row, 4) - base, thunks: u32(row, 16) - base, delayed: true };
  });
  return { imports: reading.found, cut: reading.cut };
}

interface Reading {
  readonly bytes: Bytes;
  readonly image: Image;
  readonly found: Import[];
  cut: boolean;
}

interface Descriptor {
  readonly name: number;
  readonly thunks: number;
  readonly delayed: boolean;
}

function readTable(reading: Reading, directory: number, size: number, decode: (row: Uint8Array) => Descriptor): void {
  const { bytes, image } = reading;
  const { address } = image.directories[directory] ?? { address: 0 };
  if (address === 0) return;
  const table = readAt(bytes, image, address, size * MOST_LIBRARIES);
  for (let at = 0; at + size <= table.length; at += size) {
    const row = table.subarray(at, at + size);
    if (row.every((byte) => byte === 0)) return;
    const descriptor = decode(row);
    if (descriptor.name <= 0 || descriptor.thunks <= 0) return;
    readLibrary(reading, descriptor);
  }
  reading.cut ||= table.length >= size * MOST_LIBRARIES;
}

function readLibrary(reading: Reading, { name, thunks, delayed }: Descriptor): void {
  const { bytes, image, found } = reading;
  const spelled = latin1(readAt(bytes, image, name, LONGEST_NAME)).toLowerCase();
  const library = /\.\w+$/.test(spelled) ? spelled : `${spelled}.dll`;
  const size = image.wide ? 8 : 4;
  const most = MOST_IMPORTS - found.length;
  if (most <= 0) {
    reading.cut = true;
    return;
  }
  const table = readAt(bytes, image, thunks, size * most);
  for (let at = 0; at + size <= table.length; at += size) {
    const value = image.wide ? u64(table, at) : u32(table, at);
    if (value === 0) return;
    found.push({ library, delayed, ...imported(reading, table, at) });
  }
  reading.cut ||= table.length >= size * most;
}

/** The highest bit says that the rest is an ordinal; else it is the address of a hint and the name. */
function imported({ bytes, image }: Reading, table: Uint8Array, at: number): { name: string } | { ordinal: number } {
  const high = u32(table, at + (image.wide ? 4 : 0));
  if (high >= 0x80000000) return { ordinal: u16(table, at) };
  return { name: latin1(readAt(bytes, image, u32(table, at) + 2, LONGEST_NAME)) };
}

/** The names that an image exports, sorted as the table has them. */
export function readExports(bytes: Bytes, image: Image): readonly string[] {
  const { address } = image.directories[0] ?? { address: 0 };
  if (address === 0) return [];
  const header = readAt(bytes, image, address, 40);
  const names = readAt(bytes, image, u32(header, 32), 4 * Math.min(u32(header, 24), MOST_IMPORTS));
  return Array.from({ length: Math.floor(names.length / 4) }, (_, index) =>
    latin1(readAt(bytes, image, u32(names, 4 * index), LONGEST_NAME)),
  );
}
