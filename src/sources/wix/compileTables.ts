import type { Cell } from "../../model/database.ts";
import { standardTables } from "../../model/schema.ts";
import { checkAttributes } from "./checkElement.ts";
import { attributeCell, conditionOf, guidCell, saysYes, trimmed } from "./compileAttributes.ts";
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
import { type Attribute, attributeOf, type Element, tagSite } from "./tree.ts";

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
    const attribute = element.attribute(name);
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
const LANGUAGES_EXCLUSIVE = 1024;

/** Compiles Upgrade: a row for each UpgradeVersion (ParseUpgradeVersionElement of v3 and v4+). See https://learn.microsoft.com/windows/win32/msi/upgrade-table */
export function compileUpgrade(builder: SectionBuilder, element: Element): void {
  for (const version of element.children) {
    if (version.name !== "UpgradeVersion") continue;
    checkAttributes(builder, version);
    const attributes =
      (saysYes(version, "MigrateFeatures") ? MIGRATE_FEATURES : 0) |
      (saysYes(version, "OnlyDetect") ? ONLY_DETECT : 0) |
      (saysYes(version, "IgnoreRemoveFailure") ? IGNORE_FAILURE : 0) |
      (attributeOf(version, "IncludeMinimum")?.value === "no" ? 0 : MIN_INCLUSIVE) |
      (saysYes(version, "IncludeMaximum") ? MAX_INCLUSIVE : 0) |
      (saysYes(version, "ExcludeLanguages") ? LANGUAGES_EXCLUSIVE : 0);
    if ((attributes & MIGRATE_FEATURES) !== 0) builder.tables.add("MigrateFeatures");
    addRow(builder, "Upgrade", version, {
      UpgradeCode: codeOf(element, "Id"),
      VersionMin: attributeCell(version, "Minimum"),
      VersionMax: attributeCell(version, "Maximum"),
      Language: attributeCell(version, "Language"),
      Attributes: madeCell(attributes, version),
      Remove: attributeCell(version, "RemoveFeatures"),
      ActionProperty: attributeCell(version, "Property"),
    });
  }
}

function codeOf(element: Element, name: string): Cell {
  const value = attributeOf(element, name);
  return value === undefined ? emptyCell(element) : guidCell(value);
}

/** Where MajorUpgrade puts RemoveExistingProducts, by its Schedule. */
const REMOVALS: Readonly<Record<string, string>> = {
  afterInstallValidate: "InstallValidate",
  afterInstallInitialize: "InstallInitialize",
  afterInstallExecute: "InstallExecute",
  afterInstallExecuteAgain: "InstallExecuteAgain",
  afterInstallFinalize: "InstallFinalize",
};

/**
 * Compiles MajorUpgrade: the rows of Upgrade and LaunchCondition that it stands for, and RemoveExistingProducts
 * (v3 Compiler.cs and v4+ Compiler.cs, ParseMajorUpgradeElement).
 */
export function compileMajorUpgrade(builder: SectionBuilder, element: Element, product: Element | undefined): void {
  const said = (name: string) => (product === undefined ? emptyCell(element) : attributeCell(product, name));
  const migrates = noLess(element, "MigrateFeatures") ? MIGRATE_FEATURES : 0;
  const ignores = saysYes(element, "IgnoreRemoveFailure") ? IGNORE_FAILURE : 0;
  const downgrades = saysYes(element, "AllowDowngrades");
  const version = said("Version");
  const common = {
    UpgradeCode: product === undefined ? emptyCell(element) : codeOf(product, "UpgradeCode"),
    Language: saysYes(element, "IgnoreLanguage") ? emptyCell(element) : said("Language"),
    Remove: emptyCell(element),
  };
  if (migrates !== 0) builder.tables.add("MigrateFeatures");
  const bound = downgrades ? MIN_INCLUSIVE : saysYes(element, "AllowSameVersionUpgrades") ? MAX_INCLUSIVE : 0;
  addRow(builder, "Upgrade", element, {
    ...common,
    VersionMin: downgrades ? madeCell("0", element) : emptyCell(element),
    VersionMax: downgrades ? emptyCell(element) : version,
    Attributes: madeCell(migrates | ignores | bound, element),
    Remove: attributeCell(element, "RemoveFeatures"),
    ActionProperty: madeCell("WIX_UPGRADE_DETECTED", element),
  });
  if (saysYes(element, "Disallow"))
    launchCondition(builder, element, "NOT WIX_UPGRADE_DETECTED", "DisallowUpgradeErrorMessage");
  if (!downgrades) {
    const ignoresToo = builder.context.generation === "wix4" ? ignores : 0;
    addRow(builder, "Upgrade", element, {
      ...common,
      VersionMin: version,
      VersionMax: emptyCell(element),
      Attributes: madeCell(ONLY_DETECT | ignoresToo, element),
      ActionProperty: madeCell("WIX_DOWNGRADE_DETECTED", element),
    });
    launchCondition(builder, element, "NOT WIX_DOWNGRADE_DETECTED", "DowngradeErrorMessage");
  }
  scheduleRemoval(builder, element);
}

const noLess = (element: Element, name: string) => !/^(?:no|false)$/.test(attributeOf(element, name)?.value ?? "");

function scheduleRemoval(builder: SectionBuilder, element: Element): void {
  const site = tagSite(element);
  const after = REMOVALS[attributeOf(element, "Schedule")?.value ?? ""] ?? "InstallValidate";
  schedule(builder, {
    table: "InstallExecuteSequence",
    action: { value: "RemoveExistingProducts", site },
    condition: emptyCell(element),
    position: { kind: "after", action: { value: after, site } },
    access: "plain",
    kind: "standard",
    site,
    when: element.when,
  });
}

function launchCondition(builder: SectionBuilder, element: Element, condition: string, message: string): void {
  addRow(builder, "LaunchCondition", element, {
    Condition: madeCell(condition, element),
    Description: attributeCell(element, message),
  });
}

/** Compiles Launch of v4+ and, where it has a Message, Condition of v3: the row of LaunchCondition (ParseLaunchElement, ParseConditionElement). */
export function compileLaunch(builder: SectionBuilder, element: Element): void {
  if (attributeOf(element, "Message") === undefined) return;
  const condition = conditionOf(builder, element);
  if (condition.value === null) return;
  addRow(builder, "LaunchCondition", element, { Condition: condition, Description: attributeCell(element, "Message") });
}

/** What a reference that is no attribute of its own stands for. */
export function isReference(element: Element): Attribute | undefined {
  return element.name.endsWith("Ref") ? element.attribute("Id") : undefined;
}
