import type { Artifact } from "../../model/artifact.ts";
import { type Cell, type Row, textOf } from "../../model/database.ts";
import { nameOf } from "../../model/path.ts";
import type { Sourced } from "../../model/site.ts";
import { identifierAt } from "./compileAttributes.ts";
import { generatedId } from "./compileDirectory.ts";
import { cellOf, emptyCell, type Harvested, madeCell, type Section } from "./compileSection.ts";
import { attributeOf, type Element, tagSite } from "./tree.ts";

/** Rows by their key. */
export interface RowIndex {
  has(key: string): boolean;
  keys(): IterableIterator<string>;
  get(key: string): readonly Row[] | undefined;
  values(): Iterable<readonly Row[]>;
}

/** What the components and files of a section come to. Rows and artifacts are made when asked for: linking needs no more than the ids. */
export interface Harvest {
  readonly components: RowIndex;
  readonly files: RowIndex;
  /** The rows of the files that are installed under this name, long and in lower case. */
  filesCalled(name: string): readonly Row[];
  /** The names under which its files are installed, long and in lower case. */
  fileNames(): Iterable<string>;
  /** What a file packages, by its id. */
  artifactOf(file: string): Artifact | undefined;
}

const harvests = new WeakMap<Section, Harvest>();

/** Finds the components and files of a section, once, when somebody first asks for one: a large source is made of them, and few actions mention any. */
export function harvestOf(section: Section): Harvest {
  const known = harvests.get(section);
  if (known !== undefined) return known;
  const components = new Lazily(componentRow);
  const files = new Lazily(fileRow);
  for (const one of section.harvested) {
    if (one.element.name === "Component") addComponent(components, files, one);
    else addNakedFile(components, files, one);
  }
  const harvest = { components, files, ...calledOf(files), artifactOf: artifactsOf(section, files) };
  harvests.set(section, harvest);
  return harvest;
}

/** What a row is made of: its key, its element, and the id of what it stands in. */
interface Draft {
  readonly id: Cell & Sourced<string>;
  readonly element: Element;
  readonly around: string | undefined;
}

/** Rows by their key, made when first asked for. */
class Lazily implements RowIndex {
  readonly drafts = new Map<string, Draft[]>();
  readonly #rows = new Map<string, readonly Row[]>();
  readonly #cellsOf: (draft: Draft) => Row["cells"];

  constructor(cellsOf: (draft: Draft) => Row["cells"]) {
    this.#cellsOf = cellsOf;
  }

  add(draft: Draft): void {
    const same = this.drafts.get(draft.id.value);
    if (same === undefined) this.drafts.set(draft.id.value, [draft]);
    else same.push(draft);
  }

  has(key: string): boolean {
    return this.drafts.has(key);
  }

  keys(): IterableIterator<string> {
    return this.drafts.keys();
  }

  get(key: string): readonly Row[] | undefined {
    const drafts = this.drafts.get(key);
    const known = this.#rows.get(key);
    if (drafts === undefined || known !== undefined) return known;
    const rows = drafts.map((draft) => rowOf(draft, this.#cellsOf(draft)));
    this.#rows.set(key, rows);
    return rows;
  }

  *values(): Iterable<readonly Row[]> {
    for (const key of this.drafts.keys()) yield this.get(key) ?? [];
  }
}

function rowOf({ element }: Draft, cells: Row["cells"]): Row {
  return { cells, site: tagSite(element), when: element.when, linked: true };
}

function addComponent(components: Lazily, files: Lazily, { element, directory }: Harvested): void {
  const id =
    identifierAt(element, "Id")?.id ??
    madeCell(firstFileId(element) ?? generatedId("c", String(element.tagSpan.start)), element);
  components.add({ id, element, around: directory });
  for (const child of element.children) if (child.name === "File") addFile(files, child, id.value);
}

function componentRow({ id, element, around }: Draft): Row["cells"] {
  // What stands around is below the component's own directory then.
  const own = element.has("Subdirectory") && around !== undefined ? undefined : attributeOf(element, "Directory");
  const inside =
    own !== undefined ? cellOf(own) : around === undefined ? emptyCell(element) : madeCell(around, element);
  return { Component: id, Directory_: inside, Condition: emptyCell(element), KeyPath: emptyCell(element) };
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
export function identifierFromName(name: string): string {
  const id = name.replaceAll(/[^A-Za-z0-9_.]/g, "_");
  return /^[A-Za-z_]/.test(id) ? id : `_${id}`;
}

/** A file outside a component makes one of its own, of the same id (v5 Compiler.ParseNakedFileElement). */
function addNakedFile(components: Lazily, files: Lazily, { element, directory }: Harvested): void {
  const id = fileId(element);
  if (id !== undefined) components.add({ id, element, around: directory });
  addFile(files, element, id?.value);
}

const nothing: readonly Row[] = [];

/** Names are looked through when first asked for: of a large source, few actions name a path. */
function calledOf(files: Lazily): Pick<Harvest, "filesCalled" | "fileNames"> {
  let made: Map<string, Set<string>> | undefined;
  const ids = () => {
    made ??= idsByName(files);
    return made;
  };
  return {
    fileNames: () => ids().keys(),
    filesCalled: (name) => {
      const called = ids().get(name);
      if (called === undefined) return nothing;
      const found = [...called].flatMap((id) => files.get(id) ?? []);
      return found.filter((row) => longName(textOf(row, "FileName") ?? "") === name);
    },
  };
}

function idsByName(files: Lazily): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>();
  for (const [id, drafts] of files.drafts)
    for (const { element } of drafts) {
      const name = longName(nameOf((attributeOf(element, "Name") ?? sourceOf(element))?.value ?? ""));
      const others = ids.get(name);
      if (others === undefined) ids.set(name, new Set([id]));
      else others.add(id);
    }
  return ids;
}

const longName = (name: string) => name.slice(name.lastIndexOf("|") + 1).toLowerCase();

function addFile(files: Lazily, element: Element, component: string | undefined): void {
  const id = fileId(element);
  if (id !== undefined) files.add({ id, element, around: component });
}

function fileRow({ id, element, around }: Draft): Row["cells"] {
  const name = attributeOf(element, "Name");
  return {
    File: id,
    Component_: madeCell(around ?? id.value, element),
    FileName: fileName(name ?? sourceOf(element), element),
  };
}

function sourceOf(element: Element): Sourced<string> | undefined {
  return attributeOf(element, "Source") ?? attributeOf(element, "src") ?? attributeOf(element, "Name");
}

function artifactsOf(section: Section, files: Lazily): Harvest["artifactOf"] {
  const known = new Map<string, Artifact | undefined>();
  return (file) => {
    if (known.has(file)) return known.get(file);
    const element = files.drafts.get(file)?.find((draft) => sourceOf(draft.element) !== undefined)?.element;
    const source = element === undefined ? undefined : sourceOf(element);
    const name = element === undefined ? undefined : attributeOf(element, "Name")?.value;
    const artifact = source === undefined ? undefined : section.context.artifact(source, name);
    known.set(file, artifact);
    return artifact;
  };
}

function fileName(said: Sourced<string> | undefined, element: Element): Cell {
  return said === undefined ? emptyCell(element) : cellOf({ value: nameOf(said.value), site: said.site });
}
