import type { SequenceTable } from "../../model/schema.ts";
import type { Generation } from "./compileSection.ts";

const TABLES: Readonly<Record<string, SequenceTable>> = {
  U: "InstallUISequence",
  E: "InstallExecuteSequence",
  u: "AdminUISequence",
  A: "AdminExecuteSequence",
  D: "AdvtExecuteSequence",
};

/** A standard action in one table: its number, and the condition that WiX gives it. */
export interface StandardPlace {
  readonly sequence: number;
  readonly condition: string | null;
}

/**
 * The numbers and conditions of standard actions as WiX writes them, with the tables they belong to: U and E the sequences of an installation, u and A the
 * administrative ones, D the advertisement.
 *
 * From the table of standard actions in v3 (tools/wix/Data/actions.xml); v4+ has the same (WixToolset.Data, WindowsInstallerStandard.cs) but for one condition.
 */
const STANDARD = `
FindRelatedProducts 25 UE; AppSearch 50 UE; LaunchConditions 100 UEuA; CCPSearch 500 UE NOT Installed; RMCCPSearch 600 UE NOT Installed;
ValidateProductID 700 UE; CostInitialize 800 UEuAD; FileCost 900 UEuA; IsolateComponents 950 UE; CostFinalize 1000 UEuAD; SetODBCFolders 1100 E;
MigrateFeatureStates 1200 UE; ExecuteAction 1300 Uu; InstallValidate 1400 EAD; InstallInitialize 1500 EAD; AllocateRegistrySpace 1550 E NOT Installed;
ProcessComponents 1600 E; UnpublishComponents 1700 E; MsiUnpublishAssemblies 1750 E; UnpublishFeatures 1800 E; StopServices 1900 E VersionNT;
DeleteServices 2000 E VersionNT; UnregisterComPlus 2100 E; SelfUnregModules 2200 E; UnregisterTypeLibraries 2300 E; RemoveODBC 2400 E;
UnregisterFonts 2500 E; RemoveRegistryValues 2600 E; UnregisterClassInfo 2700 E; UnregisterExtensionInfo 2800 E; UnregisterProgIdInfo 2900 E;
UnregisterMIMEInfo 3000 E; RemoveIniValues 3100 E; RemoveShortcuts 3200 E; RemoveEnvironmentStrings 3300 E; RemoveDuplicateFiles 3400 E;
RemoveFiles 3500 E; RemoveFolders 3600 E; CreateFolders 3700 E; MoveFiles 3800 E; InstallAdminPackage 3900 A; InstallFiles 4000 EA; PatchFiles 4090 EA;
DuplicateFiles 4210 E; BindImage 4300 E; CreateShortcuts 4500 ED; RegisterClassInfo 4600 ED; RegisterExtensionInfo 4700 ED; RegisterProgIdInfo 4800 ED;
RegisterMIMEInfo 4900 ED; WriteRegistryValues 5000 E; WriteIniValues 5100 E; WriteEnvironmentStrings 5200 E; RegisterFonts 5300 E; InstallODBC 5400 E;
RegisterTypeLibraries 5500 E; SelfRegModules 5600 E; RegisterComPlus 5700 E; InstallServices 5800 E VersionNT; MsiConfigureServices 5850 E VersionNT>=600;
StartServices 5900 E VersionNT; RegisterUser 6000 E; RegisterProduct 6100 E; PublishComponents 6200 ED; MsiPublishAssemblies 6250 ED;
PublishFeatures 6300 ED; PublishProduct 6400 ED; InstallExecute 6500 E NOT Installed; InstallExecuteAgain 6550 E NOT Installed; InstallFinalize 6600 EAD`;

function readStandard(): ReadonlyMap<SequenceTable, ReadonlyMap<string, StandardPlace>> {
  const tables = new Map<SequenceTable, Map<string, StandardPlace>>();
  for (const entry of STANDARD.split(";")) {
    const [name = "", number, letters = "", ...condition] = entry.trim().split(" ");
    const place = { sequence: Number(number), condition: condition.length === 0 ? null : condition.join(" ") };
    for (const letter of letters) {
      const table = TABLES[letter];
      if (table === undefined) continue;
      const places = tables.get(table) ?? new Map<string, StandardPlace>();
      tables.set(table, places.set(name, place));
    }
  }
  return tables;
}

const standard = readStandard();

/** Where a standard action stands in a table unless the authoring says otherwise; undefined for other actions, and in tables it has no number for. */
export function standardPlace(table: SequenceTable, action: string, generation: Generation): StandardPlace | undefined {
  const place = standard.get(table)?.get(action);
  // From v4 on AllocateRegistrySpace has no condition (WindowsInstallerStandard.cs).
  if (generation !== "wix4" || action !== "AllocateRegistrySpace" || place === undefined) return place;
  return { ...place, condition: null };
}

