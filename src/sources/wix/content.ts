import type { Generation } from "./compileSection.ts";
import { attributeOf, type Element } from "./tree.ts";

/** Elements that fill one table whatever they say, by their name. */
const TABLES: Readonly<Record<string, string>> = {
  Category: "PublishComponent",
  ComplianceCheck: "CCPSearch",
  ComplianceDrive: "CCPSearch",
  CreateFolder: "CreateFolder",
  Environment: "Environment",
  IniFile: "IniFile",
  IsolateComponent: "IsolatedComponent",
  ODBCDataSource: "ODBCDataSource",
  ODBCDriver: "ODBCDataSource",
  ODBCTranslator: "ODBCDataSource",
  Registry: "Registry",
  RegistryValue: "Registry",
  RemoveFile: "RemoveFile",
  RemoveFolder: "RemoveFile",
  RemoveRegistryKey: "Registry",
  RemoveRegistryValue: "Registry",
  ServiceConfig: "MsiServiceConfig",
  ServiceConfigFailureActions: "MsiServiceConfig",
  ServiceControl: "ServiceControl",
  ServiceInstall: "ServiceInstall",
  Shortcut: "Shortcut",
};

/** Elements that fill a table of their own where they are advertised, and Registry where they are not, which is the rule (ParseClassElement and its like). */
const ADVERTISED: Readonly<Record<string, string>> = {
  Class: "Class",
  Extension: "Extension",
  MIME: "MIME",
  ProgId: "ProgId",
  TypeLib: "TypeLib",
};

/** What the attributes of a File fill besides (v3 and v4+ ParseFileElement). */
const OF_FILES: readonly (readonly [attribute: string, table: string])[] = [
  ["TrueType", "Font"],
  ["FontTitle", "Font"],
  ["SelfRegCost", "SelfReg"],
  ["BindPath", "BindImage"],
  ["Assembly", "MsiAssembly"],
];

/** Notes the tables that an element and all in it fill, as far as they call for standard actions. Extensions' elements of the same names are none of them. */
export function noteTables(tables: Set<string>, element: Element, generation: Generation): void {
  note(tables, element, generation);
  for (const child of element.children) {
    if (child.namespace === element.namespace || child.namespace === "") noteTables(tables, child, generation);
  }
}

function note(tables: Set<string>, element: Element, generation: Generation): void {
  const { name } = element;
  const plain = Object.hasOwn(TABLES, name) ? TABLES[name] : undefined;
  if (plain !== undefined) tables.add(plain);
  else if (name === "File") noteFile(tables, element, generation);
  else if (name === "Files") tables.add("File").add("Component");
  else if (name === "Component") noteComponent(tables, element, generation);
  else if (name === "CopyFile") tables.add(copiesFile(element) ? "DuplicateFile" : "MoveFile");
  else if (Object.hasOwn(ADVERTISED, name)) tables.add(isAdvertised(element) ? (ADVERTISED[name] ?? "") : "Registry");
  else if (name === "RegistryKey" && REGISTRY_KEYS.some((attribute) => element.has(attribute))) tables.add("Registry");
}

/** A file that stands in no component, as v5 allows, has one made for it. */
function noteFile(tables: Set<string>, element: Element, generation: Generation): void {
  tables.add("File");
  if (generation === "wix4" && element.parent?.name !== "Component") tables.add("Component");
  for (const [attribute, table] of OF_FILES) if (element.has(attribute)) tables.add(table);
}

/** From v4 on components themselves call for folders (SequenceActionsCommand.GetRequiredActionIds); v3 looks at CreateFolder only (Linker.SequenceActions). */
function noteComponent(tables: Set<string>, element: Element, generation: Generation): void {
  if (generation === "wix4") tables.add("Component");
  if (element.has("ComPlusFlags")) tables.add("Complus");
}

/** A key that holds no value makes a row only where it says that it is to be made or removed. */
const REGISTRY_KEYS = ["Action", "ForceCreateOnInstall", "ForceDeleteOnUninstall"];

const copiesFile = (element: Element) => element.parent?.name === "File" || element.has("FileId");

function isAdvertised(element: Element | undefined): boolean {
  if (element === undefined || !Object.hasOwn(ADVERTISED, element.name)) return false;
  const said = attributeOf(element, "Advertise")?.value;
  return said === undefined ? isAdvertised(element.parent) : said === "yes" || said === "true";
}
