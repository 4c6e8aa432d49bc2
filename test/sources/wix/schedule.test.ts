import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { compile, databaseOf, rows, sequence } from "./compiled.ts";
import { wix3, wix4 } from "./preprocessed.ts";

// The binder: v4+ src/wix/WixToolset.Core.WindowsInstaller/Bind/SequenceActionsCommand.cs, v3 src/tools/wix/Linker.cs (SequenceActions).

const actions = (...ids: readonly string[]) =>
  ids.map((id) => `<CustomAction Id="${id}" Property="P" Value="v" />`).join("");
const custom = (id: string, place: string) => `<Custom Action="${id}" ${place} />`;
const source3 = (execute: string, rest = "") =>
  wix3(`<Product Id="*" Name="n">${rest}<InstallExecuteSequence>${execute}</InstallExecuteSequence></Product>`);
const source4 = (execute: string, rest = "") =>
  wix4(`<Package Name="n">${rest}<InstallExecuteSequence>${execute}</InstallExecuteSequence></Package>`);

/** The numbers of single-letter actions, by their generation. */
const three = (execute: string, ...also: readonly string[]) =>
  sequence(databaseOf(source3(execute, actions("A", "B", "C", "D"))), "InstallExecuteSequence", ...also);
const four = (execute: string, ...also: readonly string[]) =>
  sequence(databaseOf(source4(execute, actions("A", "B", "C", "D"))), "InstallExecuteSequence", ...also);
const codes = (source: string) => compile({ "main.wxs": source }).problems.map(({ code }) => code);

suite("relative places (ScheduleActions)", () => {
  const cases = [
    ["after", custom("A", 'After="InstallFiles"'), ["A 4001"], ["A 4001"]],
    ["before", custom("A", 'Before="InstallFinalize"'), ["A 6599"], ["A 6599"]],
    // Several rows after one action: as written from v4 on; by name in v3, where WixActionRowCollection is a SortedList.
    [
      "several after one, not in the order of their names",
      custom("B", 'After="InstallFiles"') + custom("A", 'After="InstallFiles"'),
      ["A 4001", "B 4002"],
      ["B 4001", "A 4002"],
    ],
    [
      "several before one",
      custom("B", 'Before="InstallFiles"') + custom("A", 'Before="InstallFiles"'),
      ["A 3998", "B 3999"],
      ["B 3998", "A 3999"],
    ],
    [
      "a chain",
      custom("B", 'After="A"') + custom("A", 'After="InstallFiles"') + custom("C", 'After="B"'),
      ["A 4001", "B 4002", "C 4003"],
      ["A 4001", "B 4002", "C 4003"],
    ],
    [
      "before a row that stands after",
      custom("A", 'After="InstallFiles"') + custom("B", 'Before="A"'),
      ["B 4001", "A 4002"],
      ["B 4001", "A 4002"],
    ],
    [
      "after a row that stands before",
      custom("A", 'Before="InstallFinalize"') + custom("B", 'After="A"'),
      ["A 6598", "B 6599"],
      ["A 6598", "B 6599"],
    ],
    [
      "what hangs on a row comes with it, before what follows it",
      custom("A", 'After="InstallFiles"') + custom("B", 'After="InstallFiles"') + custom("C", 'After="A"'),
      ["A 4001", "C 4002", "B 4003"],
      ["A 4001", "C 4002", "B 4003"],
    ],
    ["an absolute number", custom("A", 'Sequence="4711"'), ["A 4711"], ["A 4711"]],
    [
      "after an absolute number",
      custom("A", 'Sequence="4711"') + custom("B", 'After="A"'),
      ["A 4711", "B 4712"],
      ["A 4711", "B 4712"],
    ],
  ] as const;
  for (const [what, text, v3, v4] of cases) {
    test(what, () => {
      assert.deepEqual(three(text), v3);
      assert.deepEqual(four(text), v4);
      assert.deepEqual(
        [...codes(source3(text, actions("A", "B", "C"))), ...codes(source4(text, actions("A", "B", "C")))],
        [],
      );
    });
  }

  const exits = [
    ["success", -1],
    ["cancel", -2],
    ["error", -3],
    ["suspend", -4],
  ] as const;
  for (const [exit, number] of exits) {
    test(`OnExit="${exit}": ${number}`, () => {
      assert.deepEqual(three(custom("A", `OnExit="${exit}"`)), [`A ${number}`]);
      assert.deepEqual(four(custom("A", `OnExit="${exit}"`)), [`A ${number}`]);
    });
  }

  test("a standard action that is placed moves what hangs on it", () => {
    const text = `<ResolveSource Before="CostInitialize" />${custom("A", 'After="ResolveSource"')}`;
    assert.deepEqual(four(text, "ResolveSource"), ["ResolveSource 798", "A 799"]);
  });

  test("a standard action with a number of its own", () => {
    const text = `<AppSearch Sequence="110" />${custom("A", 'After="AppSearch"')}`;
    assert.deepEqual(four(text, "AppSearch"), ["AppSearch 110", "A 111"]);
  });

  test("a standard action that nothing calls for comes with what is placed by it (SequenceActionSymbol)", () => {
    assert.deepEqual(four(custom("A", 'After="InstallFiles"'), "InstallFiles"), ["InstallFiles 4000", "A 4001"]);
    assert.deepEqual(four(custom("A", 'Sequence="1"'), "InstallFiles"), ["A 1"]);
    assert.deepEqual(four(custom("A", 'After="InstallExecute"'), "InstallExecute"), ["InstallExecute 6500", "A 6501"]);
  });
});

