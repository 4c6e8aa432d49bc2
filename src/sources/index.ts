import type { WantedFile } from "../model/files.ts";
import type { Problem } from "../model/problem.ts";
import { compileAip } from "./aip.ts";
import { missingSource } from "./database.ts";
import { type Form, HEAD, refusalOf, sniffForm } from "./form.ts";
import { compileArchives } from "./idt/index.ts";
import { compileIsm } from "./ism.ts";
import { compileMsi } from "./msi/index.ts";
import type { Compilation, RangedSnapshot, Unit } from "./source.ts";
import { compileVdproj } from "./vdproj/index.ts";
import { compileWix } from "./wix/index.ts";

/** Makes databases of a unit, whatever it is written in. Never throws; what is missing is named in `wanted`. */
export function compileUnit(unit: Unit, snapshot: RangedSnapshot): Compilation {
  switch (unit.kind) {
    case "wix":
      return compileWix(unit, snapshot);
    case "archives":
      return compileFolder(unit, snapshot);
    case "database":
      return compileFile(unit, snapshot);
  }
}

/** The text archives of a folder are one database; what is called like one and holds something else is read as what it is. */
function compileFolder(unit: Unit, snapshot: RangedSnapshot): Compilation {
  const others = unit.sources.filter((path) => {
    const form = formOf(path, snapshot);
    // What is some text may be an archive whose head is broken: the reader says where.
    return form !== undefined && form !== "archive" && form !== "unknown";
  });
  if (others.length === 0) return compileArchives(unit, snapshot);
  const archives = unit.sources.filter((path) => !others.includes(path));
  return together([
    ...(archives.length === 0 ? [] : [compileArchives({ ...unit, sources: archives }, snapshot)]),
    ...others.map((path) => compileFile({ ...unit, kind: "database", id: path, sources: [path] }, snapshot)),
  ]);
}

/** One file, by what its first bytes say: of a binary database no more than those are read here, whatever its size. */
function compileFile(unit: Unit, snapshot: RangedSnapshot): Compilation {
  const [path = unit.id] = unit.sources;
  const bytes = snapshot.bytes(path);
  if (bytes === undefined) return open(path, [{ path, start: 0, end: HEAD }]);
  if (bytes === "absent") return failed(path, missingSource(path));
  const wanted: WantedFile[] = [];
  const head = bytes.read(0, HEAD, wanted);
  if (head === undefined) return open(path, wanted);
  const form = sniffForm(head);
  if (form === "compound") return compileMsi(unit, snapshot);
  const refusal = refusalOf(path, form);
  if (refusal !== undefined) return failed(path, refusal);
  const file = snapshot.file(path);
  if (file === undefined) return open(path, [path]);
  if (file === "absent") return failed(path, missingSource(path));
  switch (form) {
    case "archive":
      return compileArchives(unit, snapshot);
    case "ism":
      return compileIsm(unit, file);
    case "aip":
      return compileAip(unit, file);
    case "vdproj":
      return compileVdproj(unit, file);
    default:
      return compileWix({ ...unit, kind: "wix" }, snapshot);
  }
}

/** Nothing yet: the file has to be loaded first. */
const open = (path: string, wanted: readonly WantedFile[]): Compilation => ({
  databases: [],
  problems: [],
  wanted,
  dependencies: [path],
});

const failed = (path: string, problem: Problem): Compilation => ({
  databases: [],
  problems: [problem],
  wanted: [],
  dependencies: [path],
});

function formOf(path: string, snapshot: RangedSnapshot): Form | undefined {
  const file = snapshot.file(path);
  return file === undefined || file === "absent" ? undefined : sniffForm(file.content);
}

function together(parts: readonly Compilation[]): Compilation {
  return {
    databases: parts.flatMap((part) => part.databases),
    problems: parts.flatMap((part) => part.problems),
    wanted: parts.flatMap((part) => part.wanted),
    dependencies: [...new Set(parts.flatMap((part) => part.dependencies))],
    texts: new Map(parts.flatMap((part) => [...(part.texts ?? [])])),
  };
}