/** Standard actions without a number of their own, which authoring has to place. */
const UNPLACED = new Set([
  "InstallExecute",
  "InstallExecuteAgain",
  "RemoveExistingProducts",
  "DisableRollback",
  "ScheduleReboot",
  "ForceReboot",
  "ResolveSource",
]);

/** True where an action has to be placed by the one who writes it (v3 Compiler.cs ParseSequenceElement, the special actions). */
export function needsPlace(action: string): boolean {
  return UNPLACED.has(action);
}

const NAMES = new Set([...[...standard.values()].flatMap((places) => [...places.keys()]), ...UNPLACED]);

/** True for the actions that Windows Installer brings along. */
export function isStandard(action: string): boolean {
  return NAMES.has(action);
}

/** What every package has, whatever it holds (v4+ SequenceActionsCommand.GetRequiredActionIds, v3 Linker.SequenceActions). */
const ALWAYS: Readonly<Record<SequenceTable, string>> = {
  InstallUISequence: "CostFinalize CostInitialize ExecuteAction FileCost ValidateProductID",
  InstallExecuteSequence:
    "CostFinalize CostInitialize FileCost InstallFinalize InstallInitialize InstallValidate ProcessComponents PublishFeatures PublishProduct RegisterProduct RegisterUser UnpublishFeatures ValidateProductID",
  AdminUISequence: "CostFinalize CostInitialize ExecuteAction FileCost",
  AdminExecuteSequence:
    "CostFinalize CostInitialize FileCost InstallAdminPackage InstallFiles InstallFinalize InstallInitialize InstallValidate",
  AdvtExecuteSequence:
    "CostFinalize CostInitialize InstallInitialize InstallFinalize InstallValidate PublishFeatures PublishProduct",
};

/** What a package has because of what is in it: for each kind of row, the actions of InstallExecuteSequence, those marked U and D also of the other tables. */
const CALLED_FOR: Readonly<Record<string, string>> = {
  AppSearch: "AppSearch/U",
  BindImage: "BindImage",
  CCPSearch: "AppSearch/U CCPSearch/U RMCCPSearch/U",
  Class: "RegisterClassInfo/D UnregisterClassInfo",
  Complus: "RegisterComPlus UnregisterComPlus",
  Component: "CreateFolders RemoveFolders",
  CreateFolder: "CreateFolders RemoveFolders",
  DuplicateFile: "DuplicateFiles RemoveDuplicateFiles",
  Environment: "WriteEnvironmentStrings RemoveEnvironmentStrings",
  Extension: "RegisterExtensionInfo/D UnregisterExtensionInfo",
  File: "InstallFiles RemoveFiles",
  Font: "RegisterFonts UnregisterFonts",
  IniFile: "WriteIniValues RemoveIniValues",
  IsolatedComponent: "IsolateComponents",
  LaunchCondition: "LaunchConditions/U",
  MIME: "RegisterMIMEInfo/D UnregisterMIMEInfo",
  MoveFile: "MoveFiles",
  MsiAssembly: "MsiPublishAssemblies/D MsiUnpublishAssemblies",
  MsiServiceConfig: "MsiConfigureServices",
  ODBCDataSource: "SetODBCFolders InstallODBC RemoveODBC",
  ProgId: "RegisterProgIdInfo/D UnregisterProgIdInfo",
  PublishComponent: "PublishComponents/D UnpublishComponents",
  Registry: "WriteRegistryValues RemoveRegistryValues",
  RemoveFile: "RemoveFiles",
  SelfReg: "SelfRegModules SelfUnregModules",
  ServiceControl: "StartServices StopServices DeleteServices",
  ServiceInstall: "InstallServices",
  Shortcut: "CreateShortcuts/D RemoveShortcuts",
  TypeLib: "RegisterTypeLibraries UnregisterTypeLibraries",
  Upgrade: "FindRelatedProducts/U",
  MigrateFeatures: "MigrateFeatureStates/U",
};

const OTHER_TABLES: Readonly<Record<string, SequenceTable>> = { U: "InstallUISequence", D: "AdvtExecuteSequence" };

/** The standard actions of a package whose database has rows in the given tables. */
export function requiredActions(kinds: Iterable<string>): ReadonlyMap<SequenceTable, ReadonlySet<string>> {
  const required = new Map<SequenceTable, Set<string>>();
  for (const table of Object.values(TABLES)) required.set(table, new Set(ALWAYS[table].split(" ")));
  for (const kind of kinds) {
    for (const called of (CALLED_FOR[kind] ?? "").split(" ")) {
      const [name = "", mark = ""] = called.split("/");
      if (name === "") continue;
      required.get("InstallExecuteSequence")?.add(name);
      const other = OTHER_TABLES[mark];
      if (other !== undefined) required.get(other)?.add(name);
    }
  }
  return required;
}
