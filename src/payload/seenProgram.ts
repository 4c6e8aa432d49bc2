import type { Artifact } from "../model/artifact.ts";
import type { Contents } from "../model/contents.ts";
import { nameOf } from "../model/path.ts";
import { TOP_LEVEL } from "./code/cSharp.ts";
import { followRoutine } from "./code/followCode.ts";
import type { Project } from "./code/project.ts";
import { type CodeReading, unread } from "./code.ts";
import type { SeenProgram } from "./commandLine/hop.ts";
import type { CarriedPackages } from "./effect.ts";
import type { Burn } from "./program/burn.ts";
import type { Carried } from "./program/marks.ts";
import { readStarted, type StartedProgram } from "./program/started.ts";
import { lookInto } from "./programFile.ts";
import { sourceProject } from "./sourceProject.ts";

/** What is seen of a program that an action starts: by the sources that build it where the workspace has them, else by its file. Undefined where nothing is to be said of it. */
export function seenProgram(contents: Contents, artifact: Artifact): SeenProgram | undefined {
  if (!/\.(?:exe|com|scr)$/i.test(artifact.name ?? artifact.spelled.value) && artifact.stream === undefined)
    return undefined;
  // A file that is there says more than its name: only what the source refers to is surely built from sources.
  if (artifact.output !== undefined) return bySources(contents, artifact);
  const looked = lookInto(contents, artifact, "started", readStarted);
  if (looked.kind === "loading") return code(unread(LOADING));
  return looked.kind === "seen" ? ofFile(looked.value) : bySources(contents, artifact);
}

function bySources(contents: Contents, artifact: Artifact): SeenProgram | undefined {
  const source = sourceProject(contents, artifact, MOST_FILES);
  if (source.kind === "loading") return code(unread(LOADING));
  const reading = source.kind === "found" ? ofSources(source.project, source.language, nameOf(source.path)) : undefined;
  return reading === undefined ? undefined : code(reading);
}

const LOADING = "it is not loaded yet";

/** A program of more files than this is an application of its own: what it does from its start to its end says little of the action. */
const MOST_FILES = 60;

const code = (reading: CodeReading): SeenProgram => ({ kind: "code", reading, related: [] });

const MAINS = [TOP_LEVEL, "Main", "main", "wmain", "_tmain", "WinMain", "wWinMain", "_tWinMain"];

function ofSources(project: Project, language: "c-sharp" | "cpp", called: string): CodeReading | undefined {
  const [main, ...others] = MAINS.flatMap((name) => project.routines.get(name) ?? []);
  if (main === undefined || others.length > 0) return undefined;
  return followRoutine(project, language, main, { called: `the start of ${called}` });
}

function ofFile(started: StartedProgram): SeenProgram | undefined {
  switch (started.kind) {
    case "bundle":
      return { kind: "carries", carries: ofBundle(started.burn) };
    case "carries":
      return { kind: "carries", carries: ofCarried(started.carried) };
    case "program":
      return started.maker === "installshield" ? { kind: "carries", carries: INSTALLSHIELD } : code(started.code);
    default:
      return undefined;
  }
}

/** So many packages of a chain are named in a message. */
const MOST_NAMED = 3;

/** A bundle without a package of Windows Installer starts none, as far as its chain tells; what its set-ups do is another question. */
function ofBundle({ chain }: Burn): CarriedPackages {
  if (chain === undefined) return { by: "bundle", title: "a WiX bundle, by its header", proof: "proven" };
  const packages = chain.filter(({ kind }) => kind === "MsiPackage" || kind === "MspPackage").map(({ id }) => id);
  if (packages.length === 0)
    return { by: "bundle", title: "a WiX bundle, whose chain has no .msi of its own", proof: "possible" };
  const named = packages.slice(0, MOST_NAMED).join(", ");
  const more = packages.length > MOST_NAMED ? ` and ${packages.length - MOST_NAMED} more` : "";
  return { by: "bundle", title: `a WiX bundle, by its header: its chain has ${named}${more}`, proof: "proven" };
}

function ofCarried({ kind, name, where }: Carried): CarriedPackages {
  const what = kind === "patch" ? "an .msp" : "an .msi";
  const place = where === "resources" ? "in its resources" : "behind its sections";
  return { by: "package", title: `a program with ${name === "" ? what : name} ${place}`, proof: "likely" };
}

const INSTALLSHIELD: CarriedPackages = {
  by: "package",
  title: "a set-up made by InstallShield, which most often unpacks and runs an .msi",
  proof: "possible",
};
