import type { Artifact } from "../model/artifact.ts";
import {
  type Artifacts,
  artifactKey,
  type Cell,
  type Column,
  type Database,
  type Row,
  type Table,
  textOf,
} from "../model/database.ts";
import { folderOf, nameOf, resolvePath } from "../model/path.ts";
import type { Problem } from "../model/problem.ts";
import { columnType } from "../model/schema.ts";
import { type Sourced, textSite } from "../model/site.ts";
import { databaseKind, productNameOf } from "./database.ts";
import { cellOf, impliedRow, LazyRow } from "./lazyRow.ts";
import { checkReferences } from "./references.ts";
import type { Compilation, SourceFile, Unit } from "./source.ts";
import { type XmlDocument, type XmlElement, xmlAttribute, xmlChildren, xmlOf, xmlText } from "./wix/xml.ts";

/** Reads a project of InstallShield in XML: the tables of a database, with columns and tables of InstallShield's own. Never throws; the document type is neither expanded nor fetched. */
export function compileIsm(unit: Unit, file: SourceFile): Compilation {
  const document = xmlOf(file);
  const problems: Problem[] = [...document.problems];
  const tables = new Map<string, Table>();
  const strings = new Strings(tables);
  for (const element of document.root === undefined ? [] : xmlChildren(document.root)) {
    if (element.name !== "table") continue;
    const table = tableOf(document, element, strings, problems);
    if (tables.has(table.name))
      problems.push(
        problemAt(
          document,
          element,
          "table-twice",
          `There is a table ${table.name} above already; the last one counts.`,
        ),
      );
    if (table.columns.length > 0) tables.set(table.name, table);
  }
  const summary = summaryOf(document);
  if (summary !== undefined) tables.set(summary.name, summary);
  const database: Database = {
    id: unit.id,
    name: productNameOf(tables) ?? unit.name,
    kind: databaseKind(tables),
    toolset: "ism",
    files: [file.path],
    tables,
    artifacts: artifactsOf(tables, file.path),
  };
  for (const problem of checkReferences(database)) problems.push(problem);
  return {
    databases: tables.size === 0 ? [] : [database],
    problems: problems.slice(0, MOST_PROBLEMS),
    wanted: [],
    dependencies: [file.path],
    texts: new Map([[file.path, document.text]]),
  };
}

const MOST_PROBLEMS = 1000;

function tableOf(document: XmlDocument, element: XmlElement, strings: Strings, problems: Problem[]): Table {
  const name = xmlAttribute(document, element, "name")?.value ?? "";
  const columns: Column[] = [];
  const rows: Row[] = [];
  const seen = new Set<string>();
  for (const child of xmlChildren(element)) {
    if (child.name === "col") columns.push(columnOf(document, child, problems));
    if (child.name !== "row") continue;
    const fields = xmlChildren(child).filter((field) => field.name === "td");
    checkRow(document, child, fields, columns, seen, problems);
    rows.push(
      new LazyRow(document.file, { start: child.start, end: child.end }, () =>
        cellsOf(document, fields, columns, name === STRINGS ? undefined : strings),
      ),
    );
  }
  return { name, columns, rows };
}

function columnOf(document: XmlDocument, element: XmlElement, problems: Problem[]): Column {
  const name = xmlText(document, element)?.value.trim() ?? "";
  const spelled = xmlAttribute(document, element, "def")?.value ?? "S0";
  if (!/^[slivSLIV]\d{1,5}$/.test(spelled)) {
    problems.push(
      problemAt(
        document,
        element,
        "bad-column-type",
        `The column ${name} has the type ${spelled}, which is none. It is read as text.`,
      ),
    );
  }
  return { name, ...columnType(spelled), key: xmlAttribute(document, element, "key")?.value === "yes" };
}

function checkRow(
  document: XmlDocument,
  row: XmlElement,
  fields: readonly XmlElement[],
  columns: readonly Column[],
  seen: Set<string>,
  problems: Problem[],
): void {
  if (fields.length !== columns.length) {
    const code = fields.length < columns.length ? "short-row" : "long-row";
    problems.push(
      problemAt(document, row, code, `This row has ${fields.length} cells, and its table ${columns.length} columns.`),
    );
  }
  const keys: string[] = [];
  for (const [index, column] of columns.entries()) {
    const field = fields[index];
    if (field === undefined || (!column.key && column.type !== "integer")) continue;
    const value = xmlText(document, field)?.value ?? "";
    if (column.key) keys.push(value);
    if (column.type === "integer" && value !== "" && !/^\s*-?\d{1,10}\s*$/.test(value)) {
      problems.push(
        problemAt(
          document,
          field,
          "not-an-integer",
          `${column.name} holds integers, and ${value.slice(0, 100)} is none.`,
        ),
      );
    }
  }
  const key = keys.join("\t");
  if (keys.length > 0 && seen.has(key)) {
    problems.push(
      problemAt(
        document,
        row,
        "duplicate-row",
        `There is a row ${key.replaceAll("\t", ", ").slice(0, 100)} above already.`,
      ),
    );
  }
  seen.add(key);
}

function cellsOf(
  document: XmlDocument,
  fields: readonly XmlElement[],
  columns: readonly Column[],
  strings: Strings | undefined,
): Readonly<Record<string, Cell>> {
  const cells: Record<string, Cell> = Object.create(null);
  for (const [index, column] of columns.entries()) {
    const field = fields[index];
    if (field === undefined || column.name in cells) continue;
    const text = xmlText(document, field) ?? emptyText(document, field);
    cells[column.name] = cellOf(column, strings === undefined ? text : strings.resolve(text));
  }
  return cells;
}

