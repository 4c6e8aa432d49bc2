import type { Artifact } from "../../model/artifact.ts";
import type { Database, Row, Table, Toolset } from "../../model/database.ts";
import type { Problem } from "../../model/problem.ts";
import { type SequenceTable, sequenceTables, standardTables } from "../../model/schema.ts";
import type { Unit } from "../source.ts";
import type { Section } from "./compileSection.ts";
import { readyMadeRows } from "./readyMade.ts";
import { type LinkedSchedule, scheduleAll } from "./schedule.ts";

/** A section together with whether the product holds it. */
interface Linked {
  readonly section: Section;
  readonly linked: boolean;
}

/**
 * Links the sections of a unit: one database for each product or module, with the fragments that it reaches through references
 * (v4+ ResolveReferencesCommand; v3 Linker). What nothing reaches is kept, marked as not linked, once: beside the first product.
 */
export function linkUnit(
  unit: Unit,
  sections: readonly Section[],
  files: readonly string[],
  problems: Problem[],
): readonly Database[] {
  const entries = sections.filter(({ kind }) => kind === "package" || kind === "module");
  const fragments = sections.filter(({ kind }) => kind === "fragment");
  if (entries.length === 0) {
    const all = fragments.map((section) => ({ section, linked: true }));
    return all.length === 0 ? [] : [databaseOf(unit, undefined, all, 0, files, problems)];
  }
  const index = indexOf(fragments);
  const reached = entries.map((entry) => reach(entry, unit.alone ? fragments : [], index));
  const orphans = fragments.filter((fragment) => !reached.some((one) => one.has(fragment)));
  return entries.map((entry, at) => {
    const own = [...(reached[at] ?? [])].map((section) => ({ section, linked: true }));
    const rest = at === 0 ? orphans.map((section) => ({ section, linked: false })) : [];
    return databaseOf(unit, entry, [...own, ...rest], at, files, problems);
  });
}

function indexOf(fragments: readonly Section[]): ReadonlyMap<string, readonly Section[]> {
  const index = new Map<string, Section[]>();
  for (const section of fragments) {
    for (const { key } of section.definitions) {
      const known = index.get(key);
      if (known === undefined) index.set(key, [section]);
      else if (!known.includes(section)) known.push(section);
    }
  }
  return index;
}

function reach(
  entry: Section,
  also: readonly Section[],
  index: ReadonlyMap<string, readonly Section[]>,
): ReadonlySet<Section> {
  const reached = new Set<Section>([entry, ...also]);
  for (const section of reached) {
    for (const key of section.references.keys()) {
      for (const next of index.get(key) ?? []) reached.add(next);
    }
  }
  return reached;
}

const TOOLSETS: Readonly<Record<Section["generation"], Toolset>> = { wix2: "wix2", wix3: "wix3", wix4: "wix4" };

function databaseOf(
  unit: Unit,
  entry: Section | undefined,
  linked: readonly Linked[],
  at: number,
  files: readonly string[],
  problems: Problem[],
): Database {
  const rows = new Map<string, Row[]>();
  const artifacts = new Map<string, Artifact>();
  const schedules: LinkedSchedule[] = [];
  for (const { section, linked: isLinked } of linked) {
    for (const [table, own] of section.rows) push(rows, table, isLinked ? own : own.map(unlinked));
    for (const [key, artifact] of section.artifacts) if (!artifacts.has(key)) artifacts.set(key, artifact);
    for (const schedule of section.schedules) schedules.push({ schedule, linked: isLinked });
  }
  readyMadeRows(
    linked.map(({ section }) => section),
    rows,
  );
  const inProduct = linked.filter((one) => one.linked).map(({ section }) => section);
  const called = [...rows.keys(), ...inProduct.flatMap(({ tables }) => [...tables])];
  const product = entry?.kind === "package" ? entry.element : undefined;
  const suppressions = inProduct.flatMap((section) => section.suppressions);
  const module = entry?.kind === "module";
  const sequences = scheduleAll({ schedules, suppressions, tables: called, product, module }, problems);
  for (const table of sequenceTables) push(rows, module ? `Module${table}` : table, sequences.get(table) ?? []);
  const generation = entry?.generation ?? linked[0]?.section.generation ?? "wix3";
  return {
    id: `${unit.id}#${at}`,
    name: entry?.name ?? unit.name,
    kind: entry === undefined ? "fragments" : entry.kind === "module" ? "module" : "package",
    toolset: TOOLSETS[generation],
    ...(unit.project === undefined ? {} : { project: unit.project }),
    files: [...files].sort(),
    tables: new Map([...rows].filter(([, own]) => own.length > 0).map(([name, own]) => [name, tableOf(name, own)])),
    artifacts,
  };
}

function push(rows: Map<string, Row[]>, table: string, more: readonly Row[]): void {
  const own = rows.get(table);
  if (own === undefined) rows.set(table, [...more]);
  else for (const row of more) own.push(row);
}

const unlinked = (row: Row): Row => ({ cells: row.cells, site: row.site, when: row.when, linked: false });

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
