import type { Related } from "../model/finding.ts";
import { nameOf } from "../model/path.ts";
import type { Site, Sourced } from "../model/site.ts";
import { followRoutine } from "./code/followCode.ts";
import { entryPoints, functionsCalled, implementationsOf } from "./code/project.ts";
import { type CodeReading, unread } from "./code.ts";
import { followOwnCode } from "./commandLine/follow.ts";
import type { Ground } from "./commandLine/hop.ts";
import { installers } from "./directories.ts";
import { explainBy, gap, type Outcome, outcomeOf } from "./effects.ts";
import { artifactName, fileName, packedFrom } from "./fileNames.ts";
import { readEntryPoint } from "./program/library.ts";
import { lookInto } from "./programFile.ts";
import type { Reader } from "./reader.ts";
import { sourceProject } from "./sourceProject.ts";

/** An action that calls an entry point of a DLL. */
export interface LibraryAction {
  readonly reader: Reader;
  /** The table with the row that holds the DLL, and the row's key. */
  readonly table: "Binary" | "File" | "MsiEmbeddedUI";
  readonly source: string;
  /** The cell with the name of the entry point. */
  readonly target: Sourced<string>;
  readonly ground: Ground;
}

/** What an entry point does: by the sources of its DLL where they are in the workspace, else by the file. */
export function outcomeOfLibrary(asked: LibraryAction): Outcome {
  const { reader, table, source, target } = asked;
  const artifact = reader.artifact(table, source);
  const name = table === "File" ? fileName(reader, source) : artifactName(artifact);
  const library = name?.spelled ?? source;
  const entry = target.value.trim();
  const unknown = gap(`the entry point ${entry} of ${library} is code that is not followed`);
  if (artifact === undefined || entry === "") return unknown;
  const place = packedFrom(`the ${table} ${source}`, artifact);
  const source_ = sourceProject(reader.contents, artifact);
  if (source_.kind === "loading") return gap(LOADING);
  const written = source_.kind === "found" ? followEntry(source_, entry, table) : undefined;
  if (written !== undefined) return outcomeOfReading(asked, written, library, [place]);
  const looked = lookInto(reader.contents, artifact, `entry ${entry}`, (bytes) =>
    readEntryPoint(bytes, entry, library),
  );
  if (looked.kind === "loading") return gap(LOADING);
  if (looked.kind === "seen") return outcomeOfReading(asked, looked.value, library, [place]);
  if (source_.kind === "none") return unknown;
  const project = nameOf(source_.path);
  const why = source_.kind === "unread" ? source_.reason : `no entry point of that name is in its sources`;
  return gap(`the entry point ${entry} of ${library}, which ${project} builds, is not followed: ${why}`, [place]);
}

const LOADING = "it is not loaded yet";

type Found = ReturnType<typeof sourceProject> & { kind: "found" };

/** A function of that name which nothing exports as far as it is seen is what is meant most likely: something else may export it. */
function followEntry({ project, language }: Found, entry: string, table: LibraryAction["table"]) {
  const managed = table === "MsiEmbeddedUI" ? MANAGED[entry] : undefined;
  const exported =
    language === "c-sharp" && managed !== undefined
      ? implementationsOf(project, "IEmbeddedUI", managed)
      : entryPoints(project, entry);
  const [routine = language === "cpp" ? functionsCalled(project, entry)[0] : undefined, ...others] = exported;
  if (routine === undefined) return undefined;
  if (others.length > 0) return unread(`${exported.length} functions of its sources are exported as ${entry}`);
  return followRoutine(project, language, routine, { called: `the entry point ${entry}`, sure: exported.length > 0 });
}

/** What Windows Installer calls in the DLL of an embedded user interface, and the methods of DTF's IEmbeddedUI that its SfxCA.dll passes that on to. */
const MANAGED: Readonly<Record<string, string>> = {
  InitializeEmbeddedUI: "Initialize",
  EmbeddedUIHandler: "ProcessMessage",
  ShutdownEmbeddedUI: "Shutdown",
};

/**
 * What the three entry points of an embedded user interface do.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/using-an-embedded-ui
 */
export function outcomeOfEmbeddedUi(asked: Omit<LibraryAction, "table">): Outcome {
  const entries = Object.keys(MANAGED);
  const outcomes = entries.map((value) =>
    outcomeOfLibrary({ ...asked, table: "MsiEmbeddedUI", target: { value, site: asked.target.site } }),
  );
  // What is missing of all three alike is said once.
  const gaps = new Map(
    outcomes.flatMap((outcome, at) => outcome.gaps.map((why) => [why.replaceAll(entries[at] ?? "", ""), why] as const)),
  );
  return {
    runs: outcomes.flatMap(({ runs }) => runs),
    effects: outcomes.flatMap(({ effects }) => effects),
    gaps: [...gaps.values()],
    trail: outcomes.flatMap(({ trail }) => trail),
    hypothetical: false,
  };
}

function outcomeOfReading(
  { reader, ground, target }: LibraryAction,
  reading: CodeReading,
  library: string,
  trail: readonly Related[],
): Outcome {
  const site: Site = target.site;
  const outcome = outcomeOf(followOwnCode(reading, ground, undefined), {
    site,
    ground,
    proof: "proven",
    via: [],
    trail,
    hypothetical: false,
    explain: explainBy(reader),
    installers: (command) => installers(reader, command),
  });
  const run = { program: library, arguments: target.value, via: [] };
  return outcome.runs.length > 0 ? outcome : { ...outcome, runs: [run] };
}