/** An empty cell stands between its tags. */
function emptyText({ file }: XmlDocument, { tagEnd, end, start }: XmlElement): Sourced<string> {
  const at = tagEnd < end ? tagEnd : start;
  return { value: "", site: textSite(file, { start: at, end: tagEnd < end ? tagEnd : end }) };
}

const STRINGS = "ISString";

/** More than this is not put into one cell, in characters: references may be short and many, and what they stand for long. */
const MOST_INSERTED = 65_536;

/** The texts that cells refer to by `##IDS_NAME##`, in the first language that the project lists. */
class Strings {
  readonly #tables: ReadonlyMap<string, Table>;
  #known: Map<string, string> | undefined;

  constructor(tables: ReadonlyMap<string, Table>) {
    this.#tables = tables;
  }

  /** The text with every reference replaced; its place is the whole cell then. A reference to nothing stays. */
  resolve(text: Sourced<string>): Sourced<string> {
    if (!text.value.includes("##")) return text;
    let left = MOST_INSERTED;
    const value = text.value.replace(/##([A-Za-z_][\w.]{0,200})##/g, (whole, id: string) => {
      const found = this.#of(id);
      left -= found?.length ?? 0;
      return found === undefined || left < 0 ? whole : found;
    });
    return value === text.value || text.site.kind !== "text" ? text : { value, site: { ...text.site, pieces: [] } };
  }

  #of(id: string): string | undefined {
    if (this.#known === undefined) {
      this.#known = new Map();
      for (const row of this.#tables.get(STRINGS)?.rows ?? []) {
        const name = textOf(row, "ISString") ?? "";
        if (!this.#known.has(name)) this.#known.set(name, textOf(row, "Value") ?? "");
      }
    }
    return this.#known.get(id);
  }
}

/** The elements of `summary`, in the numbers of the summary information. */
const SUMMARY: Readonly<Record<string, number>> = {
  codepage: 1,
  title: 2,
  subject: 3,
  author: 4,
  keywords: 5,
  comments: 6,
  template: 7,
  lastauthor: 8,
  revnumber: 9,
  pagecount: 14,
  wordcount: 15,
  charcount: 16,
  appname: 18,
  security: 19,
};

function summaryOf(document: XmlDocument): Table | undefined {
  const element =
    document.root === undefined ? undefined : xmlChildren(document.root).find(({ name }) => name === "summary");
  if (element === undefined) return undefined;
  const rows = xmlChildren(element).flatMap((child) => {
    const id = Object.hasOwn(SUMMARY, child.name) ? SUMMARY[child.name] : undefined;
    const text = xmlText(document, child);
    return id === undefined || text === undefined ? [] : [impliedRow(text.site, { PropertyId: id, Value: text.value })];
  });
  const columns = [
    { name: "PropertyId", ...columnType("i2"), key: true },
    { name: "Value", ...columnType("l255"), key: false },
  ];
  return { name: "_SummaryInformation", columns, rows };
}

/** The files that Binary and File are built from, as ISBuildSourcePath says, with path variables in angle brackets: `<ISProjectFolder>\redist\setup.exe`. */
function artifactsOf(tables: ReadonlyMap<string, Table>, file: string): Artifacts {
  const known = new Map<string, Artifact | undefined>();
  const rows = new Map<string, Row>();
  for (const [table, column] of [
    ["Binary", "Name"],
    ["File", "File"],
    ["Icon", "Name"],
  ] as const) {
    for (const row of tables.get(table)?.rows ?? []) rows.set(artifactKey(table, textOf(row, column) ?? ""), row);
  }
  return {
    get(key) {
      if (!known.has(key)) known.set(key, artifactOf(rows.get(key), tables, file));
      return known.get(key);
    },
  };
}

function artifactOf(row: Row | undefined, tables: ReadonlyMap<string, Table>, file: string): Artifact | undefined {
  const cell = row?.cells["ISBuildSourcePath"];
  if (cell === undefined || typeof cell.value !== "string") return undefined;
  const path = expandVariables(cell.value, tables, folderOf(file));
  const name = nameOf(cell.value);
  const named = name === "" || name.includes("<") ? {} : { name };
  return { spelled: { value: cell.value, site: cell.site }, ...named, paths: path === undefined ? [] : [path] };
}

/** Path variables refer to one another, but hardly deeper than this; a value that is longer than any path is none. */
const DEEPEST = 8;
const LONGEST_VALUE = 1024;

function expandVariables(spelled: string, tables: ReadonlyMap<string, Table>, folder: string): string | undefined {
  let path = spelled;
  for (let depth = 0; depth < DEEPEST && path.includes("<"); depth++) {
    path = path.replace(/<([A-Za-z_]\w{0,100})>/g, (whole, name: string) =>
      name === "ISProjectFolder" ? folder : (variable(name, tables) ?? whole),
    );
    if (path.length > 4096) return undefined;
  }
  return path.includes("<") ? undefined : resolvePath(folder, path);
}

function variable(name: string, tables: ReadonlyMap<string, Table>): string | undefined {
  const row = tables.get("ISPathVariable")?.rows.find((one) => textOf(one, "ISPathVariable") === name);
  const value = row === undefined ? undefined : (textOf(row, "Value") ?? textOf(row, "TestValue"));
  return value === "" || (value !== undefined && value.length > LONGEST_VALUE) ? undefined : value;
}

function problemAt({ file }: XmlDocument, { start, end }: XmlElement, code: string, message: string): Problem {
  return { code, severity: "warning", message, site: textSite(file, { start, end }) };
}
