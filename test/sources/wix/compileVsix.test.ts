import assert from "node:assert/strict";
import { test } from "node:test";
import { databaseOf, rows } from "./compiled.ts";
import { wix4 } from "./preprocessed.ts";

const inPackage = (inside: string) =>
  databaseOf(
    wix4(
      `<Package Name="n" Version="2.0.0" UpgradeCode="{11111111-1111-1111-1111-111111111111}"><Component Id="C" Directory="TARGETDIR">${inside}</Component><Feature Id="F"><ComponentRef Id="C" /></Feature></Package>`,
    ),
  );
const vs = 'xmlns:vs="http://wixtoolset.org/schemas/v4/wxs/vs"';
const actions = (inside: string) => rows(inPackage(inside), "CustomAction", "Action", "Type", "Source", "Target");

test("a vital package is installed, removed and rolled back, for each context (v4+ VSCompiler.cs, ParseVsixPackageElement)", () => {
  assert.deepEqual(actions(`<File Id="V" Source="v.vsix"><vs:VsixPackage ${vs} PackageId="P" /></File>`), [
    'vruV | 1394 | VS_VSIX_INSTALLER_PATH | /q  /u:"P"',
    'vrmV | 3442 | VS_VSIX_INSTALLER_PATH | /q  /u:"P" /admin',
    'viuV | 1074 | VS_VSIX_INSTALLER_PATH | /q  "[#V]"',
    'vimV | 3122 | VS_VSIX_INSTALLER_PATH | /q  "[#V]" /admin',
    'vuuV | 1138 | VS_VSIX_INSTALLER_PATH | /q  /u:"P"',
    'vumV | 3186 | VS_VSIX_INSTALLER_PATH | /q  /u:"P" /admin',
  ]);
});

test("a permanent one that is not vital is only installed, for the products it names", () => {
  const inside = `<File Id="V" Source="v.vsix" /><vs:VsixPackage ${vs} File="V" PackageId="P" Vital="no" Permanent="yes" Target="Pro" TargetVersion="15.0" VsixInstallerPathProperty="INSTALLER" />`;
  assert.deepEqual(actions(inside), [
    'viuV | 1138 | INSTALLER | /q  /skuName:Pro /skuVersion:15.0 "[#V]"',
    'vimV | 3186 | INSTALLER | /q  /skuName:Pro /skuVersion:15.0 "[#V]" /admin',
  ]);
});

test("they stand after WriteRegistryValues, in a row, and removals before InstallFinalize, each under its condition", () => {
  const database = inPackage(`<File Id="V" Source="v.vsix"><vs:VsixPackage ${vs} PackageId="P" /></File>`);
  const scheduled = rows(database, "InstallExecuteSequence", "Sequence", "Action", "Condition")
    .filter((row) => row.includes("| v"))
    .sort();
  assert.deepEqual(scheduled, [
    "5001 | vruV | NOT ALLUSERS AND NOT Installed AND $C=2 AND ?C>2",
    "5002 | vrmV | ALLUSERS AND NOT Installed AND $C=2 AND ?C>2",
    "5003 | viuV | NOT ALLUSERS AND $C=3",
    "5004 | vimV | ALLUSERS AND $C=3",
    "6598 | vuuV | NOT ALLUSERS AND $C=2 AND ?C>2",
    "6599 | vumV | ALLUSERS AND $C=2 AND ?C>2",
  ]);
});
