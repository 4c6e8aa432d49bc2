import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Database } from "../../../src/model/database.ts";
import { compile, databaseOf, rows } from "./compiled.ts";
import { wix3, wix4 } from "./preprocessed.ts";

const CODE = "{11111111-1111-1111-1111-111111111111}";
const product = (inside: string) =>
  wix3(`<Product Id="*" Name="n" Language="1033" Version="2.0.0" UpgradeCode="${CODE}">${inside}</Product>`);
const pack = (inside: string) =>
  wix4(`<Package Name="n" Language="1033" Version="2.0.0" UpgradeCode="${CODE}">${inside}</Package>`);
const both = (inside: string): readonly Database[] => [databaseOf(product(inside)), databaseOf(pack(inside))];

suite("properties", () => {
  const own = (database: Database) => rows(database, "Property").filter((row) => row.startsWith("P "));

  test("a value in the attribute, and in v3 in the text (v3 Compiler.cs, ParsePropertyElement)", () => {
    assert.deepEqual(own(databaseOf(product('<Property Id="P" Value="v" />'))), ["P | v"]);
    assert.deepEqual(own(databaseOf(product('<Property Id="P">v</Property>'))), ["P | v"]);
    assert.deepEqual(own(databaseOf(product('<Property Id="P"><![CDATA[v & w]]></Property>'))), ["P | v & w"]);
  });

  test("no value, no row (v4+ CreateWindowsInstallerDataFromIRCommand.AddPropertySymbol)", () => {
    for (const database of both('<Property Id="P" Secure="yes" />')) assert.deepEqual(own(database), []);
  });

  const about = [
    "ProductCode | ?*",
    "ProductLanguage | 1033",
    "ProductName | n",
    "ProductVersion | 2.0.0",
    `UpgradeCode | ${CODE}`,
  ];

  test("what a product says of itself (v3 ParseProductElement, v4+ ParsePackageElement)", () => {
    assert.deepEqual(rows(databaseOf(product("")), "Property").sort(), about);
    assert.deepEqual(rows(databaseOf(pack("")), "Property").sort(), ["ALLUSERS | 1", ...about]);
  });

  test("GUIDs in capitals and braces (CompilerCore.GetAttributeGuidValue)", () => {
    const code = "abcdefab-1111-1111-1111-111111111111";
    const source = wix4(
      `<Package Name="n" Version="1" ProductCode="${code}" UpgradeCode="{${code}}"><MajorUpgrade AllowDowngrades="yes" /></Package>`,
    );
    const written = `{${code.toUpperCase()}}`;
    const found = rows(databaseOf(source), "Property");
    assert.ok(found.includes(`ProductCode | ${written}`) && found.includes(`UpgradeCode | ${written}`), found.join());
    assert.deepEqual(rows(databaseOf(source), "Upgrade", "UpgradeCode"), [written]);
  });

  const scopes = [
    ["perMachine", ["ALLUSERS | 1"], ["ALLUSERS | 1"]],
    ["perUser", [], []],
  ] as const;
  for (const [scope, v3, v4] of scopes) {
    test(`ALLUSERS of an installation ${scope}`, () => {
      const users = (source: string) => rows(databaseOf(source), "Property").filter((row) => row.startsWith("ALL"));
      assert.deepEqual(users(product(`<Package InstallScope="${scope}" />`)), v3);
      assert.deepEqual(users(wix4(`<Package Name="n" Scope="${scope}" />`)), v4);
    });
  }
});

suite("Upgrade (ParseUpgradeVersionElement of v3 and v4+)", () => {
  const versions = [
    ['Minimum="1.0" Property="P"', "1.0 | - | - | 256 | - | P"],
    ['Minimum="1.0" Maximum="2.0" Property="P"', "1.0 | 2.0 | - | 256 | - | P"],
    ['Maximum="2.0" IncludeMinimum="no" IncludeMaximum="yes" Property="P"', "- | 2.0 | - | 512 | - | P"],
    ['Minimum="1.0" OnlyDetect="yes" Property="P"', "1.0 | - | - | 258 | - | P"],
    ['Minimum="1.0" MigrateFeatures="yes" Property="P"', "1.0 | - | - | 257 | - | P"],
    ['Minimum="1.0" IgnoreRemoveFailure="yes" Property="P"', "1.0 | - | - | 260 | - | P"],
    ['Minimum="1.0" Language="1033" ExcludeLanguages="yes" Property="P"', "1.0 | - | 1033 | 1280 | - | P"],
    ['Minimum="1.0" RemoveFeatures="F" Property="P"', "1.0 | - | - | 256 | F | P"],
  ] as const;
  for (const [attributes, row] of versions) {
    test(attributes, () => {
      for (const database of both(`<Upgrade Id="${CODE}"><UpgradeVersion ${attributes} /></Upgrade>`)) {
        assert.deepEqual(rows(database, "Upgrade"), [`${CODE} | ${row}`]);
      }
    });
  }
});

