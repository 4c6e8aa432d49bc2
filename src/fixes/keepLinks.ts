import { type Database, type Row, rowsOf, textOf } from "../model/database.ts";
import type { Snapshot } from "../sources/source.ts";
import { compileWix } from "../sources/wix/index.ts";
import type { Element } from "../sources/wix/tree.ts";
import { applied, type Draft, type FileEdit } from "./edit.ts";
import { insertInto } from "./insert.ts";
import { Refusal } from "./job.ts";
import type { NewElement } from "./layout.ts";
import type { Removal } from "./removal.ts";
import { keyOf, type World } from "./world.ts";

/** What can be referred to without anything else coming of it: table, its key, and the element that refers. */
const KEEPERS: readonly (readonly [table: string, column: string, element: string])[] = [
  ["CustomAction", "Action", "CustomActionRef"],
  ["Property", "Property", "PropertyRef"],
  ["Dialog", "Dialog", "DialogRef"],
  ["Directory", "Directory", "DirectoryRef"],
];

/** Tables whose rows are compared; the sequences follow from them. */
const COMPARED: readonly string[] = [...KEEPERS.map(([table]) => table), "Binary", "Component", "File", "Upgrade"];

const MOST_ROUNDS = 8;

/**
 * Finishes a removal so that the product loses nothing else: a reference that goes may be what brought a whole fragment in. The sources are linked as they would be, and
 * what would fall out is referred to in the place of the reference that went.
 */
export function finishLinked(world: World, removal: Removal, draft: Draft): readonly FileEdit[] {
  removal.finish();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const edits = draft.finish();
    const lost = lostIn(world, removal, edits);
    if (lost.length === 0) return edits;
    keep(world, removal, draft, lost);
  }
  throw new Refusal("Parts of the product would not be referred to any more.");
}

interface Lost {
  readonly table: string;
  readonly row: Row;
}

/** The rows that the product has now and would not have any more, what is taken out itself not counted. */
function lostIn(world: World, removal: Removal, edits: readonly FileEdit[]): readonly Lost[] {
  const gone = removal.removed();
  const isGone = ({ site }: Row) =>
    site.kind === "text" &&
    gone.some(({ file, span }) => file === site.file && span.start <= site.span.start && site.span.start < span.end);
  const snapshot = withEdits(world.ground.snapshot, world, edits);
  return world.units.flatMap((unit) => {
    const before = world.ground.compilations.get(unit)?.databases ?? [];
    const after = compileWix(unit, snapshot).databases;
    return before.flatMap((database, at) =>
      COMPARED.flatMap((table) => {
        const there = new Set(linkedRows(after[at], table).map((row) => nameOfRow(row, table)));
        return linkedRows(database, table)
          .filter((row) => !isGone(row) && !there.has(nameOfRow(row, table)))
          .map((row) => ({ table, row }));
      }),
    );
  });
}

function linkedRows(database: Database | undefined, table: string): readonly Row[] {
  return database === undefined ? [] : rowsOf(database, table).filter(({ linked }) => linked);
}

function nameOfRow(row: Row, table: string): string {
  const column = KEEPERS.find(([name]) => name === table)?.[1];
  const key = column ?? (table === "Binary" ? "Name" : table === "Upgrade" ? "UpgradeCode" : table);
  return textOf(row, key) ?? "";
}

function withEdits(snapshot: Snapshot, world: World, edits: readonly FileEdit[]): Snapshot {
  const edited = new Map(
    edits
      .filter(({ created }) => !created)
      .map(({ file, edits: own }) => [file, { path: file, content: applied(world.textOf(file), own) }]),
  );
  return { file: (path) => edited.get(path) ?? snapshot.file(path) };
}

/** Refers to one of the lost rows, where a reference to its section went. */
function keep(world: World, removal: Removal, draft: Draft, lost: readonly Lost[]): void {
  for (const [table, column, name] of KEEPERS) {
    const row = lost.find((one) => one.table === table && isWritten(one.row, column))?.row;
    const id = row === undefined ? undefined : textOf(row, column);
    if (row === undefined || id === undefined) continue;
    const reference: NewElement = { name, attributes: [["Id", id]] };
    const instead = removal
      .removed()
      .find(
        (element) =>
          (element.name === "CustomActionRef" || element.name === "PropertyRef") &&
          sectionOf(element) !== sectionAt(world, row),
      );
    if (instead !== undefined) {
      draft.insert(instead.file, instead.span.start, `<${name} Id="${id}" />`);
      return;
    }
    const section = removal
      .removed()
      .map(sectionOf)
      .find((one) => one !== undefined && one !== sectionAt(world, row) && !removal.isRemoved(one));
    if (section === undefined) break;
    insertInto(draft, world.textOf(section.file), section, undefined, [reference], "after");
    return;
  }
  throw new Refusal("Parts of the product would not be referred to any more.");
}

/** False for a row that an extension brings along: it has no element of its own to come back with. */
function isWritten(row: Row, column: string): boolean {
  const site = row.cells[column]?.site;
  return (
    site?.kind === "text" &&
    row.site.kind === "text" &&
    site.file === row.site.file &&
    site.span.start > row.site.span.start
  );
}

/** The Product, Package, Module or Fragment around an element. */
function sectionOf(element: Element): Element | undefined {
  let at: Element | undefined = element;
  while (at !== undefined && !/^(Product|Package|Module|Fragment)$/.test(at.name)) at = at.parent;
  return at?.name === "Package" && at.parent?.name === "Product" ? at.parent : at;
}

function sectionAt(world: World, { site }: Row): Element | undefined {
  if (site.kind !== "text") return undefined;
  const element = world.elements.find((one) => keyOf(one) === `${site.file}:${site.span.start}`);
  return element === undefined ? undefined : sectionOf(element);
}
