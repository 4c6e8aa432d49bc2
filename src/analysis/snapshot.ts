import type { ByteStream } from "../model/byteStream.ts";
import type { ByteRange, FileContent, FileParts, Files, FolderEntry, WantedFile } from "../model/files.ts";
import { isWithin } from "../model/path.ts";
import type { RangedSnapshot, SourceFile } from "../sources/source.ts";
import { SparseFile, wholeFile } from "./sparseFile.ts";

/** How many files are asked for at once: enough to keep a disk busy, few enough not to exhaust handles. */
const AT_ONCE = 32;

/**
 * What was read of the workspace so far. A file keeps its `SourceFile` object as long as its content is the same, however often it is read again:
 * that identity is what everything derived from it is cached by. A file that is only read in parts keeps its stream likewise, and the stream comes to know more.
 */
export class SnapshotStore implements RangedSnapshot {
  readonly #files: Files;
  readonly #same: (file: SourceFile, content: FileContent) => boolean;
  readonly #known = new Map<string, SourceFile | "absent">();
  /** Files of which only parts are read. */
  readonly #sparse = new Map<string, SparseFile | "absent">();
  readonly #streams = new WeakMap<SourceFile, ByteStream>();
  readonly #overlays = new Map<string, SourceFile>();
  readonly #stale = new Set<string>();
  readonly #changed = new Set<string>();
  /** Paths that sources spell in other letters than the disk, with how the disk spells them. */
  readonly #respelled = new Map<string, string>();
  /** What folders hold, as far as that was asked since the last `refresh`. */
  readonly #listings = new Map<string, Promise<readonly FolderEntry[]>>();

  /** `same` says whether a file already stands for that content, as the text of an unchanged document does for its bytes. */
  constructor(files: Files, same: (file: SourceFile, content: FileContent) => boolean) {
    this.#files = files;
    this.#same = same;
  }

  file(path: string): SourceFile | "absent" | undefined {
    const at = this.#respelled.get(path) ?? path;
    return this.#overlays.get(at) ?? this.#known.get(at);
  }

  bytes(path: string): ByteStream | "absent" | undefined {
    const at = this.#respelled.get(path) ?? path;
    const whole = this.#overlays.get(at) ?? this.#known.get(at);
    // A file that is too large to be read as a whole may be there all the same.
    return whole === undefined || whole === "absent" ? this.#sparse.get(at) : this.#streamOf(whole);
  }

  /** Whether the file is there, as a whole or in parts; undefined where nobody has looked. */
  knows(path: string): "there" | "absent" | undefined {
    const found = [this.file(path), this.bytes(path)];
    if (found.some((one) => one !== undefined && one !== "absent")) return "there";
    return found.includes("absent") ? "absent" : undefined;
  }

  /** How many bytes of a file were read, undefined where none were asked for. */
  loadedOf(path: string): number | undefined {
    const file = this.file(path);
    if (file !== undefined && file !== "absent") return file.content.length;
    const sparse = this.#sparse.get(this.#respelled.get(path) ?? path);
    return sparse === undefined || sparse === "absent" ? undefined : sparse.loaded;
  }