suite("MajorUpgrade (ParseMajorUpgradeElement of v3 and v4+)", () => {
  // VersionMin, VersionMax, Language, Attributes, Remove, ActionProperty.
  const older = (attributes: number, remove = "-") =>
    `${CODE} | - | 2.0.0 | 1033 | ${attributes} | ${remove} | WIX_UPGRADE_DETECTED`;
  const newer = (attributes: number) => `${CODE} | 2.0.0 | - | 1033 | ${attributes} | - | WIX_DOWNGRADE_DETECTED`;
  const forms = [
    ['DowngradeErrorMessage="m"', [older(1), newer(2)], [older(1), newer(2)]],
    ['DowngradeErrorMessage="m" AllowSameVersionUpgrades="yes"', [older(513), newer(2)], [older(513), newer(2)]],
    ['DowngradeErrorMessage="m" MigrateFeatures="no"', [older(0), newer(2)], [older(0), newer(2)]],
    ['DowngradeErrorMessage="m" RemoveFeatures="F"', [older(1, "F"), newer(2)], [older(1, "F"), newer(2)]],
    // From v4 on the second row ignores failures as well.
    ['DowngradeErrorMessage="m" IgnoreRemoveFailure="yes"', [older(5), newer(2)], [older(5), newer(6)]],
    [
      'AllowDowngrades="yes"',
      [`${CODE} | 0 | - | 1033 | 257 | - | WIX_UPGRADE_DETECTED`],
      [`${CODE} | 0 | - | 1033 | 257 | - | WIX_UPGRADE_DETECTED`],
    ],
    [
      'AllowDowngrades="yes" IgnoreLanguage="yes"',
      [`${CODE} | 0 | - | - | 257 | - | WIX_UPGRADE_DETECTED`],
      [`${CODE} | 0 | - | - | 257 | - | WIX_UPGRADE_DETECTED`],
    ],
  ] as const;
  for (const [attributes, v3, v4] of forms) {
    test(attributes, () => {
      const [three, four] = both(`<MajorUpgrade ${attributes} />`);
      assert.ok(three && four);
      assert.deepEqual(rows(three, "Upgrade"), v3);
      assert.deepEqual(rows(four, "Upgrade"), v4);
    });
  }

  const conditions = [
    ['DowngradeErrorMessage="m"', ["NOT WIX_DOWNGRADE_DETECTED | m"]],
    ['AllowDowngrades="yes"', []],
    ['AllowDowngrades="yes" Disallow="yes" DisallowUpgradeErrorMessage="d"', ["NOT WIX_UPGRADE_DETECTED | d"]],
    [
      'DowngradeErrorMessage="m" Disallow="yes" DisallowUpgradeErrorMessage="d"',
      ["NOT WIX_UPGRADE_DETECTED | d", "NOT WIX_DOWNGRADE_DETECTED | m"],
    ],
  ] as const;
  for (const [attributes, expected] of conditions) {
    test(`launch conditions of ${attributes}`, () => {
      for (const database of both(`<MajorUpgrade ${attributes} />`)) {
        assert.deepEqual(rows(database, "LaunchCondition"), expected);
        const scheduled = rows(database, "InstallExecuteSequence").filter((row) => row.startsWith("LaunchConditions"));
        assert.deepEqual(scheduled, expected.length === 0 ? [] : ["LaunchConditions | - | 100"]);
      }
    });
  }

  const schedules = [
    ["", 1401],
    ['Schedule="afterInstallValidate"', 1401],
    ['Schedule="afterInstallInitialize"', 1501],
    ['Schedule="afterInstallExecute"', 6501],
    ['Schedule="afterInstallExecuteAgain"', 6551],
    ['Schedule="afterInstallFinalize"', 6601],
  ] as const;
  for (const [attribute, number] of schedules) {
    test(`RemoveExistingProducts ${attribute}: ${number}`, () => {
      for (const database of both(`<MajorUpgrade AllowDowngrades="yes" ${attribute} />`)) {
        const scheduled = rows(database, "InstallExecuteSequence");
        assert.ok(scheduled.includes(`RemoveExistingProducts | - | ${number}`), scheduled.join("\n"));
        assert.ok(scheduled.includes("FindRelatedProducts | - | 25"));
        assert.ok(scheduled.includes("MigrateFeatureStates | - | 1200"));
        assert.equal(scheduled.includes("InstallExecute | NOT Installed | 6500"), number === 6501);
      }
    });
  }

  test("MigrateFeatureStates only where some row migrates (SequenceActionsCommand.GetRequiredActionIds)", () => {
    for (const database of both('<MajorUpgrade AllowDowngrades="yes" MigrateFeatures="no" />')) {
      assert.deepEqual(
        rows(database, "InstallUISequence").filter((row) => row.startsWith("M")),
        [],
      );
    }
  });
});

