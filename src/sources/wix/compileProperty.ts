import { artifactKey } from "../../model/database.ts";
import { identifierAt, saysYes } from "./compileAttributes.ts";
import { compileSearch } from "./compileSearch.ts";
import { addRow, cellOf, define, emptyCell, report, type SectionBuilder } from "./compileSection.ts";
import { attributeOf, type Element, tagSite } from "./tree.ts";

/** Compiles Binary: the row, and the artifact that becomes its stream. */
export function compileBinary(builder: SectionBuilder, element: Element): void {
  const identifier = identifierAt(element, "Id");
  if (identifier === undefined) {
    report(builder, "error", "missing-id", "A Binary needs an Id.", tagSite(element));
    return;
  }
  const { id } = identifier;
  const source = attributeOf(element, "SourceFile") ?? attributeOf(element, "src");
  define(builder, "Binary", id.value, identifier.reach);
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

/** Compiles WixVariable (ParseWixVariableElement of v3 and v4+). */
export function compileWixVariable(builder: SectionBuilder, element: Element): void {
  const identifier = identifierAt(element, "Id");
  const value = attributeOf(element, "Value");
  if (identifier === undefined || value === undefined) return;
  const { id, access } = identifier;
  define(builder, "WixVariable", id.value);
  builder.variables.push({
    id: id.value,
    value,
    overridable: access === "virtual" || saysYes(element, "Overridable"),
  });
}

/** Compiles Property: its row where it has a value, and rows of AppSearch where a search fills it. */
export function compileProperty(builder: SectionBuilder, element: Element): void {
  const identifier = identifierAt(element, "Id");
  if (identifier === undefined) return;
  const { id, access } = identifier;
  define(builder, "Property", id.value, identifier.reach);
  const value = attributeOf(element, "Value") ?? element.text();
  if (value !== undefined && value.value.trim() !== "") {
    const row = addRow(builder, "Property", element, { Property: id, Value: cellOf(value) });
    if (access !== "plain") builder.access.set(row, access);
  }
  for (const child of element.children) compileSearch(builder, child, id);
}
