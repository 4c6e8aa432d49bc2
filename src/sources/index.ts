import { missingSource } from "./database.ts";
import { type Form, refusalOf, sniffForm } from "./form.ts";
import { compileArchives } from "./idt/index.ts";
import { compileMsi } from "./msi/index.ts";
import type { Compilation, Snapshot, Unit } from "./source.ts";
import { compileWix } from "./wix/index.ts";

/** Makes databases of a unit, whatever it is written in. Never throws; what is missing is named in `wanted`. */
export function compileUnit(unit: Unit, snapshot: Snapshot): Compilation {
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
function compileFolder(unit: Unit, snapshot: Snapshot): Compilation {
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

/** One file, by what it holds. */
function compileFile(unit: Unit, snapshot: Snapshot): Compilation {
  const [path = unit.id] = unit.sources;
  const form = formOf(path, snapshot);
  if (form === undefined) return nothing(path, snapshot);
  const refusal = refusalOf(path, form);
  if (refusal !== undefined) return { databases: [], problems: [refusal], wanted: [], dependencies: [path] };
  switch (form) {
    case "compound":
      return compileMsi(unit, snapshot);
    case "archive":
      return compileArchives(unit, snapshot);
    default:
      return compileWix({ ...unit, kind: "wix", alone: true }, snapshot);
  }
}

function formOf(path: string, snapshot: Snapshot): Form | undefined {
  const file = snapshot.file(path);
  return file === undefined || file === "absent" ? undefined : sniffForm(file.content);
}

function nothing(path: string, snapshot: Snapshot): Compilation {
  const absent = snapshot.file(path) === "absent";
  return {
    databases: [],
    problems: absent ? [missingSource(path)] : [],
    wanted: absent ? [] : [path],
    dependencies: [path],
  };
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