suite("launch conditions (v3 ParseConditionElement, v4+ ParseLaunchElement)", () => {
  test("Condition with a Message, in v3", () => {
    const database = databaseOf(product('<Condition Message="m">VersionNT &gt;= 600</Condition>'));
    assert.deepEqual(rows(database, "LaunchCondition"), ["VersionNT >= 600 | m"]);
    assert.ok(rows(database, "InstallUISequence").includes("LaunchConditions | - | 100"));
  });

  test("Launch, from v4 on", () => {
    const database = databaseOf(pack('<Launch Condition="Privileged" Message="m" />'));
    assert.deepEqual(rows(database, "LaunchCondition"), ["Privileged | m"]);
  });

  test("the condition of a feature is none", () => {
    const database = databaseOf(product('<Feature Id="F" Level="1"><Condition Level="0">X</Condition></Feature>'));
    assert.deepEqual(rows(database, "LaunchCondition"), []);
  });
});

suite("EmbeddedChainer (v4+ Compiler_EmbeddedUI.cs, ParseEmbeddedChainerElement; the same in v3)", () => {
  const kinds = [
    ['BinarySource="b"', 2, "b"],
    ['FileSource="f"', 18, "f"],
    ['PropertySource="P"', 50, "P"],
  ] as const;
  for (const [attribute, type, source] of kinds) {
    test(`${attribute}: ${type}`, () => {
      const attributes = `Id="E" CommandLine="-q" ${attribute}`;
      const three = databaseOf(product(`<EmbeddedChainer ${attributes}>NOT X</EmbeddedChainer>`));
      const four = databaseOf(pack(`<EmbeddedChainer ${attributes} Condition="NOT X" />`));
      for (const database of [three, four]) {
        assert.deepEqual(rows(database, "MsiEmbeddedChainer"), [`E | NOT X | -q | ${source} | ${type}`]);
      }
    });
  }
});

suite("EmbeddedUI (v4+ Compiler_EmbeddedUI.cs, ParseEmbeddedUIElement; the same in v3)", () => {
  const inUi = (inside: string) => both(`<UI>${inside}</UI>`).map((database) => rows(database, "MsiEmbeddedUI"));

  test("the DLL, with every message", () => {
    for (const found of inUi('<EmbeddedUI Id="E" Name="own.dll" SourceFile="ui.dll" />')) {
      assert.deepEqual(found, [`E | own.dll | 1 | ${0xe00_7fff} | ui.dll`]);
    }
  });

  test("key and name from the file; the basic level; messages that are left out; resources", () => {
    const resource = '<EmbeddedUIResource SourceFile="art\\big picture.bmp" />';
    const flags = 'SupportBasicUI="yes" IgnoreError="yes" IgnoreRMFilesInUse="yes" IgnoreInfo="no"';
    for (const found of inUi(`<EmbeddedUI SourceFile="bin\\ui.dll" ${flags}>${resource}</EmbeddedUI>`)) {
      assert.deepEqual(found, [
        `ui.dll | ui.dll | 3 | ${0xc00_7ffd} | bin\\ui.dll`,
        "big_picture.bmp | big picture.bmp | 0 | - | art\\big picture.bmp",
      ]);
    }
  });

  test("the file that becomes its stream", () => {
    for (const database of both('<UI><EmbeddedUI Id="E" Name="own.dll" SourceFile="bin/ui.dll" /></UI>')) {
      assert.deepEqual(database.artifacts.get("MsiEmbeddedUI\tE")?.paths, ["/w/bin/ui.dll"]);
    }
  });

  test("without a file there is nothing to build", () => {
    for (const found of inUi('<EmbeddedUI Id="E" Name="own.dll" />')) assert.deepEqual(found, []);
    const { problems } = compile({ "main.wxs": pack('<UI><EmbeddedUI Id="E" IgnoreAll="yes" /></UI>') });
    assert.deepEqual(
      problems.map(({ message }) => message),
      ["EmbeddedUI has no attribute IgnoreAll.", "EmbeddedUI needs the attribute SourceFile."],
    );
  });
});

suite("raw rows of v3 (Linker.cs adds those of a CustomTable named like a standard table to it)", () => {
  const table = (id: string, data: Readonly<Record<string, string>>) => {
    const cells = Object.entries(data).map(([column, value]) => `<Data Column="${column}">${value}</Data>`);
    return wix3(`<Fragment><CustomTable Id="${id}"><Row>${cells.join("")}</Row></CustomTable></Fragment>`);
  };

  test("a concurrent installation", () => {
    const data = { Action: "A", Type: "7", Source: "child", Target: "ALLUSERS=1" };
    assert.deepEqual(rows(databaseOf(table("CustomAction", data)), "CustomAction"), ["A | 7 | child | ALLUSERS=1 | -"]);
  });

  test("a row of a sequence", () => {
    const data = { Action: "A", Condition: " NOT Installed ", Sequence: "6590" };
    assert.deepEqual(rows(databaseOf(table("InstallExecuteSequence", data)), "InstallExecuteSequence"), [
      "A | NOT Installed | 6590",
    ]);
  });
});
