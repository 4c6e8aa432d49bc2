import type { Artifact } from "../model/artifact.ts";
import { artifactKey, type Cell, type Column, type Database, type Row, type Table, textOf } from "../model/database.ts";
import { folderOf, nameOf, resolvePath } from "../model/path.ts";
import type { Problem } from "../model/problem.ts";
import { standardTables } from "../model/schema.ts";
import { type Piece, type Sourced, type TextSite, textSite } from "../model/site.ts";
import { databaseKind, productNameOf } from "./database.ts";
import { cellOf, LazyRow } from "./lazyRow.ts";
import { checkReferences } from "./references.ts";
import type { Compilation, SourceFile, Unit } from "./source.ts";
import { addStandardActions } from "./standardRows.ts";
import { type XmlDocument, type XmlElement, xmlAttribute, xmlChildren, xmlOf } from "./wix/xml.ts";

/**
 * The tables that the components of a project hold, by the last part of their `cid`. The sequence of the bootstrapper is none of Windows Installer's: that program runs it before the
 * package is opened.
 */
const TABLES: Readonly<Record<string, string>> = {
  MsiAppSearchComponent: "AppSearch",
  MsiBinaryComponent: "Binary",
  MsiCompsComponent: "Component",
  MsiControlComponent: "Control",
  MsiControlEventComponent: "ControlEvent",
  MsiCustActComponent: "CustomAction",
  MsiDialogComponent: "Dialog",
  MsiDirsComponent: "Directory",
  MsiFilesComponent: "File",
  MsiInstExSeqComponent: "InstallExecuteSequence",
  MsiInstallUISequenceComponent: "InstallUISequence",
  MsiLaunchConditionsComponent: "LaunchCondition",
  MsiPropsComponent: "Property",
  MsiRegLocatorComponent: "RegLocator",
  MsiUpgradeComponent: "Upgrade",
  PreReqComponent: "PreReq",
};

/** Components whose rows only matter because they call for standard actions. */
const KINDS: Readonly<Record<string, string>> = {
  MsiCreateFolderComponent: "CreateFolder",
  MsiEnvComponent: "Environment",
  MsiIniFileComponent: "IniFile",
  MsiRegsComponent: "Registry",
  MsiRemoveFileComponent: "RemoveFile",
  MsiServCtrlComponent: "ServiceControl",
  MsiServInstComponent: "ServiceInstall",
  MsiShortsComponent: "Shortcut",
};

/** What a project says of the set-ups that its package installs besides itself; no table of a database. `Kind` is `feature` for one that is installed with a feature, else `other`. */
const PREREQUISITES: readonly Column[] = ["Kind", "PrereqKey", "DisplayName", "SetupFileUrl", "ComLine", "Feature"].map(
  (name, at) => ({ name, type: "string", key: at < 2, nullable: at > 1 }),
);

/** Reads a project of Advanced Installer: a cell is an attribute, and of standard actions only those are listed that stand elsewhere than suggested. Never throws. */
export function compileAip(unit: Unit, file: SourceFile): Compilation {
  const document = xmlOf(file);
  const problems: Problem[] = [...document.problems];
  const tables = new Map<string, Table>();
  const kinds = new Set<string>();
  const reading: Reading = { document, build: onlyBuild(document), problems };
  for (const component of document.root === undefined ? [] : xmlChildren(document.root)) {
    const id = (xmlAttribute(document, component, "cid")?.value ?? "").split(".").at(-1) ?? "";
    const rows = xmlChildren(component).filter(({ name }) => name === "ROW");
    const name = Object.hasOwn(TABLES, id) ? TABLES[id] : undefined;
    const kind = name ?? (Object.hasOwn(KINDS, id) ? KINDS[id] : undefined);
    if (kind !== undefined && rows.length > 0) kinds.add(kind);
    if (name === undefined) continue;
    tables.set(name, tableOf(reading, name, rows, tables.get(name)?.rows ?? []));
  }
  const { root } = document;
  if (root !== undefined)
    addStandardActions(tables, kinds, textSite(file.path, { start: root.start, end: root.tagEnd }));
  return compilationOf(unit, document, tables, problems);
}

