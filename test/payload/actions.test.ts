import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ContentFile, NO_CONTENTS } from "../../src/model/contents.ts";
import { rowsByKey } from "../../src/model/database.ts";
import { understandAction } from "../../src/payload/index.ts";
import { cellSite, type MadeRow } from "../database.ts";
import { action, artifact, at, database, lines, place, type Tables, understand } from "./understanding.ts";

const MSI = "starts-installation install";

/** One action A in InstallExecuteSequence, among other tables. */
function alone(row: MadeRow, tables: Tables = {}, artifacts: Parameters<typeof database>[1] = {}) {
  return understand(
    database({ CustomAction: [row], InstallExecuteSequence: [at("A", 4001)], ...tables }, artifacts),
    "A",
  );
}

const FILES = {
  File: [
    { File: "child", FileName: "CHILD.MSI|child.msi" },
    { File: "redist", FileName: "prereq.exe" },
    { File: "tool", FileName: "tool.exe" },
  ],
};

const ARTIFACTS = {
  "Binary redist": artifact("redist\\vc_redist.x64.exe"),
  "Binary platform": artifact("redist\\vc_redist.$(var.Platform).exe"),
  "Binary prefixed": { ...artifact("x"), name: "$(var.Redist)vc_redist.x64.exe" },
  "Binary child": artifact("child.msi"),
  "Binary tool": artifact("tool.exe"),
  "Binary dotnet": artifact("windowsdesktop-runtime-8.0.1-win-x64.exe"),
  "Binary webview": artifact("MicrosoftEdgeWebview2Setup.exe"),
  "Binary unknown": artifact("$(var.Setup)"),
  "Binary package": artifact("$(var.Child.TargetPath)", "package"),
  "Binary bundle": artifact("$(var.Child.TargetPath)", "bundle"),
  "File redist": artifact("files\\VC_redist.x86.exe"),
};

