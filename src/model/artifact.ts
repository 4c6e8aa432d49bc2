import type { ByteStream } from "./byteStream.ts";
import type { Sourced } from "./site.ts";

/** What the output of a project of this workspace is. */
export type ProjectOutput = "package" | "module" | "patch" | "bundle" | "library" | "program";

/** A file that a row points at outside its cells: the stream of a Binary, the source of a File, the text of a script action. */
export interface Artifact {
  /** The path as the source spells it, as in `$(var.Redist)\vc_redist.x64.exe`; the name of the stream in a binary database, as in `Binary.SetupExe`. */
  readonly spelled: Sourced<string>;
  /** The last segment of the path where that is known, as in `vc_redist.x64.exe`. */
  readonly name?: string;
  /** Where it would lie, absolute with `/`, in the order in which the build looks; empty where a variable nobody defines leads there. */
  readonly paths: readonly string[];
  /** The project of this workspace that builds it, where one does. */
  readonly output?: { readonly project: string; readonly kind: ProjectOutput };
  /** Its bytes, where it lies inside the database itself. */
  readonly stream?: ByteStream;
}
