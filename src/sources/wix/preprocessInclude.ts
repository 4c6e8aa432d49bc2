import { folderOf, isUncOrDevice, resolvePath } from "../../model/path.ts";
import type { Frame } from "../../model/site.ts";
import type { SourceFile } from "../source.ts";
import { contentOf, expanded, unquoted } from "./preprocessInstruction.ts";
import { contentSpan, type Level, reportOnce, type Sink, type Walk, walkNodes } from "./preprocessWalk.ts";
import { type XmlInstruction, xmlOf } from "./xml.ts";

/** How often one file may be on the way to itself: WiX follows 1024 includes and then gives up. */
const REPEATS = 8;
const DEPTH = 128;

/** Splices the children of an included file in; its instructions act on the variables as if they stood here (PreprocessInclude). */
export function include(walk: Walk, level: Level, instruction: XmlInstruction, sink: Sink): void {
  const path = expanded(walk, level, instruction, contentOf(walk, level, instruction));
  const written = unquoted(path, "\"'").value;
  const candidates = candidatesFor(walk, level, written, path.certainty === "unknown");
  const span = contentSpan(instruction);
  if (candidates.length === 0) {
    walk.blind = true;
    if (isUncOrDevice(written)) {
      const message = `${written} is a network or device path, which is never opened.`;
      reportOnce(walk, level, "include-not-allowed", "warning", message, span);
    } else {
      const message = `Which file ${written} is depends on the build: what it includes is not seen here.`;
      reportOnce(walk, level, "include-unknown", "information", message, span);
    }
    return;
  }
  const found = look(walk, candidates);
  walk.blind ||= found === undefined;
  if (found === "wanted") return;
  if (found === undefined) {
    const folders = candidates.map((candidate) => folderOf(candidate)).join(", ");
    reportOnce(
      walk,
      level,
      "include-not-found",
      "error",
      `The include ${written} was not found. Looked in ${folders}.`,
      span,
    );
    return;
  }
  walk.includes.push({ file: level.document.file, span, path: found.path });
  splice(walk, level, instruction, { file: found, sink, written });
}

/** Where WiX looks, in its order (GetIncludeFile): the folder of the including file, then the search paths. */
function candidatesFor(walk: Walk, level: Level, written: string, unknown: boolean): readonly string[] {
  if (written === "") return [];
  let folders = [folderOf(level.document.file), ...walk.session.unit.includePaths];
  let path = written;
  if (unknown) {
    // Builds run in the folder of the project, and where there is no project that is the source's own or the one opened.
    const current = /^\$\(sys\.CURRENTDIR\)[\\/]*/.exec(written)?.[0];
    if (current === undefined || written.includes("$(", current.length)) return [];
    path = written.slice(current.length);
    folders = [folderOf(level.files[0] ?? level.document.file), walk.session.unit.id];
  }
  const candidates = new Set<string>();
  for (const folder of folders) {
    const candidate = resolvePath(folder, path);
    if (candidate !== undefined) candidates.add(candidate);
  }
  return [...candidates];
}

/** The first of the candidates that is there; `wanted` as long as one before it has not been looked for. */
function look(walk: Walk, candidates: readonly string[]): SourceFile | "wanted" | undefined {
  let pending = false;
  for (const candidate of candidates) {
    const file = walk.snapshot.file(candidate);
    walk.dependencies.set(candidate, file);
    if (file === undefined) {
      walk.wanted.add(candidate);
      pending = true;
    } else if (file !== "absent") return pending ? "wanted" : file;
  }
  return pending ? "wanted" : undefined;
}

interface Found {
  readonly file: SourceFile;
  readonly sink: Sink;
  readonly written: string;
}

function splice(walk: Walk, level: Level, instruction: XmlInstruction, { file, sink, written }: Found): void {
  const repeats = level.files.filter((one) => one === file.path).length;
  if (repeats >= REPEATS || level.files.length > DEPTH) {
    const message =
      repeats > 0 ? `${written} includes itself, directly or through others.` : "Includes are nested too deeply here.";
    reportOnce(walk, level, "include-cycle", "error", message, contentSpan(instruction));
    return;
  }
  const document = xmlOf(file);
  walk.work -= document.contents.length + (document.root?.weight ?? 0);
  if (walk.work < 0) {
    const message = "These includes lead to more expansions than are followed: the rest was left out.";
    reportOnce(walk, level, "too-many-expansions", "error", message, contentSpan(instruction));
    return;
  }
  const first = !walk.reported.has(file.path);
  if (first) {
    walk.reported.add(file.path);
    for (const problem of document.problems) walk.problems.push(problem);
  }
  const frame: Frame = { kind: "include", name: written, file: level.document.file, span: contentSpan(instruction) };
  const inside: Level = {
    ...level,
    document,
    via: [...level.via, frame],
    editable: false,
    files: [...level.files, file.path],
    depth: level.depth + 1,
    again: level.again || !first,
  };
  const { root, contents } = document;
  if (root !== undefined && root.name !== "Include") {
    const message = `An included file has the root element Include, not ${root.name}.`;
    reportOnce(walk, inside, "not-an-include", "error", message, { start: root.start, end: root.nameEnd });
  }
  walkNodes(walk, inside, { nodes: contents, from: 0, to: contents.length, sink, ...(root && { dissolved: root }) });
}
