import type { Artifact } from "../model/artifact.ts";
import type { ByteStream } from "../model/byteStream.ts";
import type { Contents } from "../model/contents.ts";
import { textOf } from "../model/database.ts";
import type { WantedFile } from "../model/files.ts";
import type { Related } from "../model/finding.ts";
import { folderOf, nameOf, resolvePath } from "../model/path.ts";
import { type Site, textSite } from "../model/site.ts";
import { fileSite } from "./code.ts";
import type { FoundScript, Ground, SeenProgram } from "./commandLine/hop.ts";
import { type ProgramName, programName, UNKNOWN_PART } from "./commandLine/program.ts";
import { fileNames, installedFileId } from "./fileNames.ts";
import { recognize } from "./knownInstallers.ts";
import type { Reader } from "./reader.ts";
import { readFileCode } from "./scripts/read.ts";
import { seenProgram } from "./seenProgram.ts";
import { scheduledTask } from "./tasks.ts";
import type { Text } from "./text.ts";

/** What following a command line needs of the tables and of the files that they point at. */
export function groundOf(reader: Reader): Ground {
  const files = fileNames(reader);
  return {
    files,
    script: (path, beside) => findScript(reader, path, beside),
    read: ({ text }, language) => readFileCode(text, language, reader.contents),
    program: (spelled, name) => programOf(reader, spelled, name),
    task: (name) => scheduledTask(reader, name),
  };
}

/** The program that a path of a command line leads to: a file of the package, or the only one of the workspace that is called so. */
function programOf(reader: Reader, spelled: string, name: ProgramName): SeenProgram | undefined {
  const id = installedFileId(reader, spelled.trim()) ?? onlyFileCalled(reader, name.pattern);
  const artifact = id === undefined ? namesakeOf(reader.contents, name) : reader.artifact("File", id);
  return artifact === undefined ? undefined : seenProgram(reader.contents, artifact);
}

function onlyFileCalled(reader: Reader, name: string): string | undefined {
  const ids = new Set(
    name.includes(UNKNOWN_PART) ? [] : reader.filesCalled(name).map((row) => textOf(row, "File") ?? ""),
  );
  const [only] = ids;
  return ids.size === 1 ? only : undefined;
}

/** A command of Windows is not what a file of the workspace is that is called like it. */
function namesakeOf(contents: Contents, { pattern, spelled }: ProgramName): Artifact | undefined {
  const recognized = recognize(pattern);
  if (!pattern.endsWith(".exe") || (recognized !== undefined && recognized.proof === undefined)) return undefined;
  const paths = contents.namesakes(pattern);
  const [path] = paths;
  if (path === undefined || paths.length > 1) return undefined;
  return { spelled: { value: spelled, site: textSite(path, { start: 0, end: 0 }) }, name: spelled, paths };
}

const WHAT = { File: "File", Binary: "Binary", CustomAction: "script of" } as const;

/** The file that a row of File or Binary, or the text of a script action, is made from. */
export function artifactFile(reader: Reader, table: "File" | "Binary" | "CustomAction", key: string): FoundScript {
  const artifact = reader.artifact(table, key);
  if (artifact === undefined)
    return { kind: "lost", reason: `nothing says which file the ${table} ${key} is made from` };
  if (artifact.stream !== undefined) return streamed(reader.contents, artifact.stream, artifact.spelled.site, key);
  const found = firstOf(artifact.paths, reader.contents);
  if (found.kind === "found")
    return {
      ...found,
      related: [
        { message: `the ${WHAT[table]} ${key} is made from this file`, site: artifact.spelled.site },
        ...found.related,
      ],
    };
  const other = artifact.name === undefined ? undefined : onlyNamesake(reader.contents, artifact.name);
  return other ?? found;
}

/** A script longer than this (bytes) is not loaded from a database. */
const LONGEST_STREAM = 1024 * 1024;

/** A script that lies inside the database: it stands in its cell. */
function streamed(contents: Contents, stream: ByteStream, site: Site, key: string): FoundScript {
  if (stream.size > LONGEST_STREAM) return { kind: "lost", reason: "it is longer than is read" };
  const wanted: WantedFile[] = [];
  const content = stream.read(0, stream.size, wanted);
  contents.miss(wanted);
  if (content === undefined) return { kind: "lost", reason: LOADING };
  const text = contents.text({ path: `${site.file}/${key}`, content });
  return { kind: "found", path: `${site.file}\t${key}`, text, site, related: [] };
}

/** The script that a path of a command line leads to: a file of the package, one beside the script that names it, or the only one of the workspace that is called so. */
function findScript(reader: Reader, path: Text, beside: string | undefined): FoundScript {
  const spelled = path.value.trim().replaceAll(/^["']+|["']+$/g, "");
  const id = installedFileId(reader, spelled);
  if (id !== undefined) return artifactFile(reader, "File", id);
  const near = beside === undefined ? undefined : besideScript(reader.contents, beside, spelled);
  if (near !== undefined) return near;
  const name = programName(path, () => undefined)?.pattern ?? "";
  if (name === "" || name.includes("*")) return { kind: "lost", reason: "which file that is is not known" };
  const rows = reader.filesCalled(name);
  const ids = new Set(rows.map((row) => textOf(row, "File") ?? ""));
  const [only] = ids;
  if (ids.size === 1 && only !== undefined) return artifactFile(reader, "File", only);
  return onlyNamesake(reader.contents, name) ?? { kind: "lost", reason: "it is not in the workspace" };
}

/** What stands for the folder of the script itself: `%~dp0`, `$PSScriptRoot`, `.\\`, or nothing at all. */
const OWN_FOLDER =
  /^(?:%~dp0|\$PSScriptRoot|\$\{PSScriptRoot\}|\.(?=[\\/]))?[\\/]?(?=[^\\/%$[\]:]+(?:[\\/][^\\/%$[\]:]+)*$)/i;

function besideScript(contents: Contents, beside: string, spelled: string): FoundScript | undefined {
  const own = OWN_FOLDER.exec(spelled)?.[0];
  const path = own === undefined ? undefined : resolvePath(folderOf(beside), spelled.slice(own.length));
  const found = path === undefined ? undefined : firstOf([path], contents);
  return found?.kind === "found" || (found?.kind === "lost" && found.reason === LOADING) ? found : undefined;
}

const LOADING = "it is not loaded yet";

function firstOf(paths: readonly string[], contents: Contents): FoundScript {
  let loading = false;
  for (const path of paths) {
    const file = contents.file(path);
    if (file === undefined) loading = true;
    else if (file !== "absent" && !loading) {
      const text = contents.text(file);
      const related: readonly Related[] = [
        { message: `${nameOf(path)} is this file`, site: textSite(file.path, { start: 0, end: 0 }) },
      ];
      return { kind: "found", path: file.path, text, site: fileSite(file.path, text), related };
    }
  }
  return { kind: "lost", reason: loading ? LOADING : "the file is not there" };
}

/** A file of that name, where the workspace has exactly one. */
function onlyNamesake(contents: Contents, name: string): FoundScript | undefined {
  const paths = contents.namesakes(name.toLowerCase());
  if (paths.length > 1) return { kind: "lost", reason: `${paths.length} files of the workspace are called so` };
  return paths.length === 0 ? undefined : firstOf(paths, contents);
}
