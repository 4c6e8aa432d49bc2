import type { Cell } from "../../model/database.ts";
import { standardTables } from "../../model/schema.ts";
import { attributeCell, conditionOf, identifierAt, saysYes, trimmed } from "./compileAttributes.ts";
import {
  addRow,
  type Cells,
  cellOf,
  define,
  emptyCell,
  madeCell,
  refer,
  type SectionBuilder,
} from "./compileSection.ts";
import { schedule } from "./compileSequence.ts";
import { type Attribute, attributeOf, type Element } from "./tree.ts";

/**
 * Compiles CustomTable as far as its rows land in a standard table: in v3 that is how types 7, 23 and 39 are authored (Linker.cs EnsureTable).
 * From v4 on WiX refuses such a table; its rows are read all the same, since what they mean is plain.
 */
export function compileCustomTable(builder: SectionBuilder, element: Element): void {
  const table = attributeOf(element, "Id")?.value;
  const columns = table === undefined ? undefined : standardTables.get(table);
  if (table === undefined || columns === undefined) return;
  for (const row of element.children) {
    if (row.name !== "Row") continue;
    const given = new Map(
      row.children.filter((child) => child.name === "Data").map((data) => [attributeOf(data, "Column")?.value, data]),
    );
    const cells: Cells = Object.fromEntries(
      columns.map(({ name, type }) => [name, dataCell(row, given.get(name), type === "integer")]),
    );
    addRow(builder, table, row, cells);
    if (table === "CustomAction") define(builder, "CustomAction", String(cells["Action"]?.value ?? ""));
  }
}

function dataCell(row: Element, data: Element | undefined, integer: boolean): Cell {
  const value = data === undefined ? undefined : (attributeOf(data, "Value") ?? data.text());
  if (value === undefined) return emptyCell(row);
  const text = trimmed(value);
  return integer && /^-?\d{1,10}$/.test(text.value) ? { value: Number(text.value), site: text.site } : cellOf(text);
}

const CHAINER_SOURCES: readonly (readonly [name: string, type: number, kind: string])[] = [
  ["BinarySource", 2, "Binary"],
  ["FileSource", 18, "File"],
  ["PropertySource", 50, "Property"],
];

/** Compiles EmbeddedChainer (v4+ Compiler_EmbeddedUI.cs): the types are those of the custom actions that start the same kind of program. */
export function compileEmbeddedChainer(builder: SectionBuilder, element: Element): void {
  const source = CHAINER_SOURCES.flatMap(([name, type, kind]) => {
    const attribute = element.attributes.find((one) => one.name === name && one.namespace === "");
    return attribute === undefined ? [] : [{ type, kind, attribute }];
  })[0];
  if (source !== undefined) refer(builder, source.kind, source.attribute.value.value, source.attribute);
  addRow(builder, "MsiEmbeddedChainer", element, {
    MsiEmbeddedChainer: attributeCell(element, "Id"),
    Condition: conditionOf(builder, element),
    CommandLine: attributeCell(element, "CommandLine"),
    Source: source === undefined ? emptyCell(element) : cellOf(source.attribute.value),
    Type: source === undefined ? emptyCell(element) : madeCell(source.type, element),
  });
}

const MIGRATE_FEATURES = 1;
const ONLY_DETECT = 2;
const IGNORE_FAILURE = 4;
const MIN_INCLUSIVE = 256;
const MAX_INCLUSIVE = 512;

