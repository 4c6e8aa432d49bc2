import type { Artifact } from "../../model/artifact.ts";
import { type Artifacts, type Database, type Row, type Table, type Toolset, textOf } from "../../model/database.ts";
import type { Problem } from "../../model/problem.ts";
import { type SequenceTable, sequenceTables, standardTables } from "../../model/schema.ts";
import type { Sourced } from "../../model/site.ts";
import type { Unit } from "../source.ts";
import { type BindVariables, bindRows, bindVariablesOf, boundArtifacts } from "./bindVariables.ts";
import { checkActions } from "./checkActions.ts";
import type { Section } from "./compileSection.ts";
import { harvestOf } from "./harvest.ts";
import { HarvestTable, harvestedArtifact, type Linked } from "./harvestTable.ts";
import type { Localization } from "./localization.ts";
import { readyMadeRows } from "./readyMade.ts";
import { type LinkedSchedule, scheduleAll } from "./schedule.ts";
import type { Element } from "./tree.ts";
import { wixUi } from "./wixUi.ts";

/** What there is to link. */
export interface LinkInput {
  readonly sections: readonly Section[];
  /** Every file that took part in compiling them. */
  readonly files: Iterable<string>;
  readonly localization: Localization;
}

/**
 * Links the sections of a unit: one database for each product or module, with the fragments that it reaches through references
 * (v4+ ResolveReferencesCommand; v3 Linker). What nothing reaches is kept, marked as not linked, once: beside the first product.
 */
export function linkUnit(unit: Unit, input: LinkInput, problems: Problem[]): readonly Database[] {
  const { sections } = input;
  const entries = sections.filter(({ kind }) => kind === "package" || kind === "module");
  const fragments = sections.filter(({ kind }) => kind === "fragment");
  if (entries.length === 0) {
    const all = fragments.map((section) => ({ section, linked: true }));
    return all.length === 0 ? [] : [databaseOf(unit, undefined, all, 0, input, problems)];
  }
  const index = indexOf(fragments);
  const also = unit.alone ? fragments : fragments.filter(({ injected }) => injected);
  const reached = entries.map((entry) => reach(entry, also, index));
  const orphans = fragments.filter((fragment) => !reached.some((one) => one.has(fragment)));
  return entries.map((entry, at) => {
    const own = [...(reached[at] ?? [])].map((section) => ({ section, linked: true }));
    const rest = at === 0 ? orphans.map((section) => ({ section, linked: false })) : [];
    return databaseOf(unit, entry, [...own, ...rest], at, input, problems);
  });
}

/** Finds the fragments that define something. */
interface Definitions {
  of(key: string): readonly Section[];
}

/** Definitions by `Kind/id`. Components and files are only looked through when a reference to one leads out of its own section. */
function indexOf(fragments: readonly Section[]): Definitions {
  const index = new Map<string, Section[]>();
  const note = (key: string, section: Section) => {
    const known = index.get(key);
    if (known === undefined) index.set(key, [section]);
    else if (!known.includes(section)) known.push(section);
  };
  for (const section of fragments) for (const key of section.definitions) note(key, section);
  let harvested = false;
  const addHarvested = () => {
    harvested = true;
    for (const section of fragments) for (const key of harvestedKeys(section)) note(key, section);
  };
  return {
    of(key) {
      if (!harvested && isHarvested(key)) addHarvested();
      return index.get(key) ?? [];
    },
  };
}

const isHarvested = (key: string) => key.startsWith("Component/") || key.startsWith("File/");

function harvestedKeys(section: Section): readonly string[] {
  const { components, files } = harvestOf(section);
  return [...[...components.keys()].map((id) => `Component/${id}`), ...[...files.keys()].map((id) => `File/${id}`)];
}

function hasHarvested(section: Section, key: string): boolean {
  const { components, files } = harvestOf(section);
  const cut = key.indexOf("/") + 1;
  return (key.startsWith("File/") ? files : components).has(key.slice(cut));
}

/** The sections that an entry reaches, depth first, which is the order that the binder finds their rows in (v4+ ResolveReferencesCommand). */
function reach(entry: Section, also: readonly Section[], index: Definitions): ReadonlySet<Section> {
  const reached = new Set<Section>();
  const stack: Iterator<Section>[] = [[entry, ...also].values()];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const { value: next, done } = top.next();
    if (done === true) {
      stack.pop();
    } else if (!reached.has(next)) {
      reached.add(next);
      stack.push(referredTo(next, entry, index));
    }
  }
  return reached;
}

/** The sections that one refers to, in the order in which it does. What it or the product itself defines needs no other section, though one may define the same again. */
function* referredTo(section: Section, entry: Section, index: Definitions): Generator<Section> {
  for (const key of section.references.keys()) {
    if (section.definitions.has(key) || entry.definitions.has(key)) continue;
    if (isHarvested(key) && section.harvested.length > 0 && hasHarvested(section, key)) continue;
    for (const next of index.of(key)) if (isOpen(next, key, section)) yield next;
  }
}

function isOpen(to: Section, key: string, from: Section): boolean {
  const hidden = to.hidden.get(key);
  return hidden === undefined || (hidden === "file" && to.element.file === from.element.file);
}

const TOOLSETS: Readonly<Record<Section["generation"], Toolset>> = { wix2: "wix2", wix3: "wix3", wix4: "wix4" };