describe("actions of each type", () => {
  const cases: readonly (readonly [name: string, row: MadeRow, ...says: string[]])[] = [
    ["type 34", action("A", 34, "DIR", "msiexec /i [DIR]x.msi /qn"), `${MSI} [DIR]x.msi none yes proven`],
    [
      "type 34, deferred",
      action("A", 3106, "DIR", "msiexec /x {A} /qn"),
      "starts-installation uninstall {A} none yes proven",
    ],
    ["type 34 with a file", action("A", 34, "DIR", 'msiexec /i "[#child]"'), `${MSI} [#child] default yes proven`],
    [
      "type 34 with a redistributable",
      action("A", 34, "DIR", '"[#redist]" /q'),
      "starts-redistributable vcredist VC_redist.x86.exe yes likely",
    ],
    ["type 34 that shows help", action("A", 34, "DIR", '"[#redist]" /?')],
    ["type 34 with a package", action("A", 34, "DIR", "[DIR]x.msi /qn"), "package-as-program x.msi proven"],
    ["type 34 with a tool", action("A", 34, "DIR", '"[#tool]" msiexec /i x.msi')],
    [
      "type 34 with an unknown program",
      action("A", 34, "DIR", "[EXE] /S"),
      'not understood: which program "[EXE]" is could not be determined: nothing in the sources sets EXE; the command line may',
    ],
    [
      "type 34 that opens a package, quietly",
      action("A", 34, "DIR", 'cmd /c start /wait "" "[DIR]x.msi" /qn'),
      `${MSI} x.msi none yes proven`,
    ],
    [
      "type 34 that opens a package to remove it",
      action("A", 34, "DIR", "cmd /c start /wait x.msi REMOVE=ALL"),
      "starts-installation uninstall x.msi default yes proven",
    ],
    [
      "type 34 that opens a patch",
      action("A", 34, "DIR", "cmd /c start /wait x.msp /quiet"),
      "starts-installation patch x.msp none yes proven",
    ],
    [
      "type 34 with msiexec and no option",
      action("A", 34, "DIR", "msiexec x.msi"),
      "not understood: what msiexec does with a package and none of its options is documented nowhere",
    ],
    [
      "type 34 with a PowerShell block around a folder",
      action("A", 34, "DIR", "powershell -c \"& { msiexec /i '[SystemFolder]x.msi' /qn | Out-Null }\""),
      `${MSI} [SystemFolder]x.msi none yes proven`,
    ],
    ["type 34 that is empty", action("A", 34, "DIR", null), "not understood: the command line is empty"],
    ["type 2", action("A", 2, "redist", "/quiet"), "starts-redistributable vcredist vc_redist.x64.exe yes likely"],
    [
      "type 2 without arguments",
      action("A", 2, "redist", null),
      "starts-redistributable vcredist vc_redist.x64.exe yes likely",
    ],
    [
      "type 2 with a name of which a part is not known",
      action("A", 2, "platform", "/q"),
      "starts-redistributable vcredist vc_redist.$(var.Platform).exe yes likely",
    ],
    [
      "type 2 with an unknown folder before the name",
      action("A", 2, "prefixed", "/q"),
      "starts-redistributable vcredist vc_redist.x64.exe yes likely",
    ],
    ["type 2 that only unpacks", action("A", 2, "redist", "/layout C:\\x /quiet")],
    [
      "type 2 that removes",
      action("A", 2, "redist", "/uninstall /quiet"),
      "starts-redistributable vcredist vc_redist.x64.exe yes likely",
    ],
    [
      "type 2 with .NET",
      action("A", 2, "dotnet", "/install /quiet"),
      "starts-redistributable dotnet windowsdesktop-runtime-8.0.1-win-x64.exe yes likely",
    ],
    ["type 2 with WebView2", action("A", 2, "webview", "/silent /install")],
    ["type 2 with a package", action("A", 2, "child", "/qn"), "package-as-program child.msi proven"],
    [
      "type 2 with a package and msiexec as its argument",
      action("A", 2, "child", "msiexec /i child.msi"),
      "package-as-program child.msi proven",
    ],
    ["type 2 with the package of a project", action("A", 2, "package", ""), "package-as-program Child.msi proven"],
    [
      "type 2 with the bundle of a project",
      action("A", 2, "bundle", "/q"),
      "starts-redistributable bundle bundle yes likely",
    ],
    ["type 2 with a tool", action("A", 2, "tool", "/i x.msi")],
    [
      "type 2 with an unknown stream",
      action("A", 2, "unknown", ""),
      "not understood: which file the Binary unknown holds is not known: the build gives the value of $(var.Setup)",
    ],
    [
      "type 2 without its Binary row",
      action("A", 2, "nobody", ""),
      "not understood: which file the Binary nobody holds is not known: no Binary nobody is in the sources",
    ],
    ["type 18", action("A", 18, "redist", "/q"), "starts-redistributable vcredist VC_redist.x86.exe yes likely"],
    ["type 18 with a package", action("A", 18, "child", ""), "package-as-program child.msi proven"],
    ["type 18 with a tool", action("A", 1042, "tool", "/i x.msi")],
    [
      "type 18 without its File row",
      action("A", 18, "nobody", "/q"),
      "not understood: what the File nobody is called is not known: no File nobody is in the sources",
    ],
    ["type 1", action("A", 1, "Dll", "Foo"), "not understood: the entry point Foo of Dll is code that is not followed"],
    [
      "type 17",
      action("A", 17, "tool", "Foo"),
      "not understood: the entry point Foo of tool.exe is code that is not followed",
    ],
    [
      "type 6",
      action("A", 6, "Vbs", "Main"),
      "not understood: what the script Vbs does is not followed: nothing says which file the Binary Vbs is made from",
    ],
    ["type 37", action("A", 37, null, "x()"), "not understood: there is no parser of JScript here"],
    [
      "type 54",
      action("A", 54, "PROP", ""),
      "not understood: the script is in the property PROP: nothing in the sources sets PROP; the command line or code that is not followed may",
    ],
    ["type 7", action("A", 7, "sub", "")],
    ["type 39", action("A", 39, "{A}", "")],
    ["type 55", action("A", 55, "P", ""), "not understood: 55 is no known type of custom action"],
    ["type 19", action("A", 19, null, "No")],
    ["type 35", action("A", 35, "DIR", "C:\\x")],
    ["type 51", action("A", 51, "P", "msiexec /i x.msi")],
    ["a type that does not exist", action("A", 4, "x", ""), "not understood: 4 is no known type of custom action"],
  ];
  for (const [name, row, ...says] of cases)
    test(name, () => assert.deepEqual(lines(alone(row, FILES, ARTIFACTS)), says));

  test("a type that is not known", () => {
    const row = { Action: "A", Type: { unknown: "$(var.T)" }, Source: null, Target: null };
    assert.deepEqual(lines(alone(row)), ["not understood: the type of the action is not known"]);
  });
});

