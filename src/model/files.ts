/** What a file holds: its bytes, or text that an editor has not saved yet. */
export type FileContent = Uint8Array | string;

/** A name in a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: "file" | "folder";
}

/**
 * The only door of the engine to files. Paths are absolute and use `/`, also on Windows (`C:/src/a.wxs`).
 *
 * An implementation refuses, by answering as if nothing were there, whatever lies outside its roots (links resolved), UNC and device paths.
 */
export interface Files {
  /** The content of a file, or undefined where there is none that may be read. */
  read(path: string, signal: AbortSignal): Promise<FileContent | undefined>;
  /** The entries of a folder, sorted by name; none where there is no such folder that may be read. */
  list(folder: string, signal: AbortSignal): Promise<readonly FolderEntry[]>;
  /** The folder that encloses everything which may be read on behalf of `path`: its repository or the opened folder; undefined where `path` is out of bounds. */
  rootOf(path: string): string | undefined;
}
