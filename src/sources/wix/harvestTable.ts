import type { Artifact } from "../../model/artifact.ts";
import type { Column, Row, Table } from "../../model/database.ts";
import { standardTables } from "../../model/schema.ts";
import type { Section } from "./compileSection.ts";
import { harvestOf, type RowIndex } from "./harvest.ts";

/** A section together with whether the product holds it. */
export interface Linked {
  readonly section: Section;
  readonly linked: boolean;
}

/** The table Component or File of a product: found by key in the sections' own indexes, put together only where somebody wants all of it. */
export class HarvestTable implements Table {
  readonly name: "Component" | "File";
  readonly columns: readonly Column[];
  readonly #linked: readonly Linked[];
  #rows: readonly Row[] | undefined;
  #asked = 0;
  #byName: ReadonlyMap<string, readonly Linked[]> | undefined;

  constructor(name: "Component" | "File", linked: readonly Linked[]) {
    this.name = name;
    this.columns = standardTables.get(name) ?? [];
    this.#linked = linked;
  }

  get rows(): readonly Row[] {
    this.#rows ??= this.#linked.flatMap(({ section, linked }) =>
      [...this.#index(section).values()].flat().map((row) => (linked ? row : { ...row, linked })),
    );
    return this.#rows;
  }

  find(key: string): readonly Row[] {
    return gathered(this.#linked, (section) => this.#index(section).get(key));
  }

  findCalled(name: string): readonly Row[] {
    if (this.name !== "File") return [];
    this.#asked++;
    if (this.#asked > FEW) this.#byName ??= sectionsByFileName(this.#linked);
    const holders = this.#byName === undefined ? this.#linked : (this.#byName.get(name) ?? []);
    return gathered(holders, (section) => harvestOf(section).filesCalled(name));
  }

  #index(section: Section): RowIndex {
    const { components, files } = harvestOf(section);
    return this.name === "File" ? files : components;
  }
}

/** After so many questions for names, an index over all sections costs less than asking each of them again. */
const FEW = 4;

function sectionsByFileName(linked: readonly Linked[]): ReadonlyMap<string, readonly Linked[]> {
  const sections = new Map<string, Linked[]>();
  for (const one of linked) {
    for (const name of harvestOf(one.section).fileNames()) {
      const others = sections.get(name);
      if (others === undefined) sections.set(name, [one]);
      else others.push(one);
    }
  }
  return sections;
}

/** The rows of all sections that have any: nearly none has, and every keystroke asks all of them for each action that names a file. */
function gathered(linked: readonly Linked[], of: (section: Section) => readonly Row[] | undefined): readonly Row[] {
  const rows: Row[] = [];
  for (const one of linked) {
    const own = of(one.section);
    if (own !== undefined) for (const row of own) rows.push(one.linked ? row : { ...row, linked: false });
  }
  return rows;
}

/** What a file of the product packages, by the key `File\tid`. */
export function harvestedArtifact(linked: readonly Linked[], key: string): Artifact | undefined {
  if (!key.startsWith("File\t")) return undefined;
  const id = key.slice("File\t".length);
  for (const { section } of linked) {
    const artifact = section.harvested.length === 0 ? undefined : harvestOf(section).artifactOf(id);
    if (artifact !== undefined) return artifact;
  }
  return undefined;
}
