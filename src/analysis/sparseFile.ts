import type { ByteStream } from "../model/byteStream.ts";
import type { ByteRange, FileParts, WantedFile } from "../model/files.ts";

/** Reading less than this saves nothing: it is what a disk and an operating system move at once, in bytes. */
const BLOCK = 4096;

/** More of one file than this is not held: tables, indexes and headers of the largest installers known are a tenth of it. */
const MOST_LOADED = 64 * 1024 * 1024;

interface Chunk {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/**
 * A file of which some ranges are known, and more come to be known. It stands for one content: a file that changed is another object.
 */
export class SparseFile implements ByteStream {
  readonly path: string;
  readonly size: number;
  readonly version: string;
  /** Sorted, without overlaps. Never put together: a file that is read block by block would be copied once for each block. */
  #chunks: readonly Chunk[] = [];
  #loaded = 0;

  constructor(path: string, { size, version, parts }: FileParts) {
    this.path = path;
    this.size = size;
    this.version = version;
    this.add(parts);
  }

  /** How many bytes of it were read. */
  get loaded(): number {
    return this.#loaded;
  }

  read(start: number, end: number, wanted: WantedFile[]): Uint8Array | undefined {
    const range = { start: Math.max(0, start), end: Math.min(end, this.size) };
    if (range.end <= range.start) return new Uint8Array();
    const bytes = this.#known(range);
    if (bytes === undefined) wanted.push({ path: this.path, ...range });
    return bytes;
  }

  /** Bytes that are known, copied only where they were read in several parts. */
  #known({ start, end }: ByteRange): Uint8Array | undefined {
    let index = this.#chunkAt(start);
    const first = this.#chunks[index];
    if (first === undefined) return undefined;
    if (endOf(first) >= end) return first.bytes.subarray(start - first.start, end - first.start);
    const bytes = new Uint8Array(end - start);
    for (let at = start; at < end; index++) {
      const chunk = this.#chunks[index];
      if (chunk === undefined || chunk.start > at) return undefined;
      bytes.set(chunk.bytes.subarray(at - chunk.start, end - chunk.start), at - start);
      at = endOf(chunk);
    }
    return bytes;
  }

  /** What has to be read so that all of the ranges are known: whole blocks, sorted, none twice; none beyond what is held of one file. */
  missing(ranges: readonly ByteRange[]): readonly ByteRange[] {
    const found: { start: number; end: number }[] = [];
    let room = MOST_LOADED - this.#loaded;
    for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
      for (const gap of this.#gaps(blockBelow(start), Math.min(blockAbove(end), this.size))) {
        const last = found.at(-1);
        const from = Math.max(gap.start, last?.end ?? 0);
        const length = Math.min(gap.end - from, room);
        if (length <= 0) continue;
        room -= length;
        if (last !== undefined && last.end === from) last.end = from + length;
        else found.push({ start: from, end: from + length });
      }
    }
    return found;
  }

  /** Takes in what was read. True where it knows more than before. */
  add(parts: FileParts["parts"]): boolean {
    const fresh = parts.flatMap(({ start, bytes }) =>
      this.#gaps(start, start + bytes.length).map((gap) => ({
        start: gap.start,
        bytes: bytes.subarray(gap.start - start, gap.end - start),
      })),
    );
    if (fresh.length === 0) return false;
    this.#loaded += fresh.reduce((sum, { bytes }) => sum + bytes.length, 0);
    this.#chunks = [...this.#chunks, ...fresh].sort((a, b) => a.start - b.start);
    return true;
  }

  /** The index of the chunk that holds a byte, -1 where none does. */
  #chunkAt(at: number): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const chunk = this.#chunks[middle];
      if (chunk === undefined || chunk.start > at) high = middle - 1;
      else if (endOf(chunk) <= at) low = middle + 1;
      else return middle;
    }
    return -1;
  }

  /** The parts of a range that are not known. */
  #gaps(start: number, end: number): readonly ByteRange[] {
    const gaps: ByteRange[] = [];
    let at = start;
    for (const chunk of this.#chunks) {
      if (chunk.start >= end) break;
      if (endOf(chunk) <= at) continue;
      if (chunk.start > at) gaps.push({ start: at, end: chunk.start });
      at = endOf(chunk);
    }
    if (at < end) gaps.push({ start: at, end });
    return gaps;
  }
}

const endOf = ({ start, bytes }: Chunk) => start + bytes.length;
const blockBelow = (at: number) => at - (at % BLOCK);
const blockAbove = (at: number) => Math.ceil(at / BLOCK) * BLOCK;

/** A file whose whole content is known, as a stream. */
export function wholeFile(bytes: Uint8Array): ByteStream {
  return { size: bytes.length, read: (start, end) => bytes.subarray(Math.max(0, start), Math.max(start, end)) };
}
