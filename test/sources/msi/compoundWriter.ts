import { createRandom } from "../../random.ts";

/** A storage to be written: names as they are to stand in the directory, class as 32 hexadecimal digits in the order of the file. */
export interface WrittenStorage {
  readonly clsid?: string;
  readonly streams: ReadonlyMap<string, Uint8Array>;
  readonly storages?: ReadonlyMap<string, WrittenStorage>;
}

/** How a compound file is laid out. */
export interface Layout {
  readonly version?: 3 | 4;
  /** A seed: the sectors of all streams are then mixed. */
  readonly scatter?: number;
}

const FREE = 0xffff_ffff;
const END = 0xffff_fffe;
const FAT = 0xffff_fffd;
const DIFAT = 0xffff_fffc;
const CUTOFF = 4096;
const MINI = 64;
const IN_HEADER = 109;

interface Entry {
  readonly name: string;
  readonly type: 1 | 2 | 5;
  readonly clsid: string;
  readonly content: Uint8Array;
  left: number;
  right: number;
  child: number;
  first: number;
}

/**
 * Writes a compound file: all streams, the small ones in a stream of their own, allocation tables, directory, header.
 *
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb/
 */
export function writeCompound(root: WrittenStorage, { version = 3, scatter }: Layout = {}): Uint8Array {
  const size = version === 3 ? 512 : 4096;
  const entries = flatten(root);
  const small = writeSmall(entries);
  const large = entries.filter(({ type, content }) => type === 2 && content.length >= CUTOFF);
  const directory = new Uint8Array(Math.ceil((entries.length * 128) / size) * size);
  const contents = [...large.map(({ content }) => content), small.stream, small.table, directory];
  const plan = allocate(
    contents.map((content) => Math.ceil(content.length / size)),
    size,
    scatter,
  );
  for (const [at, entry] of large.entries()) entry.first = plan.chains[at]?.[0] ?? END;
  const [streamAt, tableAt, directoryAt] = plan.chains.slice(large.length).map((chain) => chain[0] ?? END);
  const [top] = entries;
  if (top !== undefined) top.first = streamAt ?? END;
  for (const [at, entry] of entries.entries())
    writeEntry(directory, at, entry, at === 0 ? small.stream.length : undefined);
  for (let at = entries.length * 128; at < directory.length; at += 128) directory.fill(0xff, at + 68, at + 80);
  const file = new Uint8Array((plan.total + 1) * size);
  for (const [at, content] of contents.entries()) {
    for (const [index, sector] of (plan.chains[at] ?? []).entries()) {
      file.set(content.subarray(index * size, (index + 1) * size), (sector + 1) * size);
    }
  }
  writeTables(file, plan, size);
  writeHeader(file, version, plan, {
    directory: directoryAt ?? END,
    miniTable: tableAt ?? END,
    miniSectors: Math.ceil(small.table.length / size),
  });
  return file;
}

function flatten(root: WrittenStorage): Entry[] {
  const entries: Entry[] = [];
  const add = (name: string, type: Entry["type"], clsid = "", content: Uint8Array = new Uint8Array()) =>
    entries.push({ name, type, clsid, content, left: FREE, right: FREE, child: FREE, first: END }) - 1;
  const fill = (index: number, { streams, storages }: WrittenStorage) => {
    const children = [...streams].map(([name, content]) => add(name, 2, "", content));
    for (const [name, storage] of storages ?? []) {
      const child = add(name, 1, storage.clsid);
      fill(child, storage);
      children.push(child);
    }
    const entry = entries[index];
    if (entry !== undefined)
      entry.child = tree(
        entries,
        children.sort((a, b) => compare(entries[a]?.name ?? "", entries[b]?.name ?? "")),
      );
  };
  fill(add("Root Entry", 5, root.clsid), root);
  return entries;
}

/** Shorter names first, then by their units in upper case. */
function compare(a: string, b: string): number {
  const [left, right] = [a.toUpperCase(), b.toUpperCase()];
  return a.length - b.length || (left < right ? -1 : left > right ? 1 : 0);
}

/** A balanced tree over sorted entries; its top. */
function tree(entries: readonly Entry[], sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  const top = sorted[middle];
  const entry = top === undefined ? undefined : entries[top];
  if (top === undefined || entry === undefined) return FREE;
  entry.left = tree(entries, sorted.slice(0, middle));
  entry.right = tree(entries, sorted.slice(middle + 1));
  return top;
}

