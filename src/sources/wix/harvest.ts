import type { Artifact } from "../../model/artifact.ts";
import type { Cell, Row } from "../../model/database.ts";
import { nameOf } from "../../model/path.ts";
import type { Sourced } from "../../model/site.ts";
import { identifierAt } from "./compileAttributes.ts";
import { generatedId } from "./compileDirectory.ts";
import { cellOf, emptyCell, type Harvested, madeCell, type Section } from "./compileSection.ts";
import { attributeOf, type Element, tagSite } from "./tree.ts";

/** What the components and files of a section come to. */
export interface Harvest {
  readonly components: ReadonlyMap<string, readonly Row[]>;
  readonly files: ReadonlyMap<string, readonly Row[]>;
  /** What each file packages, by its id. */
  readonly artifacts: ReadonlyMap<string, Artifact>;
}

const harvests = new WeakMap<Section, Harvest>();

/** Compiles the components and files of a section, once, when somebody first asks for one: a large source is made of them, and few actions mention any. */
export function harvestOf(section: Section): Harvest {
  const known = harvests.get(section);
  if (known !== undefined) return known;
  const harvest = {
    components: new Map<string, Row[]>(),
    files: new Map<string, Row[]>(),
    artifacts: new Map<string, Artifact>(),
  };
  for (const one of section.harvested) {
    if (one.element.name === "Component") addComponent(section, harvest, one);
    else addFile(section, harvest, one.element, undefined);
  }
  harvests.set(section, harvest);
  return harvest;
}

interface Growing {
  readonly components: Map<string, Row[]>;
  readonly files: Map<string, Row[]>;
  readonly artifacts: Map<string, Artifact>;
}

function addComponent(section: Section, harvest: Growing, { element, directory }: Harvested): void {
  const own = attributeOf(element, "Directory");
  const id =
    identifierAt(element, "Id")?.id ??
    madeCell(firstFileId(element) ?? generatedId("c", String(element.tagSpan.start)), element);
  const inside =
    own !== undefined ? cellOf(own) : directory === undefined ? emptyCell(element) : madeCell(directory, element);
  const cells = { Component: id, Directory_: inside, Condition: emptyCell(element), KeyPath: emptyCell(element) };
  add(harvest.components, id.value, element, cells);
  for (const child of element.children) if (child.name === "File") addFile(section, harvest, child, id.value);
}

/** A component without an Id takes that of its key file (v4+ Compiler.ParseComponentElement). */
function firstFileId(element: Element): string | undefined {
  const file = element.children.find((child) => child.name === "File");
  return file === undefined ? undefined : fileId(file)?.value;
}

function fileId(element: Element): (Cell & Sourced<string>) | undefined {
  const identifier = identifierAt(element, "Id");
  if (identifier !== undefined) return identifier.id;
  const name = attributeOf(element, "Name") ?? attributeOf(element, "Source");
  return name === undefined ? undefined : { value: identifierFromName(nameOf(name.value)), site: name.site };
}

/** What WiX makes of a file name that has to serve as an identifier (Common.GetIdentifierFromName): every other character becomes an underscore. */
function identifierFromName(name: string): string {
  const id = name.replaceAll(/[^A-Za-z0-9_.]/g, "_");
  return /^[A-Za-z_]/.test(id) ? id : `_${id}`;
}

function addFile(section: Section, harvest: Growing, element: Element, component: string | undefined): void {
  const id = fileId(element);
  if (id === undefined) return;
  const name = attributeOf(element, "Name");
  const source = attributeOf(element, "Source") ?? attributeOf(element, "src") ?? name;
  if (source !== undefined && !harvest.artifacts.has(id.value)) {
    harvest.artifacts.set(id.value, section.context.artifact(source, name?.value));
  }
  add(harvest.files, id.value, element, {
    File: id,
    Component_: madeCell(component ?? id.value, element),
    FileName: fileName(name ?? source, element),
  });
}

function fileName(said: Sourced<string> | undefined, element: Element): Cell {
  return said === undefined ? emptyCell(element) : cellOf({ value: nameOf(said.value), site: said.site });
}

function add(rows: Map<string, Row[]>, key: string, element: Element, cells: Row["cells"]): void {
  const row: Row = { cells, site: tagSite(element), when: element.when, linked: true };
  const same = rows.get(key);
  if (same === undefined) rows.set(key, [row]);
  else same.push(row);
}
