import type { Artifact } from "../../model/artifact.ts";
import type { Assumption, Cell, CellValue, Row } from "../../model/database.ts";
import type { Problem } from "../../model/problem.ts";
import type { SequenceTable } from "../../model/schema.ts";
import { isUnknown, type Site, type Sourced } from "../../model/site.ts";
import { type Attribute, type Element, tagSite } from "./tree.ts";

/** The language of a source: `wix4` stands for every version from 4 on, which share one namespace. */
export type Generation = "wix2" | "wix3" | "wix4";

/** What a section is built into. A bundle and a patch have no installer tables; a fragment is used where something refers to it. */
export type SectionKind = "package" | "module" | "bundle" | "patch" | "fragment";

/** Who wins where one thing is defined twice: `virtual` (and a v3 `Overridable="yes"`) gives way to any other definition, `override` to none. */
export type Access = "plain" | "virtual" | "override";

/** From where something may be referred to: every source that is linked together, its own file, or its own section. */
export type Reach = "everywhere" | "file" | "section";

/** Where a row of a sequence table stands, before its number is known. */
export type Position =
  | { readonly kind: "number"; readonly sequence: number; readonly site: Site }
  | { readonly kind: "before" | "after"; readonly action: Sourced<string> }
  | { readonly kind: "standard" }
  /** The source says a place that cannot be read: its text stands in for it. */
  | { readonly kind: "unknown"; readonly text: Sourced<string> };

/** A row of a sequence table as it is written: an action, a dialog or a standard action with its place. */
export interface Schedule {
  readonly table: SequenceTable;
  readonly action: Cell & { readonly value: string };
  readonly condition: Cell;
  readonly position: Position;
  readonly access: Access;
  readonly kind: "custom" | "dialog" | "standard";
  /** The start tag of the element that schedules. */
  readonly site: Site;
  readonly when: readonly Assumption[];
}

/** `Suppress="yes"`: takes away an action that may be overridden. */
export interface Suppression {
  readonly table: SequenceTable;
  readonly action: string;
  readonly element: Element;
}

/** A component or a naked file, with the directory that stands around it. What is inside is compiled when somebody asks. */
export interface Harvested {
  readonly element: Element;
  readonly directory: string | undefined;
}

/** A `<WixVariable>`, which the binder puts in for `!(wix.X)`. */
export interface WixVariable {
  readonly id: string;
  readonly value: Sourced<string>;
  readonly overridable: boolean;
}

/** A Product, Package, Module or Fragment on its own: what it defines, what it refers to, and its rows. Never changed once compiled. */
export interface Section {
  readonly kind: SectionKind;
  readonly context: CompileContext;
  readonly generation: Generation;
  /** The name of a product or the id of a module, where it is known. */
  readonly name: string | undefined;
  readonly element: Element;
  /** True where no reference is needed for it to be in the product, because another tool copies it there. */
  readonly injected: boolean;
  /** By `Kind/id`, as in `CustomAction/RunSetup`; what is harvested is not among them. */
  readonly definitions: ReadonlySet<string>;
  /** Those among them that not every source may refer to. */
  readonly hidden: ReadonlyMap<string, Reach>;
  /** Components and files: most of a large source, and seldom looked at. */
  readonly harvested: readonly Harvested[];
  /** What is referred to, by `Kind/id`, with the place that does it first. */
  readonly references: ReadonlyMap<string, Site>;
  readonly rows: ReadonlyMap<string, readonly Row[]>;
  /** Rows whose id carries an access modifier. */
  readonly access: ReadonlyMap<Row, Access>;
  readonly schedules: readonly Schedule[];
  readonly suppressions: readonly Suppression[];
  readonly artifacts: ReadonlyMap<string, Artifact>;
  /** What `!(wix.X)` stands for. */
  readonly variables: readonly WixVariable[];
  /** The tables that are not made here but that call for standard actions, as in `Registry`. */
  readonly tables: ReadonlySet<string>;
}

