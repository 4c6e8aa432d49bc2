import { inflateSync } from "fflate";
import { type Bytes, hasAt, latin1, u16, u32 } from "./bytes.ts";

/** A file in a cabinet. */
export interface CabinetFile {
  readonly name: string;
  readonly size: number;
  /** Where it begins in its folder once that is unpacked. */
  readonly offset: number;
  readonly folder: number;
}

/** What a cabinet says of itself. */
export interface Cabinet {
  readonly files: readonly CabinetFile[];
  readonly folders: readonly Folder[];
  /** Bytes that precede the data in each block. */
  readonly reserved: number;
}

interface Folder {
  readonly offset: number;
  readonly blocks: number;
  readonly compression: number;
}

/** The bytes of a file in a cabinet, or why they cannot be had, in half a sentence. */
export type Unpacked =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "unreadable"; readonly reason: string };

const MOST_FILES = 4096;
const MOST_FOLDERS = 256;
const LONGEST_NAME = 256;
/** A block unpacks to so many bytes at the most, and the last so many are what the next one may repeat. */
const BLOCK = 32 * 1024;
/** So much of a folder is unpacked: an assembly of custom actions has some 100 KB. */
const MOST_UNPACKED = 32 * 1024 * 1024;

/**
 * Reads the lists of a cabinet; undefined where the bytes are none.
 *
 * @see https://learn.microsoft.com/previous-versions/bb417343(v=msdn.10)
 */
export function readCabinet(bytes: Bytes): Cabinet | undefined {
  const header = bytes.read(0, 36 + 4 + 1024);
  if (!hasAt(header, 0, "MSCF") || header.length < 36) return undefined;
  const flags = u16(header, 30);
  let at = 36;
  let [perFolder, reserved] = [0, 0];
  if ((flags & 4) !== 0) {
    perFolder = header[38] ?? 0;
    reserved = header[39] ?? 0;
    at += 4 + u16(header, 36);
  }
  for (let names = (flags & 1 ? 2 : 0) + (flags & 2 ? 2 : 0); names > 0; names--)
    at += latin1(bytes.read(at, LONGEST_NAME)).length + 1;
  const count = Math.min(u16(header, 26), MOST_FOLDERS);
  const table = bytes.read(at, count * (8 + perFolder));
  const folders = Array.from({ length: count }, (_, index) => {
    const start = index * (8 + perFolder);
    return { offset: u32(table, start), blocks: u16(table, start + 4), compression: u16(table, start + 6) };
  });
  return { folders, reserved, files: filesOf(bytes, u32(header, 16), Math.min(u16(header, 28), MOST_FILES)) };
}

function filesOf(bytes: Bytes, start: number, count: number): readonly CabinetFile[] {
  const files: CabinetFile[] = [];
  const table = bytes.read(start, count * (16 + LONGEST_NAME));
  let at = 0;
  for (let index = 0; index < count && at + 17 <= table.length; index++) {
    const name = latin1(table, at + 16, LONGEST_NAME);
    files.push({ name, size: u32(table, at), offset: u32(table, at + 4), folder: u16(table, at + 8) });
    at += 16 + name.length + 1;
  }
  return files;
}

const COMPRESSIONS: readonly string[] = ["none", "MSZIP", "Quantum", "LZX"];

/** Unpacks the folder of a file as far as that file's end, where it is stored or packed with MSZIP. */
export function readFolderFile(bytes: Bytes, cabinet: Cabinet, file: CabinetFile): Unpacked {
  const folder = cabinet.folders[file.folder];
  if (folder === undefined) return unreadable("the cabinet is continued in another one");
  const compression = COMPRESSIONS[folder.compression & 15];
  if (compression !== "none" && compression !== "MSZIP")
    return unreadable(`it is packed with ${compression ?? "an unknown method"}, which is not read`);
  const end = file.offset + file.size;
  if (end > MOST_UNPACKED) return unreadable(`it ends beyond the first ${MOST_UNPACKED / 2 ** 20} MB of its cabinet`);
  const unpacked = unpack(bytes, cabinet, folder, end, compression === "MSZIP");
  return unpacked === undefined || unpacked.length < end
    ? unreadable("its cabinet is damaged")
    : { kind: "bytes", bytes: unpacked.subarray(file.offset, end) };
}

const unreadable = (reason: string): Unpacked => ({ kind: "unreadable", reason });

/** Each block says how long it is, packed and unpacked; what would be more than that is damage. */
function unpack(bytes: Bytes, { reserved }: Cabinet, folder: Folder, end: number, zipped: boolean) {
  const out = new Uint8Array(Math.min(end, folder.blocks * BLOCK));
  let [at, written] = [folder.offset, 0];
  for (let block = 0; block < folder.blocks && written < out.length; block++) {
    const header = bytes.read(at, 8);
    const packed = u16(header, 4);
    const size = u16(header, 6);
    const data = bytes.read(at + 8 + reserved, packed);
    if (header.length < 8 || data.length < packed || size === 0 || size > BLOCK) return undefined;
    const plain = zipped ? inflated(data, size, out.subarray(Math.max(0, written - BLOCK), written)) : data;
    if (plain === undefined || plain.length < size) return undefined;
    out.set(plain.subarray(0, Math.min(size, out.length - written)), written);
    written += size;
    at += 8 + reserved + packed;
  }
  return written >= out.length ? out : undefined;
}

/** fflate throws for what is no deflate stream, and writes no more than the given buffer holds. */
function inflated(data: Uint8Array, size: number, history: Uint8Array): Uint8Array | undefined {
  if (!hasAt(data, 0, "CK")) return undefined;
  try {
    return inflateSync(data.subarray(2), { out: new Uint8Array(size), dictionary: history });
  } catch {
    return undefined;
  }
}