function writeSmall(entries: readonly Entry[]) {
  const small = entries.filter(({ type, content }) => type === 2 && content.length > 0 && content.length < CUTOFF);
  const count = small.reduce((sum, { content }) => sum + Math.ceil(content.length / MINI), 0);
  const stream = new Uint8Array(count * MINI);
  const table = new DataView(new ArrayBuffer(count * 4));
  let sector = 0;
  for (const entry of small) {
    entry.first = sector;
    stream.set(entry.content, sector * MINI);
    const last = sector + Math.ceil(entry.content.length / MINI) - 1;
    for (; sector <= last; sector++) table.setUint32(sector * 4, sector === last ? END : sector + 1, true);
  }
  return { stream, table: new Uint8Array(table.buffer) };
}

interface Plan {
  readonly chains: readonly (readonly number[])[];
  readonly fat: readonly number[];
  readonly difat: readonly number[];
  readonly total: number;
}

function allocate(counts: readonly number[], size: number, scatter: number | undefined): Plan {
  const each = size / 4;
  const data = counts.reduce((sum, count) => sum + count, 0);
  let [tables, lists] = [0, 0];
  for (let before = -1; before !== tables + lists; ) {
    before = tables + lists;
    tables = Math.ceil((data + tables + lists) / each);
    lists = Math.ceil(Math.max(0, tables - IN_HEADER) / (each - 1));
  }
  const free = Array.from({ length: data }, (_, at) => at);
  if (scatter !== undefined) shuffle(free, createRandom(scatter));
  let from = 0;
  const chains = counts.map((count) => {
    from += count;
    return free.slice(from - count, from);
  });
  const range = (start: number, count: number) => Array.from({ length: count }, (_, at) => start + at);
  return { chains, fat: range(data, tables), difat: range(data + tables, lists), total: data + tables + lists };
}

function shuffle(list: number[], random: () => number): void {
  for (let at = list.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [list[at], list[other]] = [list[other] ?? 0, list[at] ?? 0];
  }
}

function writeTables(file: Uint8Array, { chains, fat, difat }: Plan, size: number): void {
  const view = new DataView(file.buffer);
  const each = size / 4;
  const entryAt = (sector: number) => ((fat[Math.floor(sector / each)] ?? 0) + 1) * size + (sector % each) * 4;
  for (const sector of fat) file.fill(0xff, (sector + 1) * size, (sector + 2) * size);
  for (const chain of chains) {
    for (const [at, sector] of chain.entries()) view.setUint32(entryAt(sector), chain[at + 1] ?? END, true);
  }
  for (const sector of fat) view.setUint32(entryAt(sector), FAT, true);
  for (const [at, sector] of difat.entries()) {
    view.setUint32(entryAt(sector), DIFAT, true);
    const listed = fat.slice(IN_HEADER + at * (each - 1), IN_HEADER + (at + 1) * (each - 1));
    for (let index = 0; index < each - 1; index++)
      view.setUint32((sector + 1) * size + index * 4, listed[index] ?? FREE, true);
    view.setUint32((sector + 2) * size - 4, difat[at + 1] ?? END, true);
  }
}

function writeEntry(directory: Uint8Array, index: number, entry: Entry, rootSize: number | undefined): void {
  const view = new DataView(directory.buffer, index * 128, 128);
  for (let at = 0; at < entry.name.length; at++) view.setUint16(at * 2, entry.name.charCodeAt(at), true);
  view.setUint16(64, entry.name.length * 2 + 2, true);
  view.setUint8(66, entry.type);
  view.setUint8(67, 1);
  view.setUint32(68, entry.left, true);
  view.setUint32(72, entry.right, true);
  view.setUint32(76, entry.child, true);
  for (let at = 0; at < entry.clsid.length / 2; at++)
    view.setUint8(80 + at, Number.parseInt(entry.clsid.slice(at * 2, at * 2 + 2), 16));
  view.setUint32(116, entry.first, true);
  view.setUint32(120, rootSize ?? entry.content.length, true);
}

function writeHeader(
  file: Uint8Array,
  version: 3 | 4,
  { fat, difat }: Plan,
  at: { readonly directory: number; readonly miniTable: number; readonly miniSectors: number },
): void {
  const view = new DataView(file.buffer);
  view.setUint32(0, 0xd0cf_11e0);
  view.setUint32(4, 0xa1b1_1ae1);
  view.setUint16(24, 0x3e, true);
  view.setUint16(26, version, true);
  view.setUint16(28, 0xfffe, true);
  view.setUint16(30, version === 3 ? 9 : 12, true);
  view.setUint16(32, 6, true);
  view.setUint32(44, fat.length, true);
  view.setUint32(48, at.directory, true);
  view.setUint32(56, CUTOFF, true);
  view.setUint32(60, at.miniSectors === 0 ? END : at.miniTable, true);
  view.setUint32(64, at.miniSectors, true);
  view.setUint32(68, difat[0] ?? END, true);
  view.setUint32(72, difat.length, true);
  for (let index = 0; index < IN_HEADER; index++) view.setUint32(76 + index * 4, fat[index] ?? FREE, true);
}
