import type { Database, Table } from "../../model/database.ts";
import { textOf } from "../../model/database.ts";
import { nameOf } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import type { CodePage } from "../codePage.ts";
import { databaseKind, missingSource, productNameOf } from "../database.ts";
import { checkReferences } from "../references.ts";
import type { Compilation, Snapshot, SourceFile, Unit } from "../source.ts";
import { type Archive, readArchive } from "./archive.ts";
import { streamsOf } from "./artifacts.ts";
import { declaredCodePage } from "./decode.ts";
import { FORCE_CODE_PAGE } from "./header.ts";

/** Reads the text archives of a unit as one database. Never throws. */
export function compileArchives(unit: Unit, snapshot: Snapshot): Compilation {
  const problems: Problem[] = [];
  const wanted: string[] = [];
  const files: SourceFile[] = [];
  for (const path of unit.sources) {
    const file = snapshot.file(path);
    if (file === undefined) wanted.push(path);
    else if (file === "absent") problems.push(missingSource(path));
    else files.push(file);
  }
  const forced = forcedCodePage(files);
  const archives = files.map((file) => readArchive(file, forced));
  for (const archive of archives) for (const problem of archive.problems) problems.push(problem);
  const database = databaseOf(unit, archives, forced, problems);
  return {
    databases: database === undefined ? [] : [database],
    problems,
    wanted,
    dependencies: unit.sources,
    texts: new Map(archives.map(({ file, text }) => [file, text])),
  };
}

function forcedCodePage(files: readonly SourceFile[]): CodePage | undefined {
  for (const { content } of files) {
    const { codePage, table } = declaredCodePage(content);
    if (table === FORCE_CODE_PAGE) return codePage;
  }
  return undefined;
}

function databaseOf(
  unit: Unit,
  archives: readonly Archive[],
  forced: CodePage | undefined,
  problems: Problem[],
): Database | undefined {
  const tables = new Map<string, Table>();
  const from = new Map<string, Archive>();
  for (const archive of archives) {
    const { table } = archive;
    if (table === undefined) continue;
    const first = from.get(table.name);
    if (first !== undefined) problems.push(tableTwice(table.name, first, archive));
    tables.set(table.name, first === undefined ? table : merged(tables.get(table.name) ?? table, table));
    if (first === undefined) from.set(table.name, archive);
  }
  if (tables.size === 0) return undefined;
  const codePage = forced ?? archives.find((archive) => archive.codePage !== undefined)?.codePage;
  const database: Database = {
    id: unit.id,
    name: productNameOf(tables) ?? unit.name,
    kind: databaseKind(tables),
    toolset: "idt",
    files: archives.map(({ file }) => file),
    ...(codePage === undefined ? {} : { codePage }),
    tables,
    artifacts: streamsOf(tables, from),
  };
  for (const problem of checkReferences(database)) problems.push(problem);
  return database;
}

/** Importing an archive replaces the table that is there: which of the two stays is up to the order. */
function tableTwice(table: string, first: Archive, second: Archive): Problem {
  return {
    code: "table-twice",
    severity: "warning",
    message: `The table ${table} is in ${nameOf(first.file)} too: the one that is imported last takes the place of the other. Both are looked at.`,
    site: second.named,
  };
}

/** The rows of both; those of the second whose key is new, by the columns of the first. */
function merged(first: Table, second: Table): Table {
  const keys = first.columns.filter(({ key }) => key).map(({ name }) => name);
  const keyOf = (row: Table["rows"][number]) => keys.map((name) => textOf(row, name) ?? "").join("\t");
  const there = new Set(first.rows.map(keyOf));
  const columns = [
    ...first.columns,
    ...second.columns.filter(({ name }) => !first.columns.some((one) => one.name === name)),
  ];
  return {
    name: first.name,
    columns,
    rows: [...first.rows, ...second.rows.filter((row) => keys.length === 0 || !there.has(keyOf(row)))],
  };
}
