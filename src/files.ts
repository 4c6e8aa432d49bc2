import fs, { existsSync, readdirSync, realpathSync, type Stats } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { ByteRange, FileContent, FileParts, Files, FolderEntry } from "./model/files.ts";
import { isUncOrDevice, isWithin } from "./model/path.ts";

/** A file larger than this is not read as a whole; the largest installer sources seen are below 2 MB. */
const LARGEST_WHOLE_FILE = 32 * 1024 * 1024;

// The callback functions made to promises: for a thousand small files they take half the time of those of node:fs/promises.
const realpath = promisify(fs.realpath.native);
const lstat = promisify(fs.lstat);
const readFile = promisify(fs.readFile);
const readdir = promisify(fs.readdir);
const open = promisify(fs.open);
const close = promisify(fs.close);
const fstat = promisify(fs.fstat);
// Not the promisified function: that one is known to TypeScript by its first form only.
const readAt = (file: number, into: Uint8Array, at: number) =>
  new Promise<number>((resolve, reject) => {
    fs.read(file, into, 0, into.length, at, (error, count) => (error === null ? resolve(count) : reject(error)));
  });

/** How far above a folder its repository is looked for. */
const HIGHEST_REPOSITORY = 64;

/** Which part of the disk may be read. */
export interface Bounds {
  /** The opened folders, or those that the command line was given; absolute. */
  readonly roots: readonly string[];
  /** True where paths that lead out of a root may be followed as far as the repository that encloses it. */
  readonly trusted: boolean;
}

/** A root as spelled and as it really lies, links resolved. */
interface Root {
  readonly spelled: string;
  readonly real: string;
}

/** A native absolute path in the spelling of `Files`: with `/`, without a final one. */
export function toPath(native: string): string {
  const slashed = path.resolve(native).replaceAll("\\", "/");
  return slashed.length > 1 && slashed.endsWith("/") && !/^[A-Za-z]:\/$/.test(slashed) ? slashed.slice(0, -1) : slashed;
}

/** The folder with the nearest .git, .sln or .slnx at or above `folder`, undefined where there is none. */
export function enclosingRepository(folder: string): string | undefined {
  let at = path.resolve(folder);
  for (let height = 0; height < HIGHEST_REPOSITORY; height++) {
    if (marksRepository(at)) return toPath(at);
    const above = path.dirname(at);
    if (above === at) return undefined;
    at = above;
  }
  return undefined;
}

function marksRepository(folder: string): boolean {
  if (existsSync(path.join(folder, ".git"))) return true;
  try {
    return readdirSync(folder).some((name) => /\.slnx?$/i.test(name));
  } catch {
    // A folder that may be passed through but not listed: it then is no repository for us either.
    return false;
  }
}

/**
 * `Files` over the disk: reads below the roots only, whatever links say, opens nothing that is not a regular file, and never a UNC or device path.
 *
 * A link to a file that stays within the roots is followed; one to a folder is read through when a source names it, but not listed: its target is found in its own place.
 */
export function createFiles(bounds: Bounds): Files {
  const roots = bounds.roots.filter((root) => !isUncOrDevice(root)).map((root) => rootFor(root, bounds.trusted));
  const rootOf = (file: string) => enclosing(roots, file);
  const within = folderResolver(roots);
  return {
    rootOf,
    read: async (file, signal) => (rootOf(file) === undefined ? undefined : read(file, within, signal)),
    readRanges: async (file, ranges, signal) =>
      rootOf(file) === undefined ? undefined : readRanges(file, ranges, within, signal),
    list: async (folder, signal) => (rootOf(folder) === undefined ? [] : list(folder, within, signal)),
  };
}

/** Where a path really lies, links resolved; undefined where it is not there or outside the roots. */
interface Within {
  /** A regular file of at most that many bytes. */
  readonly file: (path: string, largest: number) => Promise<string | undefined>;
  readonly folder: (path: string) => Promise<string | undefined>;
}

/** How long it is believed where a folder really lies, in milliseconds: as long as one burst of reading takes. */
const BELIEVED = 1000;