/** Compiles Upgrade: a row for each UpgradeVersion (Compiler.ParseUpgradeVersionElement). See https://learn.microsoft.com/windows/win32/msi/upgrade-table */
export function compileUpgrade(builder: SectionBuilder, element: Element): void {
  for (const version of element.children) {
    if (version.name !== "UpgradeVersion") continue;
    const attributes =
      (saysYes(version, "MigrateFeatures") ? MIGRATE_FEATURES : 0) |
      (saysYes(version, "OnlyDetect") ? ONLY_DETECT : 0) |
      (saysYes(version, "IgnoreRemoveFailure") ? IGNORE_FAILURE : 0) |
      (attributeOf(version, "IncludeMinimum")?.value === "no" ? 0 : MIN_INCLUSIVE) |
      (saysYes(version, "IncludeMaximum") ? MAX_INCLUSIVE : 0);
    if ((attributes & MIGRATE_FEATURES) !== 0) builder.tables.add("MigrateFeatures");
    addRow(builder, "Upgrade", version, {
      UpgradeCode: attributeCell(element, "Id"),
      VersionMin: attributeCell(version, "Minimum"),
      VersionMax: attributeCell(version, "Maximum"),
      Language: attributeCell(version, "Language"),
      Attributes: madeCell(attributes, version),
      Remove: attributeCell(version, "RemoveFeatures"),
      ActionProperty: attributeCell(version, "Property"),
    });
  }
}

/** Where MajorUpgrade puts RemoveExistingProducts, by its Schedule (Compiler.ParseMajorUpgradeElement). */
const REMOVALS: Readonly<Record<string, string>> = {
  afterInstallValidate: "InstallValidate",
  afterInstallInitialize: "InstallInitialize",
  afterInstallExecute: "InstallExecute",
  afterInstallExecuteAgain: "InstallExecuteAgain",
  afterInstallFinalize: "InstallFinalize",
};

/** Compiles MajorUpgrade: the Upgrade rows that it stands for, and RemoveExistingProducts. */
export function compileMajorUpgrade(builder: SectionBuilder, element: Element, product: Element | undefined): void {
  const code = product === undefined ? emptyCell(element) : attributeCell(product, "UpgradeCode");
  const version = product === undefined ? emptyCell(element) : attributeCell(product, "Version");
  const same = saysYes(element, "AllowSameVersionUpgrades");
  const migrate = attributeOf(element, "MigrateFeatures")?.value === "no" ? 0 : MIGRATE_FEATURES;
  const downgrades = saysYes(element, "AllowDowngrades");
  if (migrate !== 0) builder.tables.add("MigrateFeatures");
  const ignore = saysYes(element, "IgnoreRemoveFailure") ? IGNORE_FAILURE : 0;
  const older = migrate | ignore | MIN_INCLUSIVE | (same ? MAX_INCLUSIVE : 0);
  upgradeRow(builder, element, code, {
    max: downgrades ? emptyCell(element) : version,
    attributes: downgrades ? migrate | ignore : older & ~MIN_INCLUSIVE,
    property: "WIX_UPGRADE_DETECTED",
  });
  if (!downgrades)
    upgradeRow(builder, element, code, { min: version, attributes: ONLY_DETECT, property: "WIX_DOWNGRADE_DETECTED" });
  if (!downgrades || saysYes(element, "Disallow")) builder.tables.add("LaunchCondition");
  const after = REMOVALS[attributeOf(element, "Schedule")?.value ?? ""] ?? "InstallValidate";
  const site = emptyCell(element).site;
  schedule(builder, {
    table: "InstallExecuteSequence",
    action: { value: "RemoveExistingProducts", site },
    condition: emptyCell(element),
    position: { kind: "after", action: { value: after, site } },
    access: "plain",
    kind: "standard",
    element,
  });
}

function upgradeRow(
  builder: SectionBuilder,
  element: Element,
  code: Cell,
  row: { readonly min?: Cell; readonly max?: Cell; readonly attributes: number; readonly property: string },
): void {
  addRow(builder, "Upgrade", element, {
    UpgradeCode: code,
    VersionMin: row.min ?? emptyCell(element),
    VersionMax: row.max ?? emptyCell(element),
    Language: emptyCell(element),
    Attributes: madeCell(row.attributes, element),
    Remove: attributeCell(element, "RemoveFeatures"),
    ActionProperty: madeCell(row.property, element),
  });
}

/** What a reference that is no attribute of its own stands for. */
export function isReference(element: Element): Attribute | undefined {
  return element.name.endsWith("Ref")
    ? element.attributes.find((one) => one.name === "Id" && one.namespace === "")
    : undefined;
}

/** The id an element is defined by, where it has one. */
export const idOf = (element: Element) => identifierAt(element, "Id");
