import type { ActionType } from "../model/customAction.ts";
import type { Database } from "../model/database.ts";
import type { Compilation, Snapshot, Unit } from "../sources/source.ts";
import type { Project } from "../sources/wix/project.ts";

/** The property from which an action takes its command line or its data, and what of it is for this action alone. */
export interface Reads {
  readonly property: string;
  /** The actions that set it for this one. */
  readonly setters: readonly string[];
  /** True where no other action reads it. */
  readonly alone: boolean;
}

/** An action that is to be moved or mended. */
export interface Job {
  readonly action: string;
  /** The table of the finding. */
  readonly table: string;
  readonly type: ActionType;
  /** The key in the Source column: a Binary, a File, a Directory or a property. */
  readonly source: string;
  /** Where it calls a launcher of WiX, as in `WixQuietExec`, the property in which immediate actions find the command. */
  readonly launcher: string | undefined;
  readonly reads: Reads | undefined;
  /** The File or Binary that holds what is installed, where one does. */
  readonly held: { readonly table: "File" | "Binary"; readonly key: string } | undefined;
  /** The condition of the schedule, `""` where there is none. */
  readonly condition: string;
  /** The databases that the finding is in; the first is the one that it was judged in. */
  readonly databases: readonly Database[];
}

/** What a fix may look at. */
export interface Ground {
  readonly snapshot: Snapshot;
  readonly compilations: ReadonlyMap<Unit, Compilation>;
  /** Every project that was read. */
  readonly projects: readonly Project[];
  /** The solution that each project is built with, where one lists it. */
  readonly solutions: ReadonlyMap<string, string>;
  /** True for a file that the user has opened for work: below the folders that are analysed, or given by name. */
  readonly isOwn: (file: string) => boolean;
  /** True where a file of that name is known to be there. */
  readonly exists: (file: string) => boolean;
}

/** Why a fix is not offered, as a sentence. Thrown while one is prepared and caught where it is asked for. */
export class Refusal extends Error {}