  #streamOf(file: SourceFile): ByteStream {
    const known = this.#streams.get(file);
    if (known !== undefined) return known;
    const { content } = file;
    const stream = wholeFile(typeof content === "string" ? new TextEncoder().encode(content) : content);
    this.#streams.set(file, stream);
    return stream;
  }

  /** Lays a content over what Files reads, or takes it away. True where what `file` says changes. */
  overlay(path: string, content: FileContent | undefined): boolean {
    const before = this.file(path);
    const after = content === undefined ? this.#known.get(path) : this.#fileFor(path, content, before);
    if (content === undefined && !this.#overlays.delete(path)) return false;
    // What lies below may be older than the last time the overlay was saved.
    if (content === undefined) this.#stale.add(path);
    else if (after !== undefined && after !== "absent") this.#overlays.set(path, after);
    if (after === before) return false;
    this.#mark(path);
    return true;
  }

  #fileFor(path: string, content: FileContent, before: SourceFile | "absent" | undefined): SourceFile {
    const stays = before !== undefined && before !== "absent" && this.#same(before, content);
    return stays ? before : { path, content };
  }

  /** The paths that have an overlay. */
  overlaid(): readonly string[] {
    return [...this.#overlays.keys()];
  }

  /** Marks a file, or everything below a folder, as to be read again. */
  invalidate(path: string): void {
    if (this.#known.has(path) || this.#sparse.has(path)) this.#stale.add(path);
    else for (const known of this.#paths()) if (isWithin(path, known)) this.#stale.add(known);
  }

  #paths(): readonly string[] {
    return [...this.#known.keys(), ...this.#sparse.keys()];
  }

  /** Reads again what was marked. */
  async refresh(signal: AbortSignal): Promise<void> {
    this.#listings.clear();
    await inBatches([...this.#stale], async (path) => {
      if (this.#sparse.has(path)) await this.#readParts(path, [], signal);
      if (this.#known.has(path)) {
        const content = await this.#files.read(path, signal);
        if (this.#replace(path, content) && !this.#overlays.has(path)) this.#mark(path);
      }
      this.#stale.delete(path);
    });
    signal.throwIfAborted();
  }

  /** The paths whose content, or whose being there, is another than when `settle` was called last; what was never looked at before does not count. */
  changed(): readonly string[] {
    return [...this.#changed];
  }

  /** Says that everything derived is up to date with what `file` says now. */
  settle(): void {
    this.#changed.clear();
  }

  /** Loads those of the files, and of the parts of files, that nobody has looked for yet. Returns for how many files that made a difference. */
  async load(wanted: Iterable<WantedFile>, signal: AbortSignal): Promise<number> {
    const { whole, parts } = sortOut(wanted);
    const missing = whole.filter((path) => this.file(path) === undefined);
    const unseen = [...parts.keys()].filter((path) => this.bytes(path) === undefined);
    await this.#readAll(missing, signal);
    const count = await this.#loadParts(parts, signal);
    const absent = [
      ...missing.filter((path) => this.file(path) === "absent"),
      ...unseen.filter((path) => this.bytes(path) === "absent"),
    ];
    const spellings = await this.#respell(absent, signal);
    const respelled = missing.flatMap((path) => spellings.get(path) ?? []);
    await this.#readAll(
      respelled.filter((path) => this.file(path) === undefined),
      signal,
    );
    for (const [path, actual] of spellings) this.#respelled.set(path, actual);
    await this.#loadParts(new Map([...parts].filter(([path]) => spellings.has(path))), signal);
    return missing.length + count;
  }

  async #readAll(paths: readonly string[], signal: AbortSignal): Promise<void> {
    await inBatches(paths, async (path) => {
      this.#replace(path, await this.#files.read(path, signal));
    });
    signal.throwIfAborted();
  }

  async #loadParts(parts: ReadonlyMap<string, readonly ByteRange[]>, signal: AbortSignal): Promise<number> {
    let count = 0;
    await inBatches([...parts.keys()], async (path) => {
      const at = this.#respelled.get(path) ?? path;
      const known = this.#sparse.get(at);
      if (known === "absent") return;
      const missing = (known ?? new SparseFile(at, UNSEEN)).missing(parts.get(path) ?? []);
      if (known !== undefined && missing.length === 0) return;
      if (await this.#readParts(at, missing, signal)) count++;
    });
    signal.throwIfAborted();
    return count;
  }

  /** Reads parts of a file; without ranges it only looks whether the file is still the same. True where something is known now that was not. */
  async #readParts(path: string, ranges: readonly ByteRange[], signal: AbortSignal): Promise<boolean> {
    const before = this.#sparse.get(path);
    const read = await this.#files.readRanges(path, ranges, signal);
    signal.throwIfAborted();
    const known = before === "absent" ? undefined : before;
    if (known !== undefined && known.version === read?.version) return known.add(read.parts);
    if (before === "absent" && read === undefined) return false;
    this.#sparse.set(path, read === undefined ? "absent" : new SparseFile(path, read));
    if (before !== undefined) this.#mark(path);
    return true;
  }

  /** How the disk spells each of the paths, where it has them in other letters: sources are written for Windows, which does not tell them apart. */
  async #respell(paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const list = (folder: string) => {
      const listing = this.#listings.get(folder) ?? this.#files.list(folder, signal);
      this.#listings.set(folder, listing);
      return listing;
    };
    const found = new Map<string, string>();
    for (const path of paths) {
      const actual = await actualSpelling(path, this.#files.rootOf(path), list);
      if (actual !== undefined && actual !== path) found.set(path, actual);
    }
    signal.throwIfAborted();
    return found;
  }

  /** Notes a change, also under the other spellings by which it was asked for. */
  #mark(path: string): void {
    this.#changed.add(path);
    for (const [spelled, actual] of this.#respelled) if (actual === path) this.#changed.add(spelled);
  }

  #replace(path: string, content: FileContent | undefined): boolean {
    if (content !== undefined) this.#respelled.delete(path);
    const before = this.#known.get(path);
    if (content === undefined) {
      this.#known.set(path, "absent");
      return before !== "absent";
    }
    if (
      before !== undefined &&
      before !== "absent" &&
      (equal(before.content, content) || this.#same(before, content))
    ) {
      return false;
    }
    // A document that was saved: what was derived from its text stays good when the editor closes it.
    this.#known.set(path, this.#fileFor(path, content, this.#overlays.get(path)));
    return true;
  }
}

async function actualSpelling(
  path: string,
  root: string | undefined,
  list: (folder: string) => Promise<readonly FolderEntry[]>,
): Promise<string | undefined> {
  if (root === undefined || !isWithin(root, path) || path === root) return undefined;
  let at = root;
  for (const name of path.slice(root.length).replace(/^\//, "").split("/")) {
    const entries = await list(at);
    const lower = name.toLowerCase();
    const entry = entries.find((one) => one.name === name) ?? entries.find((one) => one.name.toLowerCase() === lower);
    if (entry === undefined) return undefined;
    at = at.endsWith("/") ? at + entry.name : `${at}/${entry.name}`;
  }
  return at;
}

/** A file of which nobody knows anything: asked what is missing, it answers with whole blocks. */
const UNSEEN: FileParts = { size: Number.POSITIVE_INFINITY, version: "", parts: [] };

function sortOut(wanted: Iterable<WantedFile>) {
  const whole = new Set<string>();
  const parts = new Map<string, ByteRange[]>();
  for (const one of wanted) {
    if (typeof one === "string") {
      whole.add(one);
      continue;
    }
    const others = parts.get(one.path);
    if (others === undefined) parts.set(one.path, [one]);
    else others.push(one);
  }
  return { whole: [...whole], parts };
}

async function inBatches(paths: readonly string[], work: (path: string) => Promise<void>): Promise<void> {
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    await Promise.all(paths.slice(from, from + AT_ONCE).map(work));
  }
}

function equal(a: FileContent, b: FileContent): boolean {
  if (typeof a === "string" || typeof b === "string") return a === b;
  if (a.length !== b.length) return false;
  return a.every((byte, at) => byte === b[at]);
}
