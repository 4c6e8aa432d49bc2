import assert from "node:assert/strict";
import { wholeFile } from "../../src/analysis/sparseFile.ts";
import { type Database, rowsOf, textOf } from "../../src/model/database.ts";
import type { FileContent } from "../../src/model/files.ts";
import type { Problem } from "../../src/model/problem.ts";
import { compileUnit } from "../../src/sources/index.ts";
import type { Compilation, Unit } from "../../src/sources/source.ts";
import { unitOf } from "./wix/preprocessed.ts";

/** Files by their names in one folder, as the snapshot that front ends see. */
export function compileFiles(files: Readonly<Record<string, FileContent>>, more: Partial<Unit> = {}): Compilation {
  const sources = Object.keys(files).map((name) => `/db/${name}`);
  const contents = new Map(
    Object.entries(files).map(([name, content]) => [`/db/${name}`, { path: `/db/${name}`, content }]),
  );
  const bytesOf = (content: FileContent) => (typeof content === "string" ? new TextEncoder().encode(content) : content);
  return compileUnit(unitOf({ kind: "archives", sources, ...more }), {
    file: (path) => contents.get(path) ?? "absent",
    bytes: (path) => {
      const file = contents.get(path);
      return file === undefined ? "absent" : wholeFile(bytesOf(file.content));
    },
  });
}

/** One file that holds a whole database, whatever its name. */
export function compileFile(name: string, content: FileContent): Compilation {
  return compileFiles({ [name]: content }, { kind: "database" });
}

/** The one database of a compilation. */
export function only({ databases }: Compilation): Database {
  assert.equal(databases.length, 1);
  return databases[0] ?? assert.fail();
}

/** The values of one column, in the order of the rows. */
export const valuesOf = (database: Database, table: string, column: string) =>
  rowsOf(database, table).map((row) => textOf(row, column));

/** The problem of a code, with the text that it stands at. */
export function problemAt(compilation: Compilation, code: string): { readonly problem: Problem; readonly at: string } {
  const problem = compilation.problems.find((one) => one.code === code);
  const all = compilation.problems.map((one) => one.code).join(", ");
  assert.ok(problem, `${code} is reported; there are ${all || "none"}`);
  assert.ok(problem.site.kind === "text");
  const text = compilation.texts?.get(problem.site.file) ?? "";
  return { problem, at: text.slice(problem.site.span.start, problem.site.span.end) };
}
