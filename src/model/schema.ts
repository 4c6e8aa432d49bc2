import type { Column } from "./database.ts";

type Spelling = string;

/**
 * Spells a column as text archives do: a letter for the type (`s` string, `i` integer, `v` binary), upper case where the cell may be null, `*` before a key.
 */
function column(name: string, spelling: Spelling): Column {
  const key = spelling.startsWith("*");
  const letter = key ? spelling.slice(1) : spelling;
  const lower = letter.toLowerCase();
  const type = lower === "i" ? "integer" : lower === "v" ? "binary" : "string";
  return { name, type, key, nullable: letter !== lower };
}

function columns(spelled: Readonly<Record<string, Spelling>>): readonly Column[] {
  return Object.entries(spelled).map(([name, spelling]) => column(name, spelling));
}

const sequence = columns({ Action: "*s", Condition: "S", Sequence: "I" });

/**
 * The columns of the standard tables, as far as they are made from authoring: a column that only a build can fill (`File.FileSize`) is left out.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/database-tables
 */
export const standardTables: ReadonlyMap<string, readonly Column[]> = new Map([
  ["CustomAction", columns({ Action: "*s", Type: "i", Source: "S", Target: "S", ExtendedType: "I" })],
  ["InstallUISequence", sequence],
  ["InstallExecuteSequence", sequence],
  ["AdminUISequence", sequence],
  ["AdminExecuteSequence", sequence],
  ["AdvtExecuteSequence", sequence],
  ["Property", columns({ Property: "*s", Value: "s" })],
  ["AppSearch", columns({ Property: "*s", Signature_: "*s" })],
  ["RegLocator", columns({ Signature_: "*s", Root: "i", Key: "s", Name: "S", Type: "I" })],
  ["LaunchCondition", columns({ Condition: "*s", Description: "s" })],
  ["Binary", columns({ Name: "*s", Data: "v" })],
  ["Directory", columns({ Directory: "*s", Directory_Parent: "S", DefaultDir: "s" })],
  ["Component", columns({ Component: "*s", Directory_: "s", Condition: "S", KeyPath: "S" })],
  ["File", columns({ File: "*s", Component_: "s", FileName: "s" })],
  ["Dialog", columns({ Dialog: "*s", Attributes: "I", Title: "S" })],
  ["Control", columns({ Dialog_: "*s", Control: "*s", Type: "s", Property: "S", Text: "S" })],
  [
    "ControlEvent",
    columns({ Dialog_: "*s", Control_: "*s", Event: "*s", Argument: "*s", Condition: "*S", Ordering: "I" }),
  ],
  [
    "MsiEmbeddedChainer",
    columns({ MsiEmbeddedChainer: "*s", Condition: "S", CommandLine: "S", Source: "s", Type: "i" }),
  ],
  [
    "Upgrade",
    columns({
      UpgradeCode: "*s",
      VersionMin: "*S",
      VersionMax: "*S",
      Language: "*S",
      Attributes: "*i",
      Remove: "S",
      ActionProperty: "s",
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
