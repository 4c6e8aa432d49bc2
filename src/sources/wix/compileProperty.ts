import { artifactKey, type Cell } from "../../model/database.ts";
import { guidCell, identifierAt, saysYes } from "./compileAttributes.ts";
import { compileSearch } from "./compileSearch.ts";
import { addRow, cellOf, define, emptyCell, madeCell, report, type SectionBuilder } from "./compileSection.ts";
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

/** The attributes of a product that are properties of the package as well. */
const PRODUCT: Readonly<Record<string, string>> = {
  Manufacturer: "Manufacturer",
  ProductLanguage: "Language",
  ProductName: "Name",
  ProductVersion: "Version",
  UpgradeCode: "UpgradeCode",
};

/**
 * Compiles what Product of v3 and Package of v4+ say about the product into properties (ParseProductElement and ParsePackageElement of v3,
 * ParsePackageElement of v4+). A product code of `*` is made up by the build.
 */
export function compileProduct(builder: SectionBuilder, element: Element): void {
  for (const [property, attribute] of Object.entries(PRODUCT)) {
    const value = attributeOf(element, attribute);
    if (value === undefined) continue;
    productProperty(builder, element, property, property === "UpgradeCode" ? guidCell(value) : cellOf(value));
  }
  const isLatest = builder.context.generation === "wix4";
  const code = attributeOf(element, isLatest ? "ProductCode" : "Id") ?? { value: "*", site: tagSite(element) };
  const isMadeUp = code.value === "*" || code.value === "";
  productProperty(builder, element, "ProductCode", isMadeUp ? { ...code, unknown: true } : guidCell(code));
  const scope = attributeOf(isLatest ? element : packageOf(element), isLatest ? "Scope" : "InstallScope");
  const users = scope === undefined ? (isLatest ? "1" : undefined) : ALL_USERS[scope.value];
  if (users !== undefined) productProperty(builder, element, "ALLUSERS", madeCell(users, element));
}

/** What the scope of an installation makes of ALLUSERS; from v4 on an installation is one for the machine unless it says otherwise. */
const ALL_USERS: Readonly<Record<string, string>> = { perMachine: "1", perUserOrMachine: "2", perMachineOrUser: "2" };

const packageOf = (product: Element) => product.children.find(({ name }) => name === "Package") ?? product;

function productProperty(builder: SectionBuilder, element: Element, name: string, value: Cell): void {
  define(builder, "Property", name);
  addRow(builder, "Property", element, { Property: madeCell(name, element), Value: value });
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