/** What the compiler needs to know of the unit that a source belongs to. */
export interface CompileContext {
  readonly generation: Generation;
  /** True where scripts run as 64 bit unless they say otherwise. */
  readonly is64Bit: boolean;
  /** How names of extensions end that are there for each architecture. */
  readonly suffix: "X86" | "X64" | "A64";
  /** The artifact for a path as a source spells it. */
  artifact(spelled: Sourced<string>, fileName?: string): Artifact;
}

/** A section while it is being compiled. */
export interface SectionBuilder {
  readonly context: CompileContext;
  readonly kind: SectionKind;
  readonly element: Element;
  name: string | undefined;
  injected: boolean;
  readonly definitions: Set<string>;
  readonly hidden: Map<string, Reach>;
  readonly harvested: Harvested[];
  readonly references: Map<string, Site>;
  readonly rows: Map<string, Row[]>;
  readonly access: Map<Row, Access>;
  readonly schedules: Schedule[];
  readonly suppressions: Suppression[];
  readonly artifacts: Map<string, Artifact>;
  readonly variables: WixVariable[];
  readonly tables: Set<string>;
  readonly problems: Problem[];
}

/** The cells of a row by column. */
export type Cells = Readonly<Record<string, Cell>>;

/** An empty section to compile `element` into. */
export function startSection(
  kind: SectionKind,
  element: Element,
  context: CompileContext,
  problems: Problem[],
): SectionBuilder {
  return {
    context,
    kind,
    element,
    name: undefined,
    injected: false,
    definitions: new Set(),
    hidden: new Map(),
    harvested: [],
    references: new Map(),
    rows: new Map(),
    access: new Map(),
    schedules: [],
    suppressions: [],
    artifacts: new Map(),
    variables: [],
    tables: new Set(),
    problems,
  };
}

/** The finished section. */
export function finishSection(builder: SectionBuilder): Section {
  const { problems: _, ...section } = builder;
  return { ...section, generation: section.context.generation };
}

/** Notes that the section defines `kind/id`. */
export function define(builder: SectionBuilder, kind: string, id: string, reach: Reach = "everywhere"): void {
  builder.definitions.add(`${kind}/${id}`);
  if (reach !== "everywhere") builder.hidden.set(`${kind}/${id}`, reach);
}

/** Notes that the section refers to `kind/id`. */
export function refer(builder: SectionBuilder, kind: string, id: string, attribute: Attribute): void {
  referTo(builder, kind, id, attribute.value.site);
}

/** Notes that something at `site` refers to `kind/id`. */
export function referTo(builder: SectionBuilder, kind: string, id: string, site: Site): void {
  const key = `${kind}/${id}`;
  if (!builder.references.has(key)) builder.references.set(key, site);
}

/** Adds a row whose cells are made now. */
export function addRow(builder: SectionBuilder, table: string, element: Element, cells: Cells): Row {
  const row: Row = { cells, site: tagSite(element), when: element.when, linked: true };
  pushRow(builder, table, row);
  return row;
}

function pushRow(builder: SectionBuilder, table: string, row: Row): void {
  const rows = builder.rows.get(table);
  if (rows === undefined) builder.rows.set(table, [row]);
  else rows.push(row);
}

/** Reports something wrong with the source. */
export function report(
  builder: SectionBuilder,
  severity: Problem["severity"],
  code: string,
  message: string,
  site: Site,
): void {
  builder.problems.push({ code, severity, message, site });
}

/** The cell of a value that stands in the source; unknown where a part of it is. */
export function cellOf<T extends CellValue>(sourced: Sourced<T>): Cell & Sourced<T> {
  return isUnknown(sourced.site) ? { value: sourced.value, site: sourced.site, unknown: true } : sourced;
}

/** An empty cell, as where the source says nothing. */
export function emptyCell(element: Element): Cell {
  return { value: null, site: tagSite(element) };
}

/** A cell that the compiler works out, standing at the element that causes it. */
export function madeCell<T extends CellValue>(value: T, element: Element): Cell & Sourced<T> {
  return { value, site: tagSite(element) };
}
