import type { Column } from "./database.ts";

type Spelling = string;

/**
 * Reads a type as text archives spell it: a letter (`s` string, `l` one that is localized, `i` integer, `v` stream), in upper case where the cell may be null, and a width; as in
 * `s72`, `L0`, `i2`, `v0`. What is no type is taken for a string of any length that may be null.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/column-definition-format
 */
export function columnType(spelled: string): Pick<Column, "type" | "nullable" | "width" | "localizable"> {
  const [, letter = "S", width = "0"] = /^([slivSLIV])(\d{1,5})$/.exec(spelled) ?? [];
  const lower = letter.toLowerCase();
  return {
    type: lower === "i" ? "integer" : lower === "v" ? "binary" : "string",
    nullable: letter !== lower,
    width: Number(width),
    ...(lower === "l" ? { localizable: true } : {}),
  };
}

/** Spells a column as text archives do, with `*` before a key. */
function column(name: string, spelling: Spelling): Column {
  const key = spelling.startsWith("*");
  return { name, ...columnType(key ? spelling.slice(1) : spelling), key };
}

function columns(spelled: Readonly<Record<string, Spelling>>): readonly Column[] {
  return Object.entries(spelled).map(([name, spelling]) => column(name, spelling));
}

const sequence = columns({ Action: "*s72", Condition: "S255", Sequence: "I2" });

/**
 * The columns of the standard tables, as far as they are made from authoring: a column that only a build can fill (`File.FileSize`) is left out.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/database-tables
 */
export const standardTables: ReadonlyMap<string, readonly Column[]> = new Map([
  ["CustomAction", columns({ Action: "*s72", Type: "i2", Source: "S72", Target: "S0", ExtendedType: "I4" })],
  ["InstallUISequence", sequence],
  ["InstallExecuteSequence", sequence],
  ["AdminUISequence", sequence],
  ["AdminExecuteSequence", sequence],
  ["AdvtExecuteSequence", sequence],
  ["Property", columns({ Property: "*s72", Value: "l0" })],
  ["AppSearch", columns({ Property: "*s72", Signature_: "*s72" })],
  ["RegLocator", columns({ Signature_: "*s72", Root: "i2", Key: "s255", Name: "S255", Type: "I2" })],
  ["LaunchCondition", columns({ Condition: "*s255", Description: "l255" })],
  ["Binary", columns({ Name: "*s72", Data: "v0" })],
  ["Directory", columns({ Directory: "*s72", Directory_Parent: "S72", DefaultDir: "l255" })],
  ["Component", columns({ Component: "*s72", Directory_: "s72", Condition: "S255", KeyPath: "S72" })],
  ["File", columns({ File: "*s72", Component_: "s72", FileName: "l255" })],
  ["Dialog", columns({ Dialog: "*s72", Attributes: "I4", Title: "L128" })],
  ["Control", columns({ Dialog_: "*s72", Control: "*s50", Type: "s20", Property: "S50", Text: "L0" })],
  [
    "ControlEvent",
    columns({
      Dialog_: "*s72",
      Control_: "*s50",
      Event: "*s50",
      Argument: "*s255",
      Condition: "*S255",
      Ordering: "I2",
    }),
  ],
  [
    "MsiEmbeddedChainer",
    columns({ MsiEmbeddedChainer: "*s72", Condition: "S255", CommandLine: "S255", Source: "s72", Type: "i4" }),
  ],
  [
    "MsiEmbeddedUI",
    columns({ MsiEmbeddedUI: "*s72", FileName: "l255", Attributes: "i2", MessageFilter: "I4", Data: "v0" }),
  ],
  [
    "Upgrade",
    columns({
      UpgradeCode: "*s38",
      VersionMin: "*S20",
      VersionMax: "*S20",
      Language: "*S255",
      Attributes: "*i4",
      Remove: "S255",
      ActionProperty: "s72",
    }),
  ],
]);

/** The five tables that put actions in order. */
export const sequenceTables = [
  "InstallUISequence",
  "InstallExecuteSequence",
  "AdminUISequence",
  "AdminExecuteSequence",
  "AdvtExecuteSequence",
] as const;

/** One of the five tables that put actions in order. */
export type SequenceTable = (typeof sequenceTables)[number];
