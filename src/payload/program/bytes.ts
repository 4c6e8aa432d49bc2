/**
 * The bytes of a file of which a part may be all that was read so far.
 *
 * What is not there yet reads as nothing, and whoever made the `Bytes` notes that it was asked for: a result that came about so is thrown away and made again.
 */
export interface Bytes {
  /** Of the whole file. */
  readonly size: number;
  /** The bytes `[offset, offset + length)`, fewer where the file ends before. */
  read(offset: number, length: number): Uint8Array;
}

const NOTHING = new Uint8Array(0);

/** Bytes that are all in memory. */
export function bytesOf(content: Uint8Array): Bytes {
  return {
    size: content.length,
    read: (offset, length) => (offset < 0 || length <= 0 ? NOTHING : content.subarray(offset, offset + length)),
  };
}

/** The part of `bytes` from `offset` on, counted from zero. */
export function within(bytes: Bytes, offset: number, size: number = bytes.size - offset): Bytes {
  const end = Math.max(0, Math.min(size, bytes.size - offset));
  return {
    size: end,
    read: (at, length) => (at < 0 ? NOTHING : bytes.read(offset + at, Math.min(length, end - at))),
  };
}

/** Two bytes, the lower one first; zero beyond the end, so that a table that is cut off ends. */
export function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

/** Four bytes, the lowest one first. */
export function u32(bytes: Uint8Array, at: number): number {
  return (u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0;
}

/** Eight bytes, the lowest one first, as far as a number goes. */
export function u64(bytes: Uint8Array, at: number): number {
  return u32(bytes, at) + u32(bytes, at + 4) * 2 ** 32;
}

/** One letter for each byte up to a zero, `most` at the most. */
export function latin1(bytes: Uint8Array, at = 0, most: number = bytes.length): string {
  let text = "";
  for (let i = at; i < Math.min(bytes.length, at + most) && bytes[i] !== 0; i++)
    text += String.fromCharCode(bytes[i] ?? 0);
  return text;
}

/** UTF-16 units, the lower byte first. */
export function utf16(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at + 1 < bytes.length; at += 2) text += String.fromCharCode(u16(bytes, at));
  return text;
}

/** True where `bytes` has the letters of `mark` at `at`. */
export function hasAt(bytes: Uint8Array, at: number, mark: string): boolean {
  for (let i = 0; i < mark.length; i++) if (bytes[at + i] !== mark.charCodeAt(i)) return false;
  return true;
}

/** Where `mark`, one letter for each byte, stands in `bytes` from `from` on; -1 where it does not. */
export function indexOfMark(bytes: Uint8Array, mark: string, from = 0): number {
  const first = mark.charCodeAt(0);
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1))
    if (hasAt(bytes, at, mark)) return at;
  return -1;
}
