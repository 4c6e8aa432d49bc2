import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import type { ByteRange, FileContent, FileParts, Files, FolderEntry } from "../../src/model/files.ts";

/** Files by absolute path with `/`. */
export type Tree = ReadonlyMap<string, FileContent>;

/** The folder of the corpus, undefined where this machine has none. */
export function corpusFolder(): string | undefined {
  const folder = process.env["MSI1618_CORPUS"] ?? path.resolve(import.meta.dirname, "../../../shared/corpus");
  return existsSync(folder) ? path.resolve(folder).replaceAll("\\", "/") : undefined;
}

/** Everything below a folder, read into memory. */
export function readTree(folder: string): Tree {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => path.join(entry.parentPath, entry.name).replaceAll("\\", "/")).sort();
  return new Map(paths.map((file) => [file, readFileSync(file)]));
}

/** `Files` over a tree in memory, so that the disk takes no part in what is measured. */
export function filesOver(tree: Tree, root: string): Files {
  const folders = new Map<string, Map<string, FolderEntry>>();
  for (const file of tree.keys()) {
    for (
      let at = file, kind: FolderEntry["kind"] = "file";
      at !== root && at !== "/";
      at = path.posix.dirname(at), kind = "folder"
    ) {
      const folder = path.posix.dirname(at);
      const entries = folders.get(folder) ?? new Map<string, FolderEntry>();
      entries.set(path.posix.basename(at), { name: path.posix.basename(at), kind });
      folders.set(folder, entries);
    }
  }
  const listed = new Map([...folders].map(([folder, entries]) => [folder, [...entries.values()].sort(byName)]));
  return {
    read: async (file) => tree.get(file),
    readRanges: async (file, ranges) => partsOf(tree.get(file), ranges),
    list: async (folder) => listed.get(folder) ?? [],
    rootOf: (file) => (file.startsWith(root) ? root : undefined),
  };
}

function partsOf(content: FileContent | undefined, ranges: readonly ByteRange[]): FileParts | undefined {
  if (content === undefined) return undefined;
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const parts = ranges.map(({ start, end }) => ({ start, bytes: bytes.slice(start, end) }));
  return { size: bytes.length, version: "", parts };
}

const byName = (a: FolderEntry, b: FolderEntry) => (a.name < b.name ? -1 : 1);

/** The WiX sources of a tree as text: what a bare pass over the same text has to read. */
export function wixTexts(tree: Tree): ReadonlyMap<string, string> {
  const sources = [...tree].filter(([file]) => /\.wx[sil]$/i.test(file));
  return new Map(sources.map(([file, content]) => [file, typeof content === "string" ? content : decode(content)]));
}

function decode(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}