describe("what installs something, but no Windows Installer package", () => {
  const cases: Readonly<Record<string, string>> = {
    "the WebView2 bootstrapper, as templates download and run it":
      'powershell.exe -NoProfile -windowstyle hidden try [\\{] [\\[]Net.ServicePointManager[\\]]::SecurityProtocol = [\\[]Net.SecurityProtocolType[\\]]::Tls12 [\\}] catch [\\{][\\}]; Invoke-WebRequest -Uri "https://example.org/?LinkId=1" -OutFile "$env:TEMP\\MicrosoftEdgeWebview2Setup.exe" ; Start-Process -FilePath "$env:TEMP\\MicrosoftEdgeWebview2Setup.exe" -ArgumentList (\'/silent\', \'/install\') -Wait',
    DirectX: '"[INSTALLFOLDER]redist\\DXSETUP.exe" /silent',
    "an update of Windows": '"[SystemFolder]wusa.exe" "[INSTALLFOLDER]kb.msu" /quiet',
    "a driver": "pnputil.exe -i -a [INSTALLFOLDER]driver.inf",
    "an AppX package": "powershell -Command Add-AppxPackage x.msix",
    "a DLL registered by msiexec": 'msiexec /y "[INSTALLFOLDER]x.dll"',
    "the help of msiexec": "msiexec /?",
    "a name that only mentions msiexec": '"[INSTALLFOLDER]msiexec-log-viewer.exe" /i x.msi',
    "a service": "net start msiserver",
  };
  for (const [name, command] of Object.entries(cases)) {
    test(name, () => assert.deepEqual(lines(alone(action("A", 3106, "DIR", command))), []));
  }
});

test("a property that holds nothing but a variable and a blank names no program", () => {
  const tables = { Property: [{ Property: "EXE", Value: "[PATH] $(var.Args)" }] };
  assert.deepEqual(lines(alone(action("A", 50, "EXE", "x"), tables)), [
    'not understood: which program "[PATH] $(var.Args)" is could not be determined: the build gives the value of $(var.Args), and nothing in the sources sets PATH; the command line may',
  ]);
});

describe("where an effect stands", () => {
  const sites = (row: MadeRow, tables: Tables = {}) =>
    alone(row, { ...FILES, ...tables }, ARTIFACTS).effects.map(({ site }) => place(site));

  test("the command line", () =>
    assert.deepEqual(sites(action("A", 34, "DIR", "msiexec /i x.msi")), ["CustomAction A Target"]));
  test("the arguments of a Binary", () =>
    assert.deepEqual(sites(action("A", 2, "redist", "/q")), ["CustomAction A Target"]));
  test("the name of the Binary where there are no arguments", () =>
    assert.deepEqual(sites(action("A", 2, "redist", "")), ["CustomAction A Source"]));
  test("the property that holds the program", () => {
    assert.deepEqual(
      sites(action("A", 50, "EXE", ""), { Property: [{ Property: "EXE", Value: "[DIR]vc_redist.x64.exe" }] }),
      ["Property EXE Value"],
    );
  });
});