suite("places that WiX rejects", () => {
  const rejected = [
    ["no free number after", custom("A", 'After="InstallFiles"') + custom("B", 'Sequence="4001"'), "no-free-number"],
    ["no free number before", custom("A", 'Before="InstallFiles"') + custom("B", 'Sequence="3999"'), "no-free-number"],
    ["by an exit", custom("A", 'OnExit="success"') + custom("B", 'After="A"'), "placed-by-exit"],
    ["a circle", custom("A", 'After="B"') + custom("B", 'After="A"'), "schedule-cycle"],
    ["by itself", custom("A", 'After="A"'), "schedule-cycle"],
    ["twice", custom("A", 'Sequence="1"') + custom("A", 'Sequence="2"'), "action-collision"],
    ["nowhere", custom("A", ""), "missing-place"],
    ["two places", custom("A", 'Before="InstallFiles" After="InstallFiles"'), "several-places"],
    ["a number and a place", custom("A", 'Sequence="5" After="InstallFiles"'), "several-places"],
    ["no number", custom("A", 'Sequence="0"'), "illegal-value"],
    ["too high a number", custom("A", 'Sequence="32768"'), "illegal-value"],
    ["no exit", custom("A", 'OnExit="never"'), "illegal-value"],
    ["a special action without a place", "<ScheduleReboot />", "missing-place"],
    ["no standard action", '<InstallFile Sequence="4000" />', "unknown-element"],
    [
      "suppressing what is not overridable",
      `${custom("A", 'Sequence="1"')}<Custom Action="A" Suppress="yes" />`,
      "illegal-suppress",
    ],
  ] as const;
  for (const [what, text, code] of rejected) {
    test(`${what}: ${code}`, () => {
      const found = codes(source4(text, actions("A", "B")));
      assert.ok(found.includes(code), found.join());
      assert.deepEqual(new Set(found).size, 1, found.join());
    });
  }

  test("only members of a circle are reported; what is placed by them has no number, what is beside them has one", () => {
    const text =
      custom("A", 'After="B"') +
      custom("B", 'After="C"') +
      custom("C", 'After="B"') +
      custom("D", 'After="InstallFiles"');
    assert.deepEqual(codes(source4(text, actions("A", "B", "C", "D"))), ["schedule-cycle", "schedule-cycle"]);
    assert.deepEqual(four(text), ["A ?after B", "B ?after C", "C ?after B", "D 4001"]);
  });

  test("where no number is free the last one is used again", () => {
    assert.deepEqual(
      four(custom("A", 'After="InstallFiles"') + custom("B", 'Sequence="4002"') + custom("C", 'After="InstallFiles"')),
      ["A 4001", "C 4001", "B 4002"],
    );
  });

  test("a row whose place cannot be told keeps its words", () => {
    assert.deepEqual(four(custom("A", 'OnExit="success"') + custom("B", 'After="A"')), ["A -1", "B ?after A"]);
    assert.deepEqual(four(custom("A", 'After="Nobody"')), ["A ?after Nobody"]);
  });
});

