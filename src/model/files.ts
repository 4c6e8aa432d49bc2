/** What a file holds: its bytes, or text that an editor has not saved yet. */
export type FileContent = Uint8Array | string;

/** A name in a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: "file" | "folder";
}

/** A half-open range of bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Some bytes of a file. An empty range asks only whether the file is there, and how large it is. */
export interface FileRange extends ByteRange {
  readonly path: string;
}

/** Something that must be loaded before the work can go on: a whole file, by its path, or a part of one. */
export type WantedFile = string | FileRange;

/** Parts of a file as they were at one moment. */
export interface FileParts {
  /** In bytes. */
  readonly size: number;
  /** The same text for as long as the content is the same, as far as the system tells. */
  readonly version: string;
  /** What was asked for, cut at the size. */
  readonly parts: readonly { readonly start: number; readonly bytes: Uint8Array }[];
}

/**
 * The only door of the engine to files. Paths are absolute and use `/`, also on Windows (`C:/src/a.wxs`).
 *
 * An implementation refuses, by answering as if nothing were there, whatever lies outside its roots (links resolved), UNC and device paths.
 */
export interface Files {
  /** The content of a file, or undefined where there is none that may be read, or where it is too large to be read as a whole. */
  read(path: string, signal: AbortSignal): Promise<FileContent | undefined>;
  /** Parts of a file of any size, all of the same moment; undefined where there is none that may be read. */
  readRanges(path: string, ranges: readonly ByteRange[], signal: AbortSignal): Promise<FileParts | undefined>;
  /** The entries of a folder, sorted by name; none where there is no such folder that may be read. */
  list(folder: string, signal: AbortSignal): Promise<readonly FolderEntry[]>;
  /** The folder that encloses everything which may be read on behalf of `path`: its repository or the opened folder; undefined where `path` is out of bounds. */
  rootOf(path: string): string | undefined;
}
