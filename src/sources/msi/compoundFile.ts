import type { ByteStream } from "../../model/byteStream.ts";
import type { WantedFile } from "../../model/files.ts";
import { Allocation, BROKEN, type Successors } from "./allocation.ts";
import { type CompoundHeader, HEADER, readHeader } from "./compoundHeader.ts";
import type { Damage } from "./damage.ts";
import { type DirectoryEntry, readDirectory } from "./directory.ts";
import { Chain, SectorStream } from "./sectorStream.ts";
import { unpackName } from "./streamName.ts";

/** A folder of a compound file: a database, or one that lies inside another. */
export interface Storage {
  /** Unpacked; that of the root says nothing. */
  readonly name: string;
  /** Says what is in it, in the byte order of the file, in hexadecimal digits: `841000000000c000…` for a package. */
  readonly clsid: string;
  /** The streams that hold the rows of tables, by the name of the table. */
  readonly tables: ReadonlyMap<string, StorageStream>;
  /** All other streams, by their name: cells of binary columns, cabinets, the summary information. */
  readonly streams: ReadonlyMap<string, StorageStream>;
  readonly storages: ReadonlyMap<string, Storage>;
}

/** A stream, with what is wrong with it as far as it was read. */
export type StorageStream = SectorStream;

/** A compound file that was opened: its root where there is one, and what is wrong with it. */
export interface OpenedFile {
  readonly root: Storage | undefined;
  readonly damages: readonly Damage[];
}

/** Entries beyond this many are not looked at; the largest packages have a thousand. */
const MOST_ENTRIES = 100_000;

/** In bytes. */
const ENTRY = 128;

/**
 * Reads what a compound file consists of, looking only at its header, its directory and what of its allocation table leads there. Asked again after loading what was wanted, it goes
 * on where it stopped.
 *
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb/
 */
export class CompoundFile {
  readonly #file: ByteStream;
  #parts: Parts | undefined;
  #opened: OpenedFile | undefined;

  constructor(file: ByteStream) {
    this.#file = file;
  }

  /** Undefined where something is not loaded. */
  open(wanted: WantedFile[]): OpenedFile | undefined {
    this.#opened ??= this.#open(wanted);
    return this.#opened;
  }

  #open(wanted: WantedFile[]): OpenedFile | undefined {
    if (this.#parts === undefined) {
      const bytes = this.#file.read(0, HEADER, wanted);
      if (bytes === undefined) return undefined;
      const header = readHeader(bytes);
      if (typeof header === "string") return { root: undefined, damages: [{ code: "damaged-header", says: header }] };
      this.#parts = partsOf(this.#file, header);
    }
    const { header, allocation, directory } = this.#parts;
    const most = Math.ceil((MOST_ENTRIES * ENTRY) / header.sectorSize);
    const reached = directory.reachEnd(most, wanted);
    const size = directory.sectors.length * header.sectorSize;
    const bytes = streamIn(this.#file, directory, size, header).read(0, size, wanted);
    if (!reached || bytes === undefined) return undefined;
    const read = readDirectory(bytes, header.version);
    const { fault } = directory;
    const faulty = fault === undefined ? [] : [{ code: "damaged-directory", says: `its directory ${fault}` } as const];
    if (read.root === undefined) return { root: undefined, damages: [...faulty, ...read.damages] };
    const streams = streamsOf(this.#file, header, allocation, read.root);
    const larger = countLarger(read.root, this.#file.size);
    const says = `${larger} of its streams ${larger === 1 ? "is" : "are"} said to be larger than the file`;
    const lying = larger === 0 ? [] : [{ code: "damaged-directory", says } as const];
    return { root: storageOf(read.root, streams), damages: [...faulty, ...read.damages, ...lying] };
  }
}

interface Parts {
  readonly header: CompoundHeader;
  readonly allocation: Allocation;
  readonly directory: Chain;
}

function partsOf(file: ByteStream, header: CompoundHeader): Parts {
  const allocation = new Allocation(file, header);
  return { header, allocation, directory: new Chain(allocation, header.firstDirectory) };
}

function streamIn(file: ByteStream, chain: Chain, size: number, { sectorSize }: CompoundHeader): SectorStream {
  return new SectorStream(chain, size, file, sectorSize, sectorSize);
}

/** How many streams claim a size that the file does not have. No more than that is then believed, so that a claim costs nothing. */
function countLarger({ kind, size, children }: DirectoryEntry, most: number): number {
  const own = kind === "stream" && size > most ? 1 : 0;
  return children.reduce((sum, child) => sum + countLarger(child, most), own);
}

type Streams = (entry: DirectoryEntry) => SectorStream;

/** Small streams lie in the stream of the root entry, in sectors of 64 bytes with an allocation table of their own. */
function streamsOf(file: ByteStream, header: CompoundHeader, allocation: Allocation, root: DirectoryEntry): Streams {
  const { miniSectorSize, miniCutoff } = header;
  const size = Math.min(root.size, file.size);
  const small = streamIn(file, new Chain(allocation, root.first), size, header);
  const count = Math.ceil(size / miniSectorSize);
  const table = streamIn(file, new Chain(allocation, header.firstMiniFat), count * 4, header);
  const successors = miniAllocation(table, count);
  return (entry) =>
    entry.size < miniCutoff
      ? new SectorStream(new Chain(successors, entry.first), entry.size, small, miniSectorSize, 0)
      : streamIn(file, new Chain(allocation, entry.first), Math.min(entry.size, file.size), header);
}

function miniAllocation(table: SectorStream, count: number): Successors {
  return {
    count,
    next(sector, wanted) {
      const bytes = table.read(sector * 4, sector * 4 + 4, wanted);
      if (bytes === undefined) return undefined;
      return bytes.length < 4 ? BROKEN : new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
    },
    foresee(sector, ahead, wanted) {
      table.read(sector * 4, (sector + ahead) * 4, wanted);
    },
  };
}

function storageOf(entry: DirectoryEntry, streamOf: Streams): Storage {
  const tables = new Map<string, SectorStream>();
  const streams = new Map<string, SectorStream>();
  const storages = new Map<string, Storage>();
  for (const child of entry.children) {
    const { name, table } = unpackName(child.name);
    if (child.kind === "storage") storages.set(name, storageOf(child, streamOf));
    else (table ? tables : streams).set(name, streamOf(child));
  }
  return { name: unpackName(entry.name).name, clsid: entry.clsid, tables, streams, storages };
}