suite("who wins", () => {
  const wins = [
    ["the plain row over the overridable one", 'Sequence="1" Overridable="yes"', 'Sequence="2"', ["A 2"]],
    ["whichever comes first", 'Sequence="2"', 'Sequence="1" Overridable="yes"', ["A 2"]],
  ] as const;
  for (const [what, first, second, expected] of wins) {
    test(what, () => {
      const text = custom("A", first) + custom("A", second);
      assert.deepEqual(three(text), expected);
      assert.deepEqual(four(text), expected);
      assert.deepEqual(codes(source4(text, actions("A"))), []);
    });
  }

  test("virtual and override, from v5 on", () => {
    const text = '<Custom Action="virtual A" Sequence="1" /><Custom Action="override A" Sequence="2" />';
    assert.deepEqual(four(text), ["A 2"]);
    assert.deepEqual(codes(source4(text, actions("A"))), []);
  });

  test("Suppress takes a standard action away, and what may be overridden", () => {
    assert.deepEqual(four('<ValidateProductID Suppress="yes" />', "ValidateProductID"), []);
    assert.deepEqual(four(`${custom("A", 'Sequence="1" Overridable="yes"')}<Custom Action="A" Suppress="yes" />`), []);
    assert.deepEqual(codes(source4('<LaunchConditions Suppress="yes" />')), []);
  });
});

