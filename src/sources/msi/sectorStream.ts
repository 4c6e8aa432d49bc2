import type { ByteStream } from "../../model/byteStream.ts";
import type { WantedFile } from "../../model/files.ts";
import { BROKEN, type Successors } from "./allocation.ts";
import { END_OF_CHAIN, LAST_SECTOR } from "./compoundHeader.ts";

/** How far ahead it is supposed that sectors lie one after the other, in bytes. */
const AHEAD = 256 * 1024;

/** The same in sectors of the smallest size there is in a file. */
const FORESEEN = AHEAD / 512;

/** What is wrong with a chain of sectors: it comes back to itself, ends before the stream does, or leads out of the file. */
export type ChainFault = "loops" | "ends early" | "leads out of the file";

/** The sectors of a stream in their order, found as far as they are asked for. */
export class Chain {
  readonly #successors: Successors;
  readonly #sectors: number[] = [];
  readonly #seen = new Set<number>();
  #ended = false;
  #fault: ChainFault | undefined;

  constructor(successors: Successors, first: number) {
    this.#successors = successors;
    this.#take(first);
  }

  /** The sectors that are known so far. */
  get sectors(): readonly number[] {
    return this.#sectors;
  }

  /** Why it ends where it does, if it should not. */
  get fault(): ChainFault | undefined {
    return this.#fault;
  }

  /** Finds at least so many sectors, or all there are. False where what tells them is not loaded. */
  reach(count: number, wanted: WantedFile[]): boolean {
    while (!this.#ended && this.#sectors.length < count) {
      const last = this.#sectors[this.#sectors.length - 1] ?? END_OF_CHAIN;
      const next = this.#successors.next(last, wanted);
      if (next === undefined) {
        this.#successors.foresee(last, Math.min(count - this.#sectors.length, FORESEEN), wanted);
        return false;
      }
      this.#take(next);
    }
    if (this.#ended && this.#sectors.length < count) this.#fault ??= "ends early";
    return true;
  }

  /** Finds all sectors, at most so many. False where what tells them is not loaded. */
  reachEnd(most: number, wanted: WantedFile[]): boolean {
    while (!this.#ended && this.#sectors.length < most) {
      if (!this.reach(this.#sectors.length + 1, wanted)) return false;
      if (this.#fault === "ends early") this.#fault = undefined;
    }
    return true;
  }

  #take(sector: number): void {
    if (sector === END_OF_CHAIN) this.#ended = true;
    else if (sector === BROKEN || sector >= Math.min(this.#successors.count, LAST_SECTOR)) {
      this.#end("leads out of the file");
    } else if (this.#seen.has(sector)) this.#end("loops");
    else {
      this.#seen.add(sector);
      this.#sectors.push(sector);
    }
  }

  #end(fault: ChainFault): void {
    this.#ended = true;
    this.#fault = fault;
  }
}

/** A stream that lies in sectors of another one: of the file, or of the stream of small sectors. */
export class SectorStream implements ByteStream {
  readonly size: number;
  readonly #chain: Chain;
  readonly #base: ByteStream;
  readonly #sectorSize: number;
  /** Where sector 0 begins. */
  readonly #origin: number;

  constructor(chain: Chain, size: number, base: ByteStream, sectorSize: number, origin: number) {
    this.#chain = chain;
    this.size = size;
    this.#base = base;
    this.#sectorSize = sectorSize;
    this.#origin = origin;
  }

  /** What is wrong with it, as far as it was read. */
  get fault(): ChainFault | undefined {
    return this.#chain.fault;
  }

  read(start: number, end: number, wanted: WantedFile[]): Uint8Array | undefined {
    const from = Math.max(0, start);
    const to = Math.min(end, this.size);
    if (to <= from) return new Uint8Array();
    if (!this.#chain.reach(Math.ceil(to / this.#sectorSize), wanted)) {
      this.#foresee(from, to, wanted);
      return undefined;
    }
    const runs = this.#runs(from, Math.min(to, this.#chain.sectors.length * this.#sectorSize));
    const parts = runs.map((run) => this.#base.read(run.start, run.end, wanted));
    const loaded = parts.filter((part) => part !== undefined);
    return loaded.length < parts.length ? undefined : join(loaded, runs);
  }

  /** The parts of the base that hold a part of this stream; sectors that lie one after the other are one. */
  #runs(from: number, to: number): readonly { readonly start: number; end: number }[] {
    const runs: { start: number; end: number }[] = [];
    for (let at = from; at < to; ) {
      const index = Math.floor(at / this.#sectorSize);
      const within = at - index * this.#sectorSize;
      const length = Math.min(this.#sectorSize - within, to - at);
      const start = this.#origin + (this.#chain.sectors[index] ?? 0) * this.#sectorSize + within;
      const last = runs.at(-1);
      if (last?.end === start) last.end = start + length;
      else runs.push({ start, end: start + length });
      at += length;
    }
    return runs;
  }

  /** Wants what is asked for where it lies if all sectors follow the last one that is known. */
  #foresee(from: number, to: number, wanted: WantedFile[]): void {
    const known = this.#chain.sectors.length - 1;
    const last = this.#chain.sectors[known];
    if (last === undefined) return;
    const origin = this.#origin + (last - known) * this.#sectorSize;
    const begin = Math.max(from, known * this.#sectorSize);
    this.#base.read(origin + begin, origin + Math.min(to, begin + AHEAD), wanted);
  }
}

/** What was read of the runs, as one; a run that the base cut short is the last of it. */
function join(parts: readonly Uint8Array[], runs: readonly { start: number; end: number }[]): Uint8Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const short = parts.findIndex((part, at) => part.length < (runs[at]?.end ?? 0) - (runs[at]?.start ?? 0));
  const whole = short < 0 ? parts : parts.slice(0, short + 1);
  const bytes = new Uint8Array(whole.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of whole) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
