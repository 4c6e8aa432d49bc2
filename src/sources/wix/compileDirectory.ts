import type { Sourced } from "../../model/site.ts";
import { identifierAt } from "./compileAttributes.ts";
import { addRow, cellOf, define, emptyCell, madeCell, type SectionBuilder } from "./compileSection.ts";
import { attributeOf, type Element } from "./tree.ts";

/** Compiles Directory and StandardDirectory: a row with its parent and its name. The id, for what stands inside. */
export function compileDirectory(
  builder: SectionBuilder,
  element: Element,
  parent: string | undefined,
): string | undefined {
  const identifier = identifierAt(element, "Id");
  const name = attributeOf(element, "Name");
  const id =
    identifier?.id ??
    (name === undefined ? undefined : { value: generatedId("d", parent ?? "", name.value), site: name.site });
  if (id === undefined) return parent;
  if (element.name === "Directory") define(builder, "Directory", id.value, identifier?.reach);
  addRow(builder, "Directory", element, {
    Directory: id,
    Directory_Parent: parent === undefined ? emptyCell(element) : madeCell(parent, element),
    DefaultDir: name === undefined ? madeCell(".", element) : cellOf(name),
  });
  return id.value;
}

/**
 * The directory in which lies what stands inside an element, or the element itself: the one that it names, else the one around it,
 * and below that what `Subdirectory` adds (v4+ Compiler.ParseComponentElement, ParseComponentGroupElement; v5 ParseNakedFileElement).
 */
export function directoryInside(
  builder: SectionBuilder,
  element: Element,
  around: string | undefined,
): string | undefined {
  const directory = identifierAt(element, "Directory")?.id.value ?? around;
  const below = attributeOf(element, "Subdirectory");
  return below === undefined || directory === undefined
    ? directory
    : subdirectoryOf(builder, element, directory, below);
}

/** What `Subdirectory` made of a section already: many components of a large source lie in one. */
const made = new WeakMap<SectionBuilder, Set<string>>();

/** True for what is there whatever the preprocessor decides, from the second time on. */
function isMade(builder: SectionBuilder, element: Element, id: string, name: string): boolean {
  const before = made.get(builder) ?? new Set();
  made.set(builder, before);
  // Two names can come to one id: then both rows are kept.
  const key = `${id}\n${name}`;
  if (before.has(key)) return true;
  if (element.when.length === 0) before.add(key);
  return false;
}

/** The directory that `Subdirectory` makes the compiler add below another one (v4+ CompilerCore.CreateDirectoryReferenceFromInlineSyntax); its id. */
export function subdirectoryOf(
  builder: SectionBuilder,
  element: Element,
  parent: string,
  path: Sourced<string>,
): string {
  let at = parent;
  for (const name of path.value.split(/[\\/]/)) {
    if (name === "") continue;
    const id = generatedId("d", at, name);
    if (!isMade(builder, element, id, name))
      addRow(builder, "Directory", element, {
        Directory: madeCell(id, element),
        Directory_Parent: madeCell(at, element),
        DefaultDir: { value: name, site: path.site },
      });
    at = id;
  }
  return at;
}

/** An id for what WiX names by a hash of its own: readable, and the same for the same parts. */
export function generatedId(prefix: string, ...parts: readonly string[]): string {
  return `${prefix}_${parts.join("_").replaceAll(/[^A-Za-z0-9_.]/g, "_")}`;
}