suite("standard actions (v3 actions.xml, v4+ WindowsInstallerStandard.cs)", () => {
  const empty4 = databaseOf(wix4('<Package Name="n" />'));
  const empty3 = databaseOf(wix3('<Product Id="*" Name="n" />'));
  const always = {
    InstallUISequence: "CostFinalize 1000, CostInitialize 800, ExecuteAction 1300, FileCost 900, ValidateProductID 700",
    InstallExecuteSequence:
      "CostFinalize 1000, CostInitialize 800, FileCost 900, InstallFinalize 6600, InstallInitialize 1500, InstallValidate 1400, ProcessComponents 1600, PublishFeatures 6300, PublishProduct 6400, RegisterProduct 6100, RegisterUser 6000, UnpublishFeatures 1800, ValidateProductID 700",
    AdminUISequence: "CostFinalize 1000, CostInitialize 800, ExecuteAction 1300, FileCost 900",
    AdminExecuteSequence:
      "CostFinalize 1000, CostInitialize 800, FileCost 900, InstallAdminPackage 3900, InstallFiles 4000, InstallFinalize 6600, InstallInitialize 1500, InstallValidate 1400",
    AdvtExecuteSequence:
      "CostFinalize 1000, CostInitialize 800, InstallFinalize 6600, InstallInitialize 1500, InstallValidate 1400, PublishFeatures 6300, PublishProduct 6400",
  } as const;
  for (const [table, expected] of Object.entries(always)) {
    test(`an empty package has ${expected} in ${table} (GetRequiredActionIds)`, () => {
      for (const database of [empty3, empty4]) {
        const found = rows(database, table).map((row) => row.replace(" | - | ", " "));
        assert.equal(found.sort().join(", "), expected);
      }
    });
  }

  const usual = new Set(always.InstallExecuteSequence.split(", ").map((row) => row.split(" ")[0]));
  const calledFor = (text: string, generation: "v3" | "v4") => {
    const directory = `<Directory Id="TARGETDIR" Name="SourceDir"><Component Id="K" Guid="*">${text}</Component></Directory>`;
    const source =
      generation === "v3"
        ? wix3(`<Product Id="*" Name="n">${directory}</Product>`)
        : wix4(`<Package Name="n">${directory}</Package>`);
    return rows(databaseOf(source), "InstallExecuteSequence", "Action", "Sequence")
      .map((row) => row.replace(" | ", " "))
      .filter((row) => !usual.has(row.split(" ")[0]) && !/^(?:Create|Remove)Folders/.test(row))
      .sort();
  };
  const contents = [
    ['<File Id="F" Source="a" />', ["InstallFiles 4000", "RemoveFiles 3500"]],
    [
      '<RegistryValue Root="HKLM" Key="k" Type="string" Value="v" />',
      ["RemoveRegistryValues 2600", "WriteRegistryValues 5000"],
    ],
    ['<ServiceInstall Id="S" />', ["InstallServices 5800"]],
    ['<ServiceControl Id="S" />', ["DeleteServices 2000", "StartServices 5900", "StopServices 1900"]],
    ['<Shortcut Id="S" />', ["CreateShortcuts 4500", "RemoveShortcuts 3200"]],
    ['<Environment Id="E" />', ["RemoveEnvironmentStrings 3300", "WriteEnvironmentStrings 5200"]],
    ['<IniFile Id="I" />', ["RemoveIniValues 3100", "WriteIniValues 5100"]],
    ['<RemoveFile Id="R" />', ["RemoveFiles 3500"]],
    [
      '<File Id="F" Source="a" TrueType="yes" />',
      ["InstallFiles 4000", "RegisterFonts 5300", "RemoveFiles 3500", "UnregisterFonts 2500"],
    ],
    [
      '<File Id="F" Source="a" SelfRegCost="1" />',
      ["InstallFiles 4000", "RemoveFiles 3500", "SelfRegModules 5600", "SelfUnregModules 2200"],
    ],
    [
      '<File Id="F" Source="a" Assembly=".net" />',
      ["InstallFiles 4000", "MsiPublishAssemblies 6250", "MsiUnpublishAssemblies 1750", "RemoveFiles 3500"],
    ],
    [
      '<File Id="F" Source="a"><CopyFile Id="C" /></File>',
      ["DuplicateFiles 4210", "InstallFiles 4000", "RemoveDuplicateFiles 3400", "RemoveFiles 3500"],
    ],
    ['<CopyFile Id="C" SourceDirectory="D" Delete="yes" />', ["MoveFiles 3800"]],
  ] as const;
  for (const [text, expected] of contents) {
    test(`${text} calls for ${expected.join(", ")}`, () => {
      assert.deepEqual(calledFor(text, "v3"), expected);
      assert.deepEqual(calledFor(text, "v4"), expected);
    });
  }

  test("a component calls for folders from v4 on, in v3 only CreateFolder does (Linker.SequenceActions)", () => {
    const folders = (text: string, source: (inside: string) => string, root: string) =>
      rows(
        databaseOf(
          source(
            `<${root} Name="n"><Directory Id="D"><Component Id="K">${text}</Component></Directory></${root.split(" ")[0]}>`,
          ),
        ),
        "InstallExecuteSequence",
        "Action",
      )
        .filter((row) => row.endsWith("Folders"))
        .sort();
    const both = ["CreateFolders", "RemoveFolders"];
    assert.deepEqual(folders("", wix4, "Package"), both);
    assert.deepEqual(folders("", wix3, 'Product Id="*"'), []);
    assert.deepEqual(folders("<CreateFolder />", wix3, 'Product Id="*"'), both);
  });

  test("naked files of v5 and what Files harvests have components made for them", () => {
    for (const text of ['<File Source="a" />', '<Files Include="a\\**" />']) {
      const source = wix4(`<Package Name="n"><ComponentGroup Id="G" Directory="D">${text}</ComponentGroup></Package>`);
      const found = rows(databaseOf(source), "InstallExecuteSequence", "Action");
      for (const action of ["CreateFolders", "RemoveFolders", "InstallFiles", "RemoveFiles"]) {
        assert.ok(found.includes(action), `${action} for ${text}`);
      }
    }
  });

  test("compliance checks and bound images", () => {
    const source = wix3(
      `<Product Id="*" Name="n"><ComplianceCheck /><Directory Id="D"><Component Id="K"><File Id="F" Source="a" BindPath="[D]" /></Component></Directory></Product>`,
    );
    const found = rows(databaseOf(source), "InstallExecuteSequence");
    for (const row of [
      "CCPSearch | NOT Installed | 500",
      "RMCCPSearch | NOT Installed | 600",
      "BindImage | - | 4300",
    ]) {
      assert.ok(found.includes(row), row);
    }
  });

  test("an extension's element of the same name calls for nothing", () => {
    const util = '<u:ServiceConfig xmlns:u="http://schemas.microsoft.com/wix/UtilExtension" />';
    assert.deepEqual(calledFor(util, "v3"), []);
  });

  test("what is not advertised stands in the registry", () => {
    const registry = ["RemoveRegistryValues 2600", "WriteRegistryValues 5000"];
    assert.deepEqual(calledFor('<ProgId Id="P"><Extension Id="e" /></ProgId>', "v4"), registry);
    assert.deepEqual(calledFor('<ProgId Id="P" Advertise="yes"><Extension Id="e" /></ProgId>', "v4"), [
      "RegisterExtensionInfo 4700",
      "RegisterProgIdInfo 4800",
      "UnregisterExtensionInfo 2800",
      "UnregisterProgIdInfo 2900",
    ]);
  });

  test("conditions: those of the table where WiX adds the row, none where the source does", () => {
    const has = (source: string, action: string) =>
      rows(databaseOf(source), "InstallExecuteSequence").filter((row) => row.startsWith(`${action} |`));
    const by = custom("A", 'After="StopServices"');
    assert.deepEqual(has(source3(by, actions("A")), "StopServices"), ["StopServices | VersionNT | 1900"]);
    assert.deepEqual(has(source4(by, actions("A")), "StopServices"), ["StopServices | VersionNT | 1900"]);
    assert.deepEqual(has(source4("<StopServices />"), "StopServices"), ["StopServices | - | 1900"]);
    assert.deepEqual(has(source3("<StopServices>X</StopServices>"), "StopServices"), ["StopServices | X | 1900"]);
    // The one condition that v4 dropped.
    const space = custom("A", 'After="AllocateRegistrySpace"');
    assert.deepEqual(has(source3(space, actions("A")), "AllocateRegistrySpace"), [
      "AllocateRegistrySpace | NOT Installed | 1550",
    ]);
    assert.deepEqual(has(source4(space, actions("A")), "AllocateRegistrySpace"), ["AllocateRegistrySpace | - | 1550"]);
  });

  test("a table that an action is not in knows no place for it", () => {
    const source = wix4(
      `<Package Name="n">${actions("A")}<AdminUISequence>${custom("A", 'After="InstallFiles"')}</AdminUISequence></Package>`,
    );
    assert.deepEqual(sequence(databaseOf(source), "AdminUISequence"), ["A ?after InstallFiles"]);
  });
});

