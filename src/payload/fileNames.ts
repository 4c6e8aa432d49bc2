import type { Artifact } from "../model/artifact.ts";
import { textOf } from "../model/database.ts";
import type { Related } from "../model/finding.ts";
import { nameOf } from "../model/path.ts";
import { type FileNames, named, type ProgramName, programName } from "./commandLine/program.ts";
import { installedFile } from "./directories.ts";
import { recognize } from "./knownInstallers.ts";
import { originsOf } from "./origins.ts";
import type { Reader } from "./reader.ts";
import { spelledText, type Text } from "./text.ts";

/** Answers `[#File]`, `[!File]` and the path of an installed file, as in `[INSTALLFOLDER]setup.exe`, with what the file is called. */
export function fileNames(reader: Reader): FileNames {
  return (reference) => {
    const id = installedFileId(reader, reference);
    return id === undefined ? undefined : fileName(reader, id)?.spelled;
  };
}

/** The id of the File that `[#File]`, `[!File]` or the path of an installed file stands for. */
export function installedFileId(reader: Reader, reference: string): string | undefined {
  return /^\[[#!]([^[\]]+)\]$/.exec(reference)?.[1] ?? installedId(reader, reference);
}

/** The id of the File installed there. One that alternatives give several names says less than the path, which spells the name that is meant. */
function installedId(reader: Reader, path: string): string | undefined {
  const row = installedFile(reader, path);
  const id = row === undefined ? undefined : textOf(row, "File");
  return id === undefined || reader.rows("File", id).length > 1 ? undefined : id;
}

/** What an installed file is called; where the file that is packed under that name is known to be a package or a redistributable, what that is called. */
export function fileName(reader: Reader, id: string): ProgramName | undefined {
  const packed = artifactName(reader.artifact("File", id));
  const installed = reader
    .rows("File", id)
    .map((row) => textOf(row, "FileName")?.split("|").at(-1))
    .find((name) => name !== undefined && name !== "");
  const telling =
    packed !== undefined && (/\.ms[ip]$/.test(packed.pattern) || recognize(packed.pattern)?.proof !== undefined);
  if (telling || installed === undefined) return packed;
  return nameFrom(spelledText(installed)) ?? packed;
}

/** Where what a row holds comes from: a file that the build packs, or a cell that has it already. */
export function packedFrom(what: string, { spelled, stream }: Artifact): Related {
  return { message: `${what} is ${stream === undefined ? "made from this file" : "in this cell"}`, site: spelled.site };
}

/** What the stream of a Binary row is: the name of the file that it is made from. */
export function binaryName(reader: Reader, id: string): ProgramName | undefined {
  return artifactName(reader.artifact("Binary", id));
}

/** How the sources spell what a Binary holds: its SourceFile, else its id. */
export function spelledBinary(reader: Reader, id: string): string {
  const spelled = reader.artifact("Binary", id)?.spelled.value.trim() ?? "";
  return spelled === "" ? `Binary ${id}` : spelled;
}

/** Why it is not known what a Binary holds, in half a sentence. */
export function explainBinary(reader: Reader, id: string): string {
  const artifact = reader.artifact("Binary", id);
  const origin =
    artifact === undefined ? `no Binary ${id} is in the sources` : originsOf(reader, artifact.spelled.value);
  return `which file the Binary ${id} holds is not known${origin === "" ? "" : `: ${origin}`}`;
}

/** How the sources spell an installed file of which the name is not known: its Source, else a reference to it. */
export function spelledFile(reader: Reader, id: string): string {
  const spelled = reader.artifact("File", id)?.spelled.value.trim() ?? "";
  return spelled === "" ? `[#${id}]` : spelled;
}

/** Why it is not known what an installed file is called, in half a sentence. */
export function explainFile(reader: Reader, id: string): string {
  const artifact = reader.artifact("File", id);
  const origin = originsOf(reader, artifact === undefined ? `[#${id}]` : artifact.spelled.value);
  return `what the File ${id} is called is not known${origin === "" ? "" : `: ${origin}`}`;
}

const nameFrom = (path: Text) => programName(path, () => undefined);

/** What the file that a row holds is called, by the name of what it is made from. */
export function artifactName(artifact: Artifact | undefined): ProgramName | undefined {
  if (artifact === undefined) return undefined;
  const { spelled, name, output } = artifact;
  const known = nameFrom(spelledText(name ?? "")) ?? nameFrom(spelledText(spelled.value, spelled.site));
  if (output === undefined) return known;
  const kind = { package: ".msi", patch: ".msp" }[output.kind as string];
  return kind === undefined || known?.pattern.endsWith(kind) === true
    ? known
    : named(`${nameOf(output.project).replace(/\.[^.]*$/, "")}${kind}`);
}