function compilationOf(
  unit: Unit,
  document: XmlDocument,
  tables: ReadonlyMap<string, Table>,
  problems: Problem[],
): Compilation {
  const database: Database = {
    id: unit.id,
    name: productNameOf(tables) ?? unit.name,
    kind: databaseKind(tables),
    toolset: "aip",
    files: [document.file],
    tables,
    artifacts: artifactsOf(document, tables),
  };
  // Dialogs come from the themes of Advanced Installer, which are not here: what only they define is no mistake.
  for (const problem of checkReferences(database)) if (problem.code !== "undefined-action") problems.push(problem);
  return {
    databases: document.root === undefined ? [] : [database],
    problems: problems.slice(0, MOST_PROBLEMS),
    wanted: [],
    dependencies: [document.file],
    texts: new Map([[document.file, document.text]]),
  };
}

const MOST_PROBLEMS = 1000;

const columnsOf = (table: string) => (table === "PreReq" ? PREREQUISITES : (standardTables.get(table) ?? []));

/** A project as it is read: `build` is the one build that it makes, where it makes one. */
interface Reading {
  readonly document: XmlDocument;
  readonly build: string | undefined;
  readonly problems: Problem[];
}

function tableOf(reading: Reading, name: string, elements: readonly XmlElement[], before: readonly Row[]): Table {
  const columns = columnsOf(name);
  const seen = new Set<string>();
  const rows = elements.map((element) => {
    checkRow(reading, element, columns, seen);
    const { file } = reading.document;
    return new LazyRow(file, { start: element.start, end: element.end }, () => cellsOf(reading, element, columns));
  });
  const table = { name, columns, rows: [...before, ...rows] };
  return name === "PreReq" ? { ...table, authoring: true } : table;
}

function checkRow(
  { document, problems }: Reading,
  element: XmlElement,
  columns: readonly Column[],
  seen: Set<string>,
): void {
  const keys: string[] = [];
  for (const column of columns) {
    if (!column.key && column.type !== "integer") continue;
    const attribute = xmlAttribute(document, element, column.name);
    if (column.key) keys.push(attribute?.value ?? "");
    if (column.type !== "integer" || attribute === undefined || /^(?:\s*-?\d{1,10}\s*)?$/.test(attribute.value))
      continue;
    const message = `${column.name} holds integers, and ${attribute.value.slice(0, 100)} is none.`;
    problems.push({ code: "not-an-integer", severity: "warning", message, site: attribute.site });
  }
  // Of rows for different builds each is in another package.
  const key = keys.concat(xmlAttribute(document, element, "Builds")?.value ?? "").join("\t");
  if (seen.has(key)) {
    const message = `There is a row ${keys.join(", ").slice(0, 100)} above already.`;
    problems.push({ code: "duplicate-row", severity: "warning", message, site: textSite(document.file, element) });
  }
  seen.add(key);
}

function cellsOf(reading: Reading, element: XmlElement, columns: readonly Column[]): Readonly<Record<string, Cell>> {
  const cells: Record<string, Cell> = Object.create(null);
  for (const column of columns) {
    const text = attributeOf(reading, element, column.name);
    if (text !== undefined) cells[column.name] = cellOf(column, text);
  }
  if (columns === PREREQUISITES) {
    const { file } = reading.document;
    const kind = cells["Feature"] === undefined ? "other" : "feature";
    cells["Kind"] = { value: kind, site: textSite(file, { start: element.start, end: element.tagEnd }) };
  }
  const source = xmlAttribute(reading.document, element, SOURCE);
  if (source !== undefined) cells[SOURCE] = source;
  return cells;
}

/** The attribute with the path that a file is packed from. */
const SOURCE = "SourcePath";

