import { artifactKey, type Cell } from "../../model/database.ts";
import { nameOf } from "../../model/path.ts";
import type { Sourced } from "../../model/site.ts";
import { identifierAt } from "./compileAttributes.ts";
import { generatedId } from "./compileDirectory.ts";
import {
  addLazyRow,
  addRow,
  cellOf,
  define,
  emptyCell,
  madeCell,
  report,
  type SectionBuilder,
} from "./compileSection.ts";
import { attributeOf, type Element, tagSite } from "./tree.ts";

/** Compiles Component: its row, and its id for the files inside. */
export function compileComponent(
  builder: SectionBuilder,
  element: Element,
  directory: string | undefined,
): string | undefined {
  const identifier = identifierAt(element, "Id");
  const own = attributeOf(element, "Directory");
  const id =
    identifier?.id ?? madeCell(firstFileId(element) ?? generatedId("c", String(element.tagSpan.start)), element);
  define(builder, "Component", id.value, identifier?.access);
  addLazyRow(builder, "Component", element, () => ({
    Component: id,
    Directory_:
      own !== undefined ? cellOf(own) : directory === undefined ? emptyCell(element) : madeCell(directory, element),
    Condition: emptyCell(element),
    KeyPath: emptyCell(element),
  }));
  return id.value;
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

/** Compiles File: its row, and the artifact that it packages. */
export function compileFile(builder: SectionBuilder, element: Element, component: string | undefined): void {
  const id = fileId(element);
  if (id === undefined) return;
  const name = attributeOf(element, "Name");
  const source = attributeOf(element, "Source") ?? attributeOf(element, "src") ?? name;
  define(builder, "File", id.value, identifierAt(element, "Id")?.access);
  if (source !== undefined)
    builder.artifacts.set(artifactKey("File", id.value), builder.context.artifact(source, name?.value));
  addLazyRow(builder, "File", element, () => ({
    File: id,
    Component_: madeCell(component ?? id.value, element),
    FileName: fileName(element, name, source),
  }));
}

function fileName(element: Element, name: Sourced<string> | undefined, source: Sourced<string> | undefined): Cell {
  if (name !== undefined) return cellOf(name);
  return source === undefined ? emptyCell(element) : cellOf({ value: nameOf(source.value), site: source.site });
}

/** Compiles Binary: the row, and the artifact that becomes its stream. */
export function compileBinary(builder: SectionBuilder, element: Element): void {
  const identifier = identifierAt(element, "Id");
  if (identifier === undefined) {
    report(builder, "error", "missing-id", "A Binary needs an Id.", tagSite(element));
    return;
  }
  const { id, access } = identifier;
  const source = attributeOf(element, "SourceFile") ?? attributeOf(element, "src");
  define(builder, "Binary", id.value, access);
  if (source === undefined) {
    report(
      builder,
      "error",
      "missing-source",
      `Binary '${id.value}' needs the attribute SourceFile.`,
      tagSite(element),
    );
  } else {
    builder.artifacts.set(artifactKey("Binary", id.value), builder.context.artifact(source));
  }
  addRow(builder, "Binary", element, { Name: id, Data: source === undefined ? emptyCell(element) : cellOf(source) });
}

/** What may stand in a Property and fills it when AppSearch runs. */
const SEARCHES = new Set([
  "RegistrySearch",
  "RegistrySearchRef",
  "DirectorySearch",
  "DirectorySearchRef",
  "IniFileSearch",
  "ComponentSearch",
  "ProductSearch",
  "FileSearch",
]);

/** Compiles Property: its row where it has a value, and rows of AppSearch where a search fills it. */
export function compileProperty(builder: SectionBuilder, element: Element): void {
  const identifier = identifierAt(element, "Id");
  if (identifier === undefined) return;
  const { id, access } = identifier;
  define(builder, "Property", id.value, access);
  const value = attributeOf(element, "Value") ?? element.text();
  if (value !== undefined && value.value.trim() !== "") {
    const row = addRow(builder, "Property", element, { Property: id, Value: cellOf(value) });
    if (access !== "plain") builder.access.set(row, access);
  }
  for (const child of element.children) compileSearch(builder, child, id);
}

function compileSearch(builder: SectionBuilder, element: Element, property: Cell): void {
  if (!SEARCHES.has(element.name) && !element.name.endsWith("Search")) return;
  const signature = attributeOf(element, "Id");
  addRow(builder, "AppSearch", element, {
    Property: property,
    Signature_:
      signature === undefined ? madeCell(generatedId("s", String(property.value)), element) : cellOf(signature),
  });
}
