import type { Container } from "../model/byteStream.ts";
import type { ContentFile } from "../model/contents.ts";
import type { Database } from "../model/database.ts";
import type { WantedFile } from "../model/files.ts";
import type { Problem } from "../model/problem.ts";

/**
 * One file of a snapshot. The same object stands for the same content: whoever derives something costly from it may key a WeakMap with it.
 */
export type SourceFile = ContentFile;

/**
 * What front ends see of the workspace. Nothing here reads: what is not there yet is named in `Compilation.wanted`, loaded by analysis, and the front end is run again.
 */
export interface Snapshot {
  /** The file; `"absent"` where it is known not to be there or not to be readable; undefined where nobody has looked yet. */
  file(path: string): SourceFile | "absent" | undefined;
}

/** A snapshot that also shows files which are never loaded as a whole. */
export interface RangedSnapshot extends Snapshot, Container {}

/** What a front end makes of sources. */
export interface Compilation {
  readonly databases: readonly Database[];
  readonly problems: readonly Problem[];
  /** What would be needed and nobody has loaded yet: files, by their path, and parts of files. */
  readonly wanted: readonly WantedFile[];
  /** Every file the result depends on, absent ones included. */
  readonly dependencies: readonly string[];
  /** The decoded text of each table source, to which the offsets of its sites refer; what is not here is no text (a binary database), or a WiX source, whose text its XML tells. */
  readonly texts?: ReadonlyMap<string, string>;
}

/** How a unit is read: `wix` compiled and linked; `archives` the text archives of one folder; `database` one file that holds a database, in whatever form its content shows. */
export type UnitKind = "wix" | "archives" | "database";

/** What is read together: the sources of a project file, or those of a folder; one file where that holds a whole database. */
export interface Unit {
  readonly kind: UnitKind;
  /** Unique and stable: the project's path, else the folder's, else that of the file. */
  readonly id: string;
  /** The project's or the folder's name, as people call it. */
  readonly name: string;
  /** The project file, where there is one. */
  readonly project?: string;
  /** The sources that are compiled, sorted: not the files that are only included. */
  readonly sources: readonly string[];
  /** The localization files that belong to it. */
  readonly localizations: readonly string[];
  /** Preprocessor variables, as `-d` or DefineConstants give them; null is a name without a value. */
  readonly defines: ReadonlyMap<string, string | null>;
  /** Where `<?include?>` looks after the including file's own folder. */
  readonly includePaths: readonly string[];
  /** The processor architecture the package is built for, as in `x64`; undefined where nothing says. */
  readonly architecture?: "x86" | "x64" | "arm64";
  /** The names of referenced projects and what their output is, as in `ChildSetup` -> package. */
  readonly references: ReadonlyMap<string, ProjectReference>;
  /** True where a lone file was given: every fragment of it counts as used. */
  readonly alone: boolean;
  /** The packages, nearest first, among which the one is that a transform or patch changes. */
  readonly bases?: readonly string[];
  /** Set where all tables of a binary database are asked for, not only those that an analysis looks at. */
  readonly everyTable?: true;
}

/** A project that another one refers to. */
export interface ProjectReference {
  readonly project: string;
  readonly kind: "package" | "module" | "patch" | "bundle" | "library" | "program";
  /** The file it builds, as in `ChildSetup.msi`. */
  readonly outputName: string;
}
