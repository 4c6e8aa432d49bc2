import { statSync } from "node:fs";
import path from "node:path";
import { createWorkspace } from "../analysis/index.ts";
import type { Report } from "../analysis/report.ts";
import type { Workspace } from "../analysis/workspace.ts";
import { createFiles, toPath } from "../files.ts";
import { createParsers } from "../parsers.ts";
import type { Io } from "./io.ts";
import { type SourceOptions, UsageError } from "./options.ts";

/** A workspace that was analysed once. */
export interface Analysed {
  readonly workspace: Workspace;
  readonly report: Report;
}

/** Analyses what the command line names, with the tables of binary databases that are asked for: every one, or those that are judged. Throws `UsageError` where a path is not there. */
export async function analyse(options: SourceOptions, io: Io, tables: "every" | "judged"): Promise<Analysed> {
  const given = options.paths.map((one) => kindOf(path.resolve(io.cwd, one), one));
  const folders = given.filter(({ kind }) => kind === "folder").map(({ native }) => toPath(native));
  const files = given.filter(({ kind }) => kind === "file").map(({ native }) => toPath(native));
  const workspace = createWorkspace(
    createFiles(boundsOf(options, given, io)),
    {
      levels: new Map(),
      defines: options.defines,
      includePaths: options.includes.map((one) => toPath(path.resolve(io.cwd, one))),
      ...(options.architecture === undefined ? {} : { architecture: options.architecture }),
      ...(tables === "every" ? { everyTable: true } : {}),
    },
    createParsers(),
  );
  workspace.setScope({ folders, files });
  return { workspace, report: await workspace.analyse(io.signal) };
}

interface Given {
  readonly native: string;
  readonly kind: "file" | "folder";
}

function kindOf(native: string, spelled: string): Given {
  const found = statSync(native, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`There is no file or folder ${spelled}.`);
  return { native, kind: found.isDirectory() ? "folder" : "file" };
}

/** `--root` bounds what is read; without it the repositories around the given paths and include folders do. */
function boundsOf(options: SourceOptions, given: readonly Given[], io: Io) {
  if (options.root !== undefined) {
    const root = path.resolve(io.cwd, options.root);
    if (kindOf(root, options.root).kind !== "folder") throw new UsageError(`--root is a folder, and ${root} is none.`);
    return { roots: [root], trusted: false };
  }
  const folders = given.map(({ native, kind }) => (kind === "folder" ? native : path.dirname(native)));
  return { roots: [...folders, ...options.includes.map((one) => path.resolve(io.cwd, one))], trusted: true };
}

/** Why the exit code must not be 0 although nothing was found; undefined where sources were read. */
export function nothingRead({ report }: Analysed, options: SourceOptions): string | undefined {
  const where = options.paths.join(", ");
  if (report.stats.files === 0) return `No installer source was found in ${where}.`;
  const broken = report.problems.some((problem) => problem.severity === "error");
  return report.databases.length === 0 && broken ? `No installer source in ${where} could be read.` : undefined;
}
