import type { FileContent, Files, FolderEntry } from "../model/files.ts";
import { isWithin } from "../model/path.ts";
import type { Snapshot, SourceFile } from "../sources/source.ts";

/** How many files are asked for at once: enough to keep a disk busy, few enough not to exhaust handles. */
const AT_ONCE = 32;

/**
 * What was read of the workspace so far. A file keeps its `SourceFile` object as long as its content is the same, however often it is read again:
 * that identity is what everything derived from it is cached by.
 */
export class SnapshotStore implements Snapshot {
  readonly #files: Files;
  readonly #same: (file: SourceFile, content: FileContent) => boolean;
  readonly #known = new Map<string, SourceFile | "absent">();
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
    if (this.#known.has(path)) this.#stale.add(path);
    else for (const known of this.#known.keys()) if (isWithin(path, known)) this.#stale.add(known);
  }

  /** Reads again what was marked. */
  async refresh(signal: AbortSignal): Promise<void> {
    this.#listings.clear();
    await inBatches([...this.#stale], async (path) => {
      const content = await this.#files.read(path, signal);
      if (this.#replace(path, content) && !this.#overlays.has(path)) this.#mark(path);
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

  /** Looks for those of the paths that nobody has looked for yet. Returns how many those were. */
  async load(paths: Iterable<string>, signal: AbortSignal): Promise<number> {
    const missing = [...new Set(paths)].filter((path) => this.file(path) === undefined);
    await this.#readAll(missing, signal);
    const spellings = await this.#respell(
      missing.filter((path) => this.file(path) === "absent"),
      signal,
    );
    await this.#readAll(
      [...spellings.values()].filter((path) => this.file(path) === undefined),
      signal,
    );
    for (const [path, actual] of spellings) this.#respelled.set(path, actual);
    return missing.length;
  }

  async #readAll(paths: readonly string[], signal: AbortSignal): Promise<void> {
    await inBatches(paths, async (path) => {
      this.#replace(path, await this.#files.read(path, signal));
    });
    signal.throwIfAborted();
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
