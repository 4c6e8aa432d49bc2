import type { ByteStream } from "../../model/byteStream.ts";
import type { WantedFile } from "../../model/files.ts";
import { type CompoundHeader, LAST_SECTOR } from "./compoundHeader.ts";

/** What follows a sector where the tables do not say it, because they are damaged. */
export const BROKEN = -1;

/** Which sector follows which, in a file or in the stream of small sectors. */
export interface Successors {
  /** There are sectors below this number. */
  readonly count: number;
  /** The sector after `sector`, `END_OF_CHAIN`, another mark, or `BROKEN`; undefined where that is not loaded. */
  next(sector: number, wanted: WantedFile[]): number | undefined;
  /** Wants what it takes to go on from `sector` for `count` sectors if they lie one after the other, as they mostly do. */
  foresee(sector: number, count: number, wanted: WantedFile[]): void;
}

/** The bytes of a sector of the file. Sector 0 begins after the header, which fills as much as a sector. */
export function sectorRange(sector: number, sectorSize: number): { readonly start: number; readonly end: number } {
  return { start: (sector + 1) * sectorSize, end: (sector + 2) * sectorSize };
}

/** The file allocation table, of which only those sectors are looked at that are needed: in a package of 100 MB it fills 800 KB. */
export class Allocation implements Successors {
  readonly count: number;
  readonly #file: ByteStream;
  readonly #header: CompoundHeader;
  readonly #entries: number;
  readonly #tables = new Map<number, DataView>();
  /** The sectors that list the sectors of the table beyond those that the header lists. */
  readonly #lists: number[] = [];

  constructor(file: ByteStream, header: CompoundHeader) {
    this.#file = file;
    this.#header = header;
    this.#entries = header.sectorSize / 4;
    this.count = Math.max(0, Math.ceil(file.size / header.sectorSize) - 1);
  }

  next(sector: number, wanted: WantedFile[]): number | undefined {
    const index = Math.floor(sector / this.#entries);
    const table = this.#tables.get(index) ?? this.#load(index, wanted);
    if (table === undefined || table === BROKEN) return table;
    const at = (sector % this.#entries) * 4;
    return at + 4 <= table.byteLength ? table.getUint32(at, true) : BROKEN;
  }

  foresee(sector: number, count: number, wanted: WantedFile[]): void {
    const last = Math.floor(Math.min(sector + count, this.count - 1) / this.#entries);
    for (let index = Math.floor(sector / this.#entries); index <= last; index++) {
      if (!this.#tables.has(index)) this.#load(index, wanted);
    }
  }

  #load(index: number, wanted: WantedFile[]): DataView | typeof BROKEN | undefined {
    const sector = this.#tableSector(index, wanted);
    if (sector === undefined || sector === BROKEN) return sector;
    const table = this.#view(sector, wanted);
    if (table !== undefined && table !== BROKEN) this.#tables.set(index, table);
    return table;
  }

  #view(sector: number, wanted: WantedFile[]): DataView | typeof BROKEN | undefined {
    if (sector >= this.count) return BROKEN;
    const { start, end } = sectorRange(sector, this.#header.sectorSize);
    const bytes = this.#file.read(start, end, wanted);
    return bytes && new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Where the sector `index` of the table is. */
  #tableSector(index: number, wanted: WantedFile[]): number | undefined {
    const { difat } = this.#header;
    const listed = difat[index];
    if (listed !== undefined) return listed < LAST_SECTOR ? listed : BROKEN;
    // The last entry of a list leads to the next one.
    const each = this.#entries - 1;
    const beyond = index - difat.length;
    const list = this.#list(Math.floor(beyond / each), wanted);
    if (list === undefined || list === BROKEN) return list;
    const at = (beyond % each) * 4;
    const found = at + 4 <= list.byteLength ? list.getUint32(at, true) : LAST_SECTOR;
    return found < LAST_SECTOR ? found : BROKEN;
  }

  #list(index: number, wanted: WantedFile[]): DataView | typeof BROKEN | undefined {
    if (this.#lists.length === 0) this.#lists.push(this.#header.firstDifat);
    for (;;) {
      const known = this.#lists.length - 1;
      const sector = this.#lists[Math.min(index, known)] ?? LAST_SECTOR;
      const list = sector < LAST_SECTOR ? this.#view(sector, wanted) : BROKEN;
      if (list === undefined || list === BROKEN || index <= known) return list;
      const at = this.#header.sectorSize - 4;
      const next = at + 4 <= list.byteLength ? list.getUint32(at, true) : LAST_SECTOR;
      // A list that leads back to an earlier one would do no harm, but says nothing true either.
      this.#lists.push(this.#lists.includes(next) ? LAST_SECTOR : next);
    }
  }
}