function databaseOf(
  unit: Unit,
  entry: Section | undefined,
  linked: readonly Linked[],
  at: number,
  { files, localization }: LinkInput,
  problems: Problem[],
): Database {
  const sections = linked.map(({ section }) => section);
  const inProduct = linked.filter((one) => one.linked).map(({ section }) => section);
  const { rows, schedules } = gather(linked, inProduct);
  if (entry !== undefined) {
    const actions = (rows.get("CustomAction") ?? []).filter((row) => row.linked);
    checkActions(inProduct, actions, unit.project !== undefined, problems);
  }
  const generation = entry?.generation ?? sections[0]?.generation ?? "wix3";
  const module = entry?.kind === "module";
  const scheduling = {
    schedules,
    suppressions: inProduct.flatMap((section) => section.suppressions),
    tables: [...rows.keys(), ...inProduct.flatMap(({ tables }) => [...tables])],
    product: entry?.kind === "package" ? entry.element : undefined,
    module,
    generation,
  };
  const sequences = scheduleAll(scheduling, problems);
  for (const table of sequenceTables) push(rows, module ? `Module${table}` : table, sequences.get(table) ?? []);
  const variables = bindVariablesOf(inProduct, localization);
  for (const [table, own] of rows) rows.set(table, bindRows(own, variables));
  const database: Database = {
    id: `${unit.id}#${at}`,
    name: entry?.name ?? unit.name,
    kind: entry === undefined ? "fragments" : module ? "module" : "package",
    toolset: TOOLSETS[generation],
    ...(unit.project === undefined ? {} : { project: unit.project }),
    files: [...new Set([...files, ...localization.asked])].sort(),
    tables: new Map([...tablesOf(rows), ...harvestTables(linked)]),
    artifacts: artifactsOf(linked, variables),
  };
  elements.set(
    database,
    sections.map((section) => section.element),
  );
  return database;
}

/** The rows of all sections and of what they take from extensions, with what is to be put in order. */
function gather(linked: readonly Linked[], inProduct: readonly Section[]) {
  const rows = new Map<string, Row[]>();
  const schedules: LinkedSchedule[] = [];
  for (const { section, linked: isLinked } of linked) {
    for (const [table, own] of section.rows) push(rows, table, isLinked ? own : own.map(unlinked));
    for (const schedule of section.schedules) schedules.push({ schedule, linked: isLinked });
  }
  readyMadeRows(
    linked.map(({ section }) => section),
    rows,
  );
  for (const table of ["CustomAction", "Property"]) giveWay(rows, table, inProduct);
  const ui = wixUi(inProduct);
  if (ui.actions.length > 0) push(rows, "CustomAction", ui.actions);
  return { rows, schedules: [...schedules, ...ui.schedules] };
}

/** Takes a row away whose id is virtual where another one is not (v5+ FindEntrySectionAndLoadSymbolsCommand). */
function giveWay(rows: Map<string, Row[]>, table: string, sections: readonly Section[]): void {
  const own = rows.get(table);
  if (own === undefined || !sections.some(({ access }) => access.size > 0)) return;
  const isVirtual = (row: Row) => sections.some(({ access }) => access.get(row) === "virtual");
  const firm = new Set(
    own
      .filter((row) => row.linked && !isVirtual(row))
      .map((row) => textOf(row, table === "Property" ? table : "Action")),
  );
  rows.set(
    table,
    own.filter((row) => !isVirtual(row) || !firm.has(textOf(row, table === "Property" ? table : "Action"))),
  );
}

function artifactsOf(linked: readonly Linked[], variables: BindVariables): Artifacts {
  const artifacts = new Map<string, Artifact>();
  for (const { section } of linked) {
    for (const [key, artifact] of section.artifacts) if (!artifacts.has(key)) artifacts.set(key, artifact);
  }
  const contexts = new Map(linked.map(({ section }) => [section.element.file, section.context]));
  const resolve = (spelled: Sourced<string>, file: string) => {
    const context = contexts.get(file) ?? linked[0]?.section.context;
    return context === undefined ? { spelled, paths: [] } : context.artifact(spelled);
  };
  return boundArtifacts((key) => artifacts.get(key) ?? harvestedArtifact(linked, key), variables, resolve);
}

const elements = new WeakMap<Database, readonly Element[]>();

/** The elements that a database was linked from, those that nothing in it refers to included; none for a database of other origin. */
export function elementsOf(database: Database): readonly Element[] {
  return elements.get(database) ?? [];
}

function tablesOf(rows: ReadonlyMap<string, readonly Row[]>): (readonly [string, Table])[] {
  return [...rows].filter(([, own]) => own.length > 0).map(([name, own]) => [name, tableOf(name, own)]);
}

function harvestTables(linked: readonly Linked[]): (readonly [string, Table])[] {
  const any = linked.some(({ section }) => section.harvested.length > 0);
  return any ? (["Component", "File"] as const).map((name) => [name, new HarvestTable(name, linked)]) : [];
}

function push(rows: Map<string, Row[]>, table: string, more: readonly Row[]): void {
  const own = rows.get(table);
  if (own === undefined) rows.set(table, [...more]);
  else for (const row of more) own.push(row);
}

/** The same row in a section that nothing refers to. */
function unlinked(row: Row): Row {
  return { cells: row.cells, site: row.site, when: row.when, linked: false };
}

const MODULE_COLUMNS = ["Action", "Sequence", "BaseAction", "After", "Condition"].map((name) => ({
  name,
  type: name === "Sequence" || name === "After" ? ("integer" as const) : ("string" as const),
  key: name === "Action",
  nullable: name !== "Action",
}));

function tableOf(name: string, rows: readonly Row[]): Table {
  const isModule = sequenceTables.some((table: SequenceTable) => name === `Module${table}`);
  return { name, columns: isModule ? MODULE_COLUMNS : (standardTables.get(name) ?? []), rows };
}
