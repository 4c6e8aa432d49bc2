import { type Bytes, latin1, u16, u32, u64 } from "./bytes.ts";

/** A section of a PE file. */
export interface Section {
  /** Eight letters at the most, as in `.wixburn`. */
  readonly name: string;
  /** Where it lies in memory, relative to the image base. */
  readonly address: number;
  readonly virtualSize: number;
  /** Where it lies in the file. */
  readonly offset: number;
  readonly size: number;
}

/** The headers of a PE file. */
export interface Image {
  /** True for PE32+: pointers have eight bytes. */
  readonly wide: boolean;
  readonly library: boolean;
  readonly base: number;
  readonly sections: readonly Section[];
  /** By their number: 0 exports, 1 imports, 2 resources, 4 certificates, 13 delay imports, 14 the CLI header. */
  readonly directories: readonly { readonly address: number; readonly size: number }[];
  /** What follows the last section, without the certificates. */
  readonly overlay: { readonly offset: number; readonly size: number };
}

/** Windows loads no image with more sections. */
const MOST_SECTIONS = 96;
const MOST_DIRECTORIES = 16;
/** The headers are expected within so many bytes; linkers write a few hundred. */
const HEADERS = 4096;

/**
 * Reads the headers of a PE file; undefined where the bytes are none.
 *
 * @see https://learn.microsoft.com/windows/win32/debug/pe-format
 */
export function readImage(bytes: Bytes): Image | undefined {
  const dos = bytes.read(0, 64);
  const at = u32(dos, 60);
  if (latin1(dos, 0, 2) !== "MZ" || at < 4 || at > bytes.size - 24) return undefined;
  const header = bytes.read(at, HEADERS);
  if (latin1(header, 0, 4) !== "PE" || header[3] !== 0) return undefined;
  const magic = u16(header, 24);
  if (magic !== 0x10b && magic !== 0x20b) return undefined;
  const wide = magic === 0x20b;
  const sections = sectionsOf(header, 24 + u16(header, 20), u16(header, 6));
  const counted = Math.min(u32(header, 24 + (wide ? 108 : 92)), MOST_DIRECTORIES);
  const table = 24 + (wide ? 112 : 96);
  const directories = Array.from({ length: counted }, (_, index) => ({
    address: u32(header, table + 8 * index),
    size: u32(header, table + 8 * index + 4),
  }));
  return {
    wide,
    library: (u16(header, 22) & 0x2000) !== 0,
    base: wide ? u64(header, 48) : u32(header, 52),
    sections,
    directories,
    overlay: overlayOf(bytes.size, sections, directories[4]),
  };
}

function sectionsOf(header: Uint8Array, at: number, count: number): readonly Section[] {
  return Array.from({ length: Math.min(count, MOST_SECTIONS) }, (_, index) => {
    const start = at + 40 * index;
    return {
      name: latin1(header, start, 8),
      virtualSize: u32(header, start + 8),
      address: u32(header, start + 12),
      size: u32(header, start + 16),
      offset: u32(header, start + 20),
    };
  }).filter(({ address }) => address > 0);
}

/** The certificate table is the one directory that gives a place in the file. */
function overlayOf(size: number, sections: readonly Section[], certificates: Image["directories"][number] | undefined) {
  const end = Math.max(0, ...sections.filter((one) => one.size > 0).map((one) => one.offset + one.size));
  const signed = certificates !== undefined && certificates.address >= end && certificates.size > 0;
  const last = signed ? Math.min(certificates.address, size) : size;
  return { offset: Math.min(end, size), size: Math.max(0, last - end) };
}

/** Where an address in memory lies in the file; undefined where no section has it. */
export function offsetOf({ sections }: Image, address: number): number | undefined {
  const section = sections.find((one) => address >= one.address && address < one.address + one.size);
  return section === undefined ? undefined : section.offset + (address - section.address);
}

/** The bytes at an address in memory, as far as its section goes in the file. */
export function readAt(bytes: Bytes, image: Image, address: number, length: number): Uint8Array {
  const section = image.sections.find((one) => address >= one.address && address < one.address + one.size);
  if (section === undefined) return bytes.read(0, 0);
  const from = address - section.address;
  return bytes.read(section.offset + from, Math.min(length, section.size - from));
}