suite("what is not in the product moves nothing in it", () => {
  test("a fragment that nothing refers to", () => {
    const source = wix4(
      `<Package Name="n">${actions("A", "B")}<InstallExecuteSequence>${custom("A", 'After="InstallFiles"')}${custom("B", 'After="A"')}</InstallExecuteSequence></Package>
       <Fragment>${actions("C")}<InstallExecuteSequence>${custom("C", 'After="InstallFiles"')}</InstallExecuteSequence></Fragment>`,
    );
    assert.deepEqual(sequence(databaseOf(source), "InstallExecuteSequence"), ["A 4001", "C 4001", "B 4002"]);
  });

  test("the other place of an action whose branch nobody can decide", () => {
    const source = source3(
      `<?if $(var.X) = 1 ?>${custom("A", 'After="InstallFiles"')}<?else ?>${custom("A", 'Before="InstallFinalize"')}<?endif ?>${custom("B", 'After="InstallFiles"')}${custom("C", 'Before="InstallFinalize"')}`,
      actions("A", "B", "C"),
    );
    assert.deepEqual(sequence(databaseOf(source), "InstallExecuteSequence"), ["A 4001", "B 4002", "C 6599", "A 6599"]);
  });
});

suite("a merge module keeps the places as they are written (SequenceActionsCommand, SectionType.Module)", () => {
  test("its rows", () => {
    const source = wix4(
      `<Module Id="M" Language="0" Version="1.0">${actions("A")}<InstallExecuteSequence>${custom("A", 'Before="InstallFinalize" Condition="X"')}</InstallExecuteSequence></Module>`,
    );
    assert.deepEqual(rows(databaseOf(source), "ModuleInstallExecuteSequence"), ["A | - | InstallFinalize | 0 | X"]);
  });
});

