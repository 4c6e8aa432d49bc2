import { sequenceTables } from "../../model/schema.ts";
import { type BinaryColumn, columnOf } from "./schema.ts";

const SEQUENCE = "Action*s72 Condition:S255 Sequence:I2";
const MODULE_SEQUENCE = "Action*s64 Sequence:I2 BaseAction:S64 After:I2 Condition:S255";

/**
 * The standard tables that an analysis may look at, with their columns as Windows Installer has them: `*` stands before the type of a key, `:` before that of another column.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/database-tables
 */
const SPELLED: Readonly<Record<string, string>> = {
  CustomAction: "Action*s72 Type:i2 Source:S72 Target:S255 ExtendedType:I4",
  ...Object.fromEntries(sequenceTables.map((name) => [name, SEQUENCE])),
  ...Object.fromEntries(sequenceTables.map((name) => [`Module${name}`, MODULE_SEQUENCE])),
  Property: "Property*s72 Value:l0",
  AppSearch: "Property*s72 Signature_*s72",
  RegLocator: "Signature_*s72 Root:i2 Key:s255 Name:S255 Type:I2",
  LaunchCondition: "Condition*s255 Description:l255",
  Binary: "Name*s72 Data:v0",
  Icon: "Name*s72 Data:v0",
  Directory: "Directory*s72 Directory_Parent:S72 DefaultDir:l255",
  Component: "Component*s72 ComponentId:S38 Directory_:s72 Attributes:i2 Condition:S255 KeyPath:S72",
  File: "File*s72 Component_:s72 FileName:l255 FileSize:i4 Version:S72 Language:S20 Attributes:I2 Sequence:i2",
  Dialog:
    "Dialog*s72 HCentering:i2 VCentering:i2 Width:i2 Height:i2 Attributes:I4 Title:L128 Control_First:s50 Control_Default:S50 Control_Cancel:S50",
  Control:
    "Dialog_*s72 Control*s50 Type:s20 X:i2 Y:i2 Width:i2 Height:i2 Attributes:I4 Property:S50 Text:L0 Control_Next:S50 Help:L50",
  ControlEvent: "Dialog_*s72 Control_*s50 Event*s50 Argument*s255 Condition*S255 Ordering:I2",
  MsiEmbeddedChainer: "MsiEmbeddedChainer*s72 Condition:S255 CommandLine:S255 Source:s72 Type:i4",
  MsiEmbeddedUI: "MsiEmbeddedUI*s72 FileName:l255 Attributes:i2 MessageFilter:I4 Data:v0",
  Upgrade: "UpgradeCode*s38 VersionMin*S20 VersionMax*S20 Language*S255 Attributes*i4 Remove:S255 ActionProperty:s72",
  ModuleSignature: "ModuleID*s72 Language*i2 Version:s32",
  MsiPatchMetadata: "Company*S72 Property*s72 Value:l0",
};

/**
 * Of all other tables nothing is read but their names, because in a large package they may be large: a test holds this list against what the engine asks for.
 */
export const ENGINE_TABLES: readonly string[] = Object.keys(SPELLED);

/** The columns of a standard table where no database declares them; undefined for a table that no analysis looks at. */
export function standardColumns(table: string, referenceSize: 2 | 3): readonly BinaryColumn[] | undefined {
  return SPELLED[table]?.split(" ").map((spelled) => {
    const cut = spelled.search(/[*:]/);
    return columnOf(spelled.slice(0, cut), spelled.slice(cut + 1), spelled.charAt(cut) === "*", referenceSize);
  });
}