/** A value may differ by build: `MultiBuildTarget="DefaultBuild:[ProgramFiles64Folder]App"` is the Target of DefaultBuild. Where a project makes several builds, what all share counts. */
function attributeOf({ document, build }: Reading, element: XmlElement, name: string): Sourced<string> | undefined {
  const own = xmlAttribute(document, element, name);
  const byBuild = xmlAttribute(document, element, `MultiBuild${name}`);
  const found =
    build !== undefined && byBuild?.value.startsWith(`${build}:`) === true ? after(byBuild, build.length + 1) : own;
  return found === undefined ? undefined : withoutBars(found);
}

function after({ value, site }: Sourced<string>, from: number): Sourced<string> {
  return { value: value.slice(from), site: site.kind === "text" ? cut(site, from, value.length) : site };
}

/** The site of a part of a value, its pieces counted from there. */
function cut(site: TextSite, from: number, to: number): TextSite {
  const pieces = site.pieces.flatMap((piece): Piece[] => {
    const exact = piece.to - piece.from === piece.span.end - piece.span.start;
    if (piece.to <= from || piece.from >= to) return [];
    const skip = exact ? Math.max(0, from - piece.from) : 0;
    const spare = exact ? Math.max(0, piece.to - to) : 0;
    const span = { start: piece.span.start + skip, end: piece.span.end - spare };
    return [{ ...piece, from: Math.max(piece.from, from) - from, to: Math.min(piece.to, to) - from, span }];
  });
  const span = { start: pieces[0]?.span.start ?? site.span.end, end: pieces.at(-1)?.span.end ?? site.span.end };
  return { ...site, span, pieces };
}

/** What is longer than any command line is no command with properties in it. */
const LONGEST_COMMAND = 8192;

/** `[|ProductName]` is a property that Advanced Installer puts in while it builds: it has the value that the property has then, which is that of the Property table. */
function withoutBars(text: Sourced<string>): Sourced<string> {
  if (!text.value.includes("[|") || text.site.kind !== "text" || text.value.length > LONGEST_COMMAND) return text;
  const pieces: Piece[] = [];
  let value = "";
  let from = 0;
  for (let bar = text.value.indexOf("[|"); ; bar = text.value.indexOf("[|", from)) {
    const to = bar < 0 ? text.value.length : bar + 1;
    for (const piece of cut(text.site, from, to).pieces) {
      pieces.push({ ...piece, from: piece.from + value.length, to: piece.to + value.length });
    }
    value += text.value.slice(from, to);
    if (bar < 0) break;
    from = bar + 2;
  }
  return { value, site: { ...text.site, pieces } };
}

function onlyBuild(document: XmlDocument): string | undefined {
  const component = (document.root === undefined ? [] : xmlChildren(document.root)).find((one) =>
    xmlAttribute(document, one, "cid")?.value.endsWith(".BuildComponent"),
  );
  const rows = component === undefined ? [] : xmlChildren(component).filter(({ name }) => name === "ROW");
  const [row] = rows;
  return rows.length === 1 && row !== undefined ? xmlAttribute(document, row, "BuildKey")?.value : undefined;
}

function artifactsOf({ file }: XmlDocument, tables: ReadonlyMap<string, Table>): ReadonlyMap<string, Artifact> {
  const found = new Map<string, Artifact>();
  for (const [table, column] of [
    ["Binary", "Name"],
    ["File", "File"],
  ] as const) {
    for (const row of tables.get(table)?.rows ?? []) {
      const artifact = artifactOf(row, folderOf(file));
      if (artifact !== undefined) found.set(artifactKey(table, textOf(row, column) ?? ""), artifact);
    }
  }
  return found;
}

/** Paths begin where the project lies; `<AI_CUSTACTS>` and the like are folders of Advanced Installer itself. */
function artifactOf(row: Row, folder: string): Artifact | undefined {
  const cell = row.cells[SOURCE];
  if (cell === undefined || typeof cell.value !== "string") return undefined;
  const spelled = { value: cell.value, site: cell.site };
  const path = cell.value.includes("<") ? undefined : resolvePath(folder, cell.value);
  return { spelled, name: nameOf(cell.value.replace(/^<[^>]*>/, "")), paths: path === undefined ? [] : [path] };
}