// WiX's own tests state these numbers: src/ext/UI/test/WixToolsetTest.UI/UIExtensionFixture.cs.
suite("dialog sets of WixUI", () => {
  const set = (name: string) =>
    wix4(
      `<Package Name="n"><ui:WixUI xmlns:ui="http://wixtoolset.org/schemas/v4/wxs/ui" Id="${name}" InstallDirectory="INSTALLFOLDER" /></Package>`,
    );
  const shown = (source: string) =>
    rows(databaseOf(source), "InstallUISequence")
      .filter((row) => /^(?:AdvancedWelcome|Welcome)/.test(row))
      .sort();

  for (const name of ["WixUI_InstallDir", "WixUI_FeatureTree", "WixUI_Mondo"]) {
    test(name, () => assert.deepEqual(shown(set(name)), ["WelcomeDlg | NOT Installed OR PATCH | 1297"]));
  }

  test("WixUI_Minimal", () => {
    assert.deepEqual(shown(set("WixUI_Minimal")), [
      "WelcomeDlg | Installed AND PATCH | 1296",
      "WelcomeEulaDlg | NOT Installed | 1297",
    ]);
  });

  test("WixUI_Advanced", () => {
    const source = set("WixUI_Advanced");
    assert.deepEqual(shown(source), [
      "AdvancedWelcomeEulaDlg | NOT Installed | 1297",
      "WelcomeDlg | Installed AND PATCH | 1296",
    ]);
    assert.deepEqual(rows(databaseOf(source), "CustomAction").sort(), [
      "WixSetDefaultPerMachineFolder | 51 | WixPerMachineFolder | [ProgramFilesFolder][ApplicationFolderName] | -",
      "WixSetDefaultPerUserFolder | 51 | WixPerUserFolder | [LocalAppDataFolder]Apps\\[ApplicationFolderName] | -",
      "WixSetPerMachineFolder | 51 | APPLICATIONFOLDER | [WixPerMachineFolder] | -",
      "WixSetPerUserFolder | 51 | APPLICATIONFOLDER | [WixPerUserFolder] | -",
    ]);
  });

  test("the property that InstallDirectory stands for", () => {
    const properties = rows(databaseOf(set("WixUI_InstallDir")), "Property");
    assert.ok(properties.includes("WIXUI_INSTALLDIR | INSTALLFOLDER"), properties.join());
  });

  test("the rest of a set", () => {
    const database = databaseOf(set("WixUI_Mondo"));
    const standard = /^(?:Cost|FileCost|ExecuteAction|ValidateProductID)/;
    const ui = rows(database, "InstallUISequence").filter((row) => !standard.test(row));
    assert.deepEqual(ui.sort(), [
      "AppSearch | - | 50",
      "ExitDialog | - | -1",
      "FatalError | - | -3",
      "MaintenanceWelcomeDlg | Installed AND NOT RESUME AND NOT Preselected AND NOT PATCH | 1298",
      "PrepareDlg | - | 49",
      "ProgressDlg | - | 1299",
      "ResumeDlg | Installed AND (RESUME OR Preselected) | 1296",
      "UserExit | - | -2",
      "WelcomeDlg | NOT Installed OR PATCH | 1297",
    ]);
    const admin = rows(database, "AdminUISequence").filter((row) => !standard.test(row));
    assert.deepEqual(admin.sort(), ["ExitDialog | - | -1", "FatalError | - | -3", "UserExit | - | -2"]);
  });

  const product = (inside: string) => wix3(`<Product Id="*" Name="n">${inside}</Product>`);

  test("in v3, by name", () => {
    const before = rows(databaseOf(product('<UIRef Id="WixUI_Mondo" />')), "InstallUISequence", "Action", "Sequence");
    for (const row of ["MaintenanceWelcomeDlg | 1296", "ResumeDlg | 1297", "WelcomeDlg | 1298", "ProgressDlg | 1299"]) {
      assert.ok(before.includes(row), row);
    }
  });

  test("rows of one's own by dialogs of the set", () => {
    const scheduled = `${custom("A", 'Before="ExitDialog"')}${custom("B", 'After="WelcomeDlg"')}`;
    const source = product(
      `${actions("A", "B")}<UIRef Id="WixUI_InstallDir" /><InstallUISequence>${scheduled}</InstallUISequence>`,
    );
    assert.deepEqual(sequence(databaseOf(source), "InstallUISequence", "WelcomeDlg"), [
      "A ?before ExitDialog",
      "WelcomeDlg 1297",
      "B 1298",
    ]);
    assert.deepEqual(codes(source), ["placed-by-exit"]);
  });

  test("single dialogs of a set of one's own", () => {
    const source = product(
      '<UI Id="Mine"><DialogRef Id="ResumeDlg" /><Publish Dialog="ExitDialog" Control="Finish" Property="P" /></UI>',
    );
    const ui = rows(databaseOf(source), "InstallUISequence", "Action", "Sequence").filter((row) =>
      /Dlg|Dialog/.test(row),
    );
    assert.deepEqual(ui.sort(), ["ExitDialog | -1", "ProgressDlg | 1299", "ResumeDlg | 1298"]);
  });

  test("ExitDialog alone brings no other", () => {
    const source = product('<UI><Publish Dialog="ExitDialog" Control="Finish" Property="P" /></UI>');
    const ui = rows(databaseOf(source), "InstallUISequence", "Action").filter((row) => /Dlg|Dialog/.test(row));
    assert.deepEqual(ui, ["ExitDialog"]);
  });

  test("a Show of one's own takes the place of one of the set", () => {
    const source = product(
      '<UIRef Id="WixUI_InstallDir" /><InstallUISequence><Show Dialog="WelcomeDlg" Sequence="1200">X</Show></InstallUISequence>',
    );
    assert.ok(rows(databaseOf(source), "InstallUISequence").includes("WelcomeDlg | X | 1200"));
    assert.deepEqual(codes(source), []);
  });
});
