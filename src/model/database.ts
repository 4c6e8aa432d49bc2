import type { Artifact } from "./artifact.ts";
import type { Site, Sourced } from "./site.ts";

/** What a cell holds: a string, an integer, or null for an empty cell. */
export type CellValue = string | number | null;

/**
 * One cell with its site; `unknown` where the source does not say the value. `value` is then its text as written, or, for a number put together from several parts,
 * what the known ones add up to.
 */
export interface Cell extends Sourced<CellValue> {
  readonly unknown?: true;
  /** The text that leaves a number open, as in `$(var.Return)`. */
  readonly written?: string;
}

/** A preprocessor condition that nobody here can decide and that a row depends on, as in `$(var.Edition) = "Pro"`. */
export interface Assumption {
  readonly text: string;
  readonly site: Site;
}

/** One row of a table. Cells are found by column name, because dialects order and omit columns differently. */
export interface Row {
  readonly cells: Readonly<Record<string, Cell>>;
  /** The whole definition: the start tag of an element, a line of an .idt. */
  readonly site: Site;
  /** Empty where the row is certainly there; else all of these must hold for it to be there. */
  readonly when: readonly Assumption[];
  /** False for a row of a fragment that nothing in the product refers to: it is in the sources, but not in what is built from them. */
  readonly linked: boolean;
}

/** A column as the database declares it. */
export interface Column {
  readonly name: string;
  readonly type: "string" | "integer" | "binary";
  readonly key: boolean;
  readonly nullable: boolean;
  /** What text archives write after the letter of the type: the characters that a string should not exceed (0 for any number), or the bytes of an integer (2 or 4). */
  readonly width?: number;
  readonly localizable?: true;
}

/** A table with its rows in the order of the sources. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** True for what a project of another tool lists and no database holds, as the prerequisites of Advanced Installer. */
  readonly authoring?: true;
  /** The rows whose first key column holds `key`, where the table has an index of its own. */
  find?(key: string): readonly Row[];
  /** The rows of a table File that install a file of this name (long, in lower case), where the table has an index of its own. */
  findCalled?(name: string): readonly Row[];
}

/** The authoring that a database was made from: the WiX language generation, or the kind of table source. */
export type Toolset = "wix2" | "wix3" | "wix4" | "idt" | "msi" | "ism" | "aip" | "vdproj";

/** Answers for a key what the row points at; a map of them will do. */
export interface Artifacts {
  get(key: string): Artifact | undefined;
}

/** Windows Installer tables, whatever they were read from. */
export interface Database {
  /** Unique in a workspace and stable while its sources stay where they are. */
  readonly id: string;
  /** What a person calls it: the product's name, else the project's, else the folder's. */
  readonly name: string;
  /** `fragments`: sources with no Package, Product or Module, of which each fragment counts as used. */
  readonly kind: "package" | "module" | "patch" | "transform" | "fragments";
  readonly toolset: Toolset;
  /** The project file that builds it, where there is one. */
  readonly project?: string;
  /** Every file that took part, sorted. */
  readonly files: readonly string[];
  /** The code page of its strings, as in 1252; 0 where it is neutral; undefined where the source does not say. */
  readonly codePage?: number;
  /** By name. The summary information, where it is known, stands among them as `_SummaryInformation` (PropertyId, Value), as text archives have it. */
  readonly tables: ReadonlyMap<string, Table>;
  /** What rows point at outside their cells, by `Table\tkey` as in `Binary\tSetupExe` or `File\tfilChild`. */
  readonly artifacts: Artifacts;
  /** Set for a package as a transform or patch leaves it: the file with the changes. Only what they touch is judged, because the rest is judged in the package itself. */
  readonly changes?: string;
}

/** The rows of a table, none where the database has no such table. */
export function rowsOf(database: Database, table: string): readonly Row[] {
  return database.tables.get(table)?.rows ?? [];
}

/** The cell as text: an integer in digits, nothing where it is null or absent. */
export function textOf(row: Row, column: string): string | undefined {
  const value = row.cells[column]?.value;
  return value === null || value === undefined ? undefined : String(value);
}

/** The cell as an integer, where it holds one. */
export function integerOf(row: Row, column: string): number | undefined {
  const value = row.cells[column]?.value;
  return typeof value === "number" ? value : undefined;
}

/** The key under which `Database.artifacts` lists what a row points at. */
export function artifactKey(table: "Binary" | "File" | "CustomAction" | "Icon" | "MsiEmbeddedUI", key: string): string {
  return `${table}\t${key}`;
}

const indexes = new WeakMap<Table, Map<string, Row[]>>();

/** The rows whose first key column holds `key`, through an index made once for each table. */
export function rowsByKey(database: Database, table: string, key: string): readonly Row[] {
  const found = database.tables.get(table);
  if (found === undefined) return [];
  if (found.find !== undefined) return found.find(key);
  let index = indexes.get(found);
  if (index === undefined) {
    index = indexRows(found);
    indexes.set(found, index);
  }
  return index.get(key) ?? [];
}

const names = new WeakMap<Table, Map<string, Row[]>>();

/** The rows of File that install a file of this name, long and in lower case, through an index made once for each table when first asked for. */
export function filesCalled(database: Database, name: string): readonly Row[] {
  const table = database.tables.get("File");
  if (table === undefined) return [];
  if (table.findCalled !== undefined) return table.findCalled(name);
  let index = names.get(table);
  if (index === undefined) {
    index = new Map();
    for (const row of table.rows) {
      const called = (textOf(row, "FileName") ?? "").split("|").at(-1)?.toLowerCase() ?? "";
      const rows = index.get(called);
      if (rows === undefined) index.set(called, [row]);
      else rows.push(row);
    }
    names.set(table, index);
  }
  return index.get(name) ?? [];
}

function indexRows(table: Table): Map<string, Row[]> {
  const index = new Map<string, Row[]>();
  const column = table.columns.find((one) => one.key)?.name ?? table.columns[0]?.name;
  if (column === undefined) return index;
  for (const row of table.rows) {
    const key = textOf(row, column) ?? "";
    const rows = index.get(key);
    if (rows === undefined) index.set(key, [row]);
    else rows.push(row);
  }
  return index;
}
