import type { Damage } from "./damage.ts";

/** A storage or stream as the directory lists it. */
export interface DirectoryEntry {
  /** As it is written there. */
  readonly name: string;
  readonly kind: "storage" | "stream";
  readonly clsid: string;
  /** The first sector. */
  readonly first: number;
  /** In bytes. */
  readonly size: number;
  readonly children: readonly DirectoryEntry[];
}

/** The tree that a directory means, without what is wrong in it. */
export interface Directory {
  readonly root: DirectoryEntry | undefined;
  readonly damages: readonly Damage[];
}

const ENTRY = 128;
const STORAGE = 1;
const STREAM = 2;
const ROOT = 5;
/** No sibling or child. */
const NONE = 0xffff_ffff;

/** Storages inside storages: more than this is no installer database, whose children seldom have children. */
const DEEPEST = 32;

/** Reads the entries of a directory. Siblings form a binary tree, of which only the set of its members matters. */
export function readDirectory(bytes: Uint8Array, version: 3 | 4): Directory {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor(bytes.length / ENTRY);
  if (count === 0 || view.getUint8(66) !== ROOT) {
    return {
      root: undefined,
      damages: [{ code: "lost-directory", says: "its directory is not there, as in a file that was cut off" }],
    };
  }
  const walk: Walk = { view, version, count, seen: new Set([0]), astray: 0 };
  const root = entryAt(walk, 0, 0);
  const says = `its directory leads astray in ${walk.astray} ${walk.astray === 1 ? "place" : "places"}`;
  return { root, damages: walk.astray === 0 ? [] : [{ code: "damaged-directory", says }] };
}

interface Walk {
  readonly view: DataView;
  readonly version: 3 | 4;
  readonly count: number;
  readonly seen: Set<number>;
  /** How often an entry was named that is not there, or named twice. */
  astray: number;
}

function entryAt(walk: Walk, index: number, depth: number): DirectoryEntry {
  const { view, version } = walk;
  const at = index * ENTRY;
  const type = view.getUint8(at + 66);
  const low = view.getUint32(at + 120, true);
  return {
    name: nameAt(view, at),
    kind: type === STREAM ? "stream" : "storage",
    clsid: hexadecimal(view, at + 80, 16),
    first: view.getUint32(at + 116, true),
    // In version 3 the upper half is not to be trusted.
    size: version === 3 ? low : view.getUint32(at + 124, true) * 2 ** 32 + low,
    children: type === STREAM ? [] : childrenOf(walk, view.getUint32(at + 76, true), depth),
  };
}

function childrenOf(walk: Walk, first: number, depth: number): readonly DirectoryEntry[] {
  const children: DirectoryEntry[] = [];
  const open = [first];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (index === NONE) continue;
    if (index >= walk.count || walk.seen.has(index) || depth >= DEEPEST || !isEntry(walk, index)) {
      walk.astray++;
      continue;
    }
    walk.seen.add(index);
    open.push(walk.view.getUint32(index * ENTRY + 68, true), walk.view.getUint32(index * ENTRY + 72, true));
    children.push(entryAt(walk, index, depth + 1));
  }
  return children.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function isEntry({ view }: Walk, index: number): boolean {
  const type = view.getUint8(index * ENTRY + 66);
  return type === STORAGE || type === STREAM;
}

/** At most 31 units and a zero, whose length in bytes stands after them. */
function nameAt(view: DataView, at: number): string {
  const length = Math.min(Math.max(view.getUint16(at + 64, true) - 2, 0), 62) >> 1;
  let name = "";
  for (let unit = 0; unit < length; unit++) name += String.fromCharCode(view.getUint16(at + unit * 2, true));
  return name;
}

function hexadecimal(view: DataView, at: number, length: number): string {
  let digits = "";
  for (let byte = 0; byte < length; byte++)
    digits += view
      .getUint8(at + byte)
      .toString(16)
      .padStart(2, "0");
  return digits;
}
