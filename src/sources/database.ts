import { type Database, type Table, textOf } from "../model/database.ts";
import { nameOf } from "../model/path.ts";
import type { Problem } from "../model/problem.ts";
import { textSite } from "../model/site.ts";

/** Said of a file that a unit names and that cannot be read. */
export function missingSource(path: string): Problem {
  const message = `${nameOf(path)} is not there, may not be read, or is too large to be read as a whole.`;
  return { code: "source-not-found", severity: "warning", message, site: textSite(path, { start: 0, end: 0 }) };
}

/** What the product is called by its Property table. */
export function productNameOf(tables: ReadonlyMap<string, Table>): string | undefined {
  const row = tables.get("Property")?.rows.find((one) => textOf(one, "Property") === "ProductName");
  return row === undefined ? undefined : textOf(row, "Value");
}

/** What kind of database the tables make. */
export function databaseKind(tables: ReadonlyMap<string, Table>): Database["kind"] {
  const has = (table: string) => (tables.get(table)?.rows.length ?? 0) > 0;
  if (has("ModuleSignature")) return "module";
  if (has("MsiPatchMetadata")) return "patch";
  return has("Property") || has("InstallExecuteSequence") ? "package" : "fragments";
}