test("the runs show what a reference to a file stands for, and through what the program is started", () => {
  assert.deepEqual(alone(action("A", 34, "DIR", 'cmd /c start /wait msiexec /i "[#child]" /qn'), FILES).runs, [
    { program: "msiexec", arguments: '/i "child.msi" /qn', via: ["cmd", "start"] },
  ]);
});

test("an action that nothing schedules is understood as well", () => {
  const made = database({ CustomAction: [action("A", 34, "DIR", "msiexec /i x.msi")] });
  assert.deepEqual(lines(understand(made, "A")), [`${MSI} x.msi default yes proven`]);
});

describe("what an action runs where the program is not known", () => {
  const runs = (row: MadeRow, tables: Tables = {}) =>
    alone(row, tables, ARTIFACTS).runs.map(
      ({ program, arguments: rest, unknown }) => `${unknown === true ? "?" : ""}${program} ${rest}`,
    );

  test("a Binary is as its SourceFile spells it", () =>
    assert.deepEqual(runs(action("A", 2, "unknown", "/q [X]")), ["?$(var.Setup) /q [X]"]));
  test("a Binary that is not there is named", () =>
    assert.deepEqual(runs(action("A", 2, "nobody", "/q")), ["?Binary nobody /q"]));
  test("a File that is not there is a reference", () =>
    assert.deepEqual(runs(action("A", 18, "nobody", "/q")), ["?[#nobody] /q"]));
  test("a property stays as spelled", () => {
    assert.deepEqual(runs(action("A", 34, "DIR", '"[EXE]" /S')), ["?[EXE] /S"]);
    assert.deepEqual(runs(action("A", 50, "EXE", "/S")), ["?[EXE] /S"]);
    assert.deepEqual(runs(action("A", 34, "DIR", "cmd /c %TOOL% x")), ["?%TOOL% x"]);
  });
  test("a property with another, known value does not", () =>
    assert.deepEqual(
      runs(action("A", 34, "DIR", "[EXE] /S"), {
        Property: [{ Property: "EXE", Value: "a.exe" }],
        AppSearch: [{ Property: "EXE", Signature_: "s" }],
      }),
      ["a.exe /S"],
    ));
  test("a program whose name is known is not unknown", () =>
    assert.deepEqual(runs(action("A", 34, "DIR", "msiexec /i x.msi")), ["msiexec /i x.msi"]));
});

describe("why the program is not known", () => {
  const reason = (row: MadeRow, tables: Tables = {}) => alone(row, tables, ARTIFACTS).reason;
  const which = 'which program "[EXE]" is could not be determined';
  const byName = action("A", 34, "DIR", "[EXE] /S");

  test("a search", () =>
    assert.equal(
      reason(byName, { AppSearch: [{ Property: "EXE", Signature_: "s" }] }),
      `${which}: EXE is filled by a search of AppSearch when the installation runs`,
    ));
  test("a search of the registry", () =>
    assert.equal(
      reason(byName, {
        AppSearch: [{ Property: "EXE", Signature_: "s" }],
        RegLocator: [{ Signature_: "s", Root: 2, Key: "Software\\X", Name: "UninstallString", Type: 2 }],
      }),
      `${which}: EXE is read from the registry when the installation runs, UninstallString of HKLM\\Software\\X`,
    ));
  test("code that is not followed", () =>
    assert.equal(
      reason(action("A", 34, "DIR", "[Exe]"), {
        CustomAction: [action("A", 34, "DIR", "[Exe]"), action("B", 1, "Dll", "Foo")],
      }),
      'which program "[Exe]" is could not be determined: nothing in the sources sets Exe; code that is not followed may',
    ));
  test("the environment", () =>
    assert.equal(
      reason(action("A", 34, "DIR", "[%TOOL] x")),
      'which program "[%TOOL]" is could not be determined: the environment of the machine gives TOOL',
    ));
  test("arguments in the place of a path", () => {
    const understood = alone(action("A", 50, "EXE", ""), {
      Property: [{ Property: "EXE", Value: "msiexec.exe /i x.msi /qn" }],
    });
    assert.deepEqual(lines(understood), [
      "not understood: the whole value of EXE, arguments included, is taken for the path of the program, so it is expected not to start",
    ]);
    assert.deepEqual(understood.runs, [{ program: "msiexec.exe /i x.msi /qn", arguments: "", via: [], unknown: true }]);
  });
  test("a path with blanks is a path", () =>
    assert.deepEqual(
      lines(
        alone(action("A", 50, "EXE", "/i x.msi"), { Property: [{ Property: "EXE", Value: "C:\\a b\\msiexec.exe" }] }),
      ),
      [`${MSI} x.msi default yes proven`],
    ));
});

