import type { Artifact } from "../model/artifact.ts";
import { artifactKey } from "../model/database.ts";
import type { FixPayload } from "../model/finding.ts";
import { nameOf } from "../model/path.ts";
import type { Ground, Job } from "./job.ts";
import { relativePath } from "./relative.ts";

/** Where a chain finds what is to be installed. */
export interface PayloadSource {
  /** As SourceFile has it, relative to the bundle's folder. */
  readonly sourceFile: string;
  /** The last part of its path, as in `Viewer.msi`. */
  readonly name: string;
  /** The project of the workspace that builds it. */
  readonly project?: string;
  /** What a person still has to see to. */
  readonly todo?: string;
}

/** Finds the file that is installed, seen from the folder of a bundle: what the package packs of it, the output of a project, or what the command spells. */
export function sourceOf(
  payload: FixPayload,
  job: Job,
  ground: Ground,
  folder: string,
  variable: VariableOf,
): PayloadSource {
  const artifact =
    job.held === undefined ? undefined : job.databases[0]?.artifacts.get(artifactKey(job.held.table, job.held.key));
  return artifact === undefined ? spelledSource(payload) : packedSource(payload, artifact, ground, folder, variable);
}

/** How the sources of a bundle spell a variable that the reference to a project defines. */
export type VariableOf = (project: string) => string;

function packedSource(
  payload: FixPayload,
  { spelled, name, paths, output }: Artifact,
  ground: Ground,
  folder: string,
  variable: VariableOf,
): PayloadSource {
  const own = name ?? nameOf(spelled.value);
  if (output !== undefined) {
    const built = ground.projects.find(({ path }) => path === output.project)?.outputName ?? own;
    return { sourceFile: variable(output.project), name: built, project: output.project };
  }
  const path = paths.find((one) => ground.exists(one)) ?? paths[0];
  if (path !== undefined) return { sourceFile: relativePath(folder, path), name: own };
  const todo = `SourceFile is spelled as the package spells it (${spelled.value}): say it as it is from this project`;
  return { sourceFile: spelled.value === "" ? payload.spelled : spelled.value, name: own, todo };
}

/** What stands in the command is a path of the machine that installs. */
function spelledSource({ spelled, kind }: FixPayload): PayloadSource {
  const bare = spelled.replaceAll('"', "").trim();
  const name = nameOf(bare.replace(/^.*\]/, ""));
  const extension = kind === "msp" ? ".msp" : kind === "msi" ? ".msi" : ".exe";
  if (name === "" || /[[\]$%{}*?<>|]/.test(name)) {
    const todo = `the command names ${bare === "" ? "no package" : bare}: say which file that is`;
    return { sourceFile: `package${extension}`, name: `package${extension}`, todo };
  }
  const file = extensionless(name) ? name + extension : name;
  const todo = `the package starts it as ${bare}: say where that file lies when the bundle is built`;
  return { sourceFile: file, name: file, todo };
}

const extensionless = (name: string) => !/\.[A-Za-z]\w{1,4}$/.test(name);