function folderResolver(roots: readonly Root[]): Within {
  let known = new Map<string, Promise<string | undefined>>();
  let since = 0;
  const folder = (spelled: string) => {
    if (performance.now() - since > BELIEVED) {
      known = new Map();
      since = performance.now();
    }
    const resolved = known.get(spelled) ?? realWithin(spelled, roots);
    known.set(spelled, resolved);
    return resolved;
  };
  return {
    folder,
    async file(spelled, largest) {
      const above = await folder(path.posix.dirname(spelled));
      if (above === undefined) return undefined;
      const real = path.join(above, path.posix.basename(spelled));
      // Looked at before it is opened, because opening a pipe would wait for its writer.
      const found = await lstat(real).catch(unreadable);
      if (found?.isSymbolicLink() !== true) return isReadable(found, largest) ? real : undefined;
      const target = await realWithin(real, roots);
      return target !== undefined && isReadable(await lstat(target).catch(unreadable), largest) ? target : undefined;
    },
  };
}

function rootFor(root: string, trusted: boolean): Root {
  const own = toPath(root);
  const spelled = trusted ? (enclosingRepository(own) ?? own) : own;
  try {
    return { spelled, real: toPath(realpathSync.native(spelled)) };
  } catch {
    return { spelled, real: spelled };
  }
}

function enclosing(roots: readonly Root[], file: string): string | undefined {
  if (isUncOrDevice(file) || file.includes("\0")) return undefined;
  const found = roots.filter((root) => isWithin(root.spelled, file)).map((root) => root.spelled);
  return found.sort((a, b) => b.length - a.length)[0];
}

async function read(spelled: string, within: Within, signal: AbortSignal): Promise<FileContent | undefined> {
  const real = await within.file(spelled, LARGEST_WHOLE_FILE);
  signal.throwIfAborted();
  if (real === undefined) return undefined;
  const content = await readFile(real).catch(unreadable);
  signal.throwIfAborted();
  return content;
}

async function readRanges(
  spelled: string,
  ranges: readonly ByteRange[],
  within: Within,
  signal: AbortSignal,
): Promise<FileParts | undefined> {
  const real = await within.file(spelled, Number.POSITIVE_INFINITY);
  signal.throwIfAborted();
  if (real === undefined) return undefined;
  const file = await open(real, "r").catch(unreadable);
  if (file === undefined) return undefined;
  try {
    return await readParts(file, ranges, signal).catch(unreadable);
  } finally {
    await close(file);
  }
}

async function readParts(file: number, ranges: readonly ByteRange[], signal: AbortSignal): Promise<FileParts> {
  const { size, mtimeMs, ctimeMs, ino } = await fstat(file);
  const parts: { start: number; bytes: Uint8Array }[] = [];
  for (const { start, end } of ranges) {
    signal.throwIfAborted();
    const length = Math.min(end, size) - start;
    if (length <= 0) continue;
    const bytes = new Uint8Array(Math.min(length, LARGEST_WHOLE_FILE));
    const count = await readAt(file, bytes, start);
    parts.push({ start, bytes: bytes.subarray(0, count) });
  }
  return { size, version: [size, mtimeMs, ctimeMs, ino].join(" "), parts };
}

async function list(spelled: string, within: Within, signal: AbortSignal): Promise<readonly FolderEntry[]> {
  const real = await within.folder(spelled);
  signal.throwIfAborted();
  if (real === undefined) return [];
  const entries = await readdir(real, { withFileTypes: true }).catch(unreadable);
  signal.throwIfAborted();
  const found: FolderEntry[] = [];
  for (const entry of entries ?? []) {
    const { name } = entry;
    if (entry.isDirectory()) found.push({ name, kind: "folder" });
    else if (entry.isFile()) found.push({ name, kind: "file" });
    else if (
      entry.isSymbolicLink() &&
      (await within.file(`${spelled}/${name}`, Number.POSITIVE_INFINITY)) !== undefined
    ) {
      found.push({ name, kind: "file" });
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const isReadable = (stats: Stats | undefined, largest: number) => stats?.isFile() === true && stats.size <= largest;

async function realWithin(file: string, roots: readonly Root[]): Promise<string | undefined> {
  const real = await realpath(file).catch(unreadable);
  if (real === undefined) return undefined;
  const spelled = toPath(real);
  return roots.some((root) => isWithin(root.real, spelled)) ? real : undefined;
}

/** What the system refuses is for us as if it were not there; anything else is a defect and goes on. */
function unreadable(error: unknown): undefined {
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return undefined;
  }
  throw error;
}