describe("PowerShell by another name", () => {
  const command = '"[POWERSHELLEXE]" -NoProfile -Command "msiexec /i x.msi /qn | Out-Null"';
  const search = {
    AppSearch: [{ Property: "POWERSHELLEXE", Signature_: "s" }],
    RegLocator: [
      {
        Signature_: "s",
        Root: 2,
        Key: "SOFTWARE\\Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell",
        Name: "Path",
        Type: 18,
      },
    ],
  };

  test("the registry says where Windows keeps it", () => {
    const understood = alone(action("A", 34, "DIR", command), search);
    assert.deepEqual(lines(understood), [`${MSI} x.msi none yes likely`]);
    assert.deepEqual(understood.runs, [{ program: "msiexec", arguments: "/i x.msi /qn", via: ["powershell"] }]);
  });
  test("a search elsewhere says nothing, its arguments do", () =>
    assert.deepEqual(lines(alone(action("A", 34, "DIR", command), { AppSearch: search.AppSearch })), [
      `${MSI} x.msi none yes likely`,
      'not understood: which program "[POWERSHELLEXE]" is could not be determined: POWERSHELLEXE is filled by a search of AppSearch when the installation runs; its arguments are those of PowerShell',
    ]));
  test("the path of something else is not known", () => {
    const [locator] = search.RegLocator;
    const other = { ...search, RegLocator: [{ ...locator, Name: "ExecutionPolicy" }] } as Tables;
    assert.equal(alone(action("A", 34, "DIR", "[POWERSHELLEXE] x"), other).understood, false);
  });
});

test("a script in a stream of the database is followed, and stands in its cell", () => {
  const bytes = new TextEncoder().encode('Session.Installer.InstallProduct "x.msi"');
  const stream = { size: bytes.length, read: (start: number, end: number) => bytes.subarray(start, end) };
  const contents = {
    ...NO_CONTENTS,
    text: ({ content }: ContentFile) => new TextDecoder().decode(content as Uint8Array),
  };
  const made = database(
    { CustomAction: [action("A", 6, "Vbs", "")], InstallExecuteSequence: [at("A", 4001)] },
    { "Binary Vbs": { ...artifact("Vbs"), stream } },
  );
  const [row] = rowsByKey(made, "CustomAction", "A");
  assert.ok(row !== undefined);
  const understanding = understandAction(made, row, { table: "InstallExecuteSequence", sequence: 4001 }, contents);
  assert.deepEqual(lines(understanding), ["calls-installer installs Installer.InstallProduct x.msi proven"]);
  assert.equal(place(understanding.effects[0]?.site ?? cellSite("", "", "")), "Binary  Data");
});

test("the UninstallString that Windows Installer writes for a product code is known, one of another key is not", () => {
  const search = (Key: string) => ({
    AppSearch: [{ Property: "OLD", Signature_: "s" }],
    RegLocator: [{ Signature_: "s", Root: 2, Key, Name: "UninstallString", Type: 2 }],
  });
  const uninstall = "Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\";
  const code = "{6F2C1B52-5E0B-4B43-9E0C-2C0C5A3B7D10}";
  const row = action("A", 34, "DIR", "[OLD] /qn");
  assert.deepEqual(lines(alone(row, search(uninstall + code))), [
    `starts-installation uninstall ${code} none yes likely`,
  ]);
  assert.match(lines(alone(row, search(`${uninstall}Old`))).join(), /^not understood: which program/);
});
