import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { rowsByKey, rowsOf } from "../../src/model/database.ts";
import { directoryPath, installedFile } from "../../src/payload/directories.ts";
import { understandAction } from "../../src/payload/index.ts";
import { readerOf } from "../../src/payload/reader.ts";
import type { MadeRow } from "../database.ts";
import { databaseOf } from "../sources/wix/compiled.ts";
import { wix3, wix4 } from "../sources/wix/preprocessed.ts";
import { action, artifact, at, database, lines, place, type Tables, understand } from "./understanding.ts";

const directory = (Directory: string, Directory_Parent: string | null, DefaultDir: string): MadeRow => ({
  Directory,
  Directory_Parent,
  DefaultDir,
});

const DIRECTORIES = [
  directory("TARGETDIR", null, "SourceDir"),
  directory("ProgramFiles64Folder", "TARGETDIR", "PFiles"),
  directory("COMPANY", "ProgramFiles64Folder", "CONTOSO|Contoso Ltd"),
  directory("INSTALLFOLDER", "COMPANY", "BACKUP|Backup:src|source"),
  directory("Same", "INSTALLFOLDER", "."),
  directory("Redist", "Same", "redist"),
  directory("Top", "TARGETDIR", "Top:."),
  directory("LooseRoot", null, "SourceDir"),
  directory("InLoose", "LooseRoot", "x"),
  directory("CircleA", "CircleB", "a"),
  directory("CircleB", "CircleA", "b"),
  directory("Self", "Self", "s"),
  directory("Moved", "INSTALLFOLDER", "moved"),
  directory("InMoved", "Moved", "inner"),
  directory("Chosen", "INSTALLFOLDER", "chosen"),
  directory("Searched", "INSTALLFOLDER", "searched"),
  directory("Twice", "INSTALLFOLDER", "one"),
  directory("Twice", "INSTALLFOLDER", "two"),
  directory("Alike", "INSTALLFOLDER", "alike"),
  directory("Alike", "INSTALLFOLDER", "alike"),
];

const SETTERS: Tables = {
  CustomAction: [action("SetMoved", 35, "Moved", "D:\\x\\"), action("SetNever", 35, "Redist", "D:\\y\\")],
  InstallExecuteSequence: [at("SetMoved", 1001)],
  Property: [{ Property: "Chosen", Value: "C:\\c\\" }],
  AppSearch: [{ Property: "Searched", Signature_: "s" }],
};

describe("the path of a directory", () => {
  const cases: readonly (readonly [id: string, path: string | undefined, why: string])[] = [
    ["INSTALLFOLDER", "[ProgramFiles64Folder]Contoso Ltd\\Backup\\", "long names, of the target"],
    ["ProgramFiles64Folder", "[ProgramFiles64Folder]", "Windows Installer finds it, whatever it is called here"],
    ["TARGETDIR", "[TARGETDIR]", "the root"],
    ["Top", "[TARGETDIR]Top\\", "below the root"],
    ["Same", "[ProgramFiles64Folder]Contoso Ltd\\Backup\\", "`.` is the folder above"],
    ["Redist", "[ProgramFiles64Folder]Contoso Ltd\\Backup\\redist\\", "an action that nothing schedules sets nothing"],
    ["InLoose", "[LooseRoot]x\\", "a root of its own"],
    ["CircleA", "[CircleA]", "a circle"],
    ["Self", "[Self]", "its own parent is a root"],
    ["Moved", "[Moved]", "set by an action of type 35"],
    ["InMoved", "[Moved]inner\\", "below one that is set"],
    ["Chosen", "[Chosen]", "the Property table has a value"],
    ["Searched", "[Searched]", "a search may find a value"],
    ["Twice", "[Twice]", "two rows that disagree"],
    ["Alike", "[ProgramFiles64Folder]Contoso Ltd\\Backup\\alike\\", "two rows that agree"],
    ["Nowhere", undefined, "no row"],
  ];
  const reader = readerOf(database({ ...SETTERS, Directory: DIRECTORIES }));
  for (const [id, path, why] of cases)
    test(`${id}: ${why}`, () => {
      assert.equal(directoryPath(reader, id), path);
    });

  test("a chain longer than any path of Windows is not followed to its end", () => {
    const chain = Array.from({ length: 5000 }, (_, n) => directory(`D${n}`, n === 0 ? null : `D${n - 1}`, "d"));
    assert.equal(directoryPath(readerOf(database({ Directory: chain })), "D4999"), "[D4999]");
  });
});

const file = (File: string, Component_: string, FileName: string): MadeRow => ({ File, Component_, FileName });
const component = (Component: string, Directory_: string | null): MadeRow => ({ Component, Directory_ });

const INSTALLED: Tables = {
  ...SETTERS,
  Directory: DIRECTORIES,
  Component: [
    component("cmp", "INSTALLFOLDER"),
    component("cmpRedist", "Redist"),
    component("cmpInner", "InMoved"),
    component("cmpLost", null),
  ],
  File: [
    file("filChild", "cmp", "CHILD~1.MSI|Child.msi"),
    file("filSetup", "cmpRedist", "setup.exe"),
    file("filInner", "cmpInner", "inner.exe"),
    file("filA", "cmp", "same.exe"),
    file("filB", "cmp", "SAME.EXE"),
    file("filLost", "cmpLost", "lost.exe"),
    file("filOther", "cmpRedist", "child.msi"),
  ],
};

describe("the file that is installed as a path", () => {
  const cases: readonly (readonly [path: string, file: string | undefined])[] = [
    ["[INSTALLFOLDER]child.msi", "filChild"],
    ["[INSTALLFOLDER]\\CHILD.MSI", "filChild"],
    ["[Same]child.msi", "filChild"],
    ["[ProgramFiles64Folder]contoso ltd/backup/child.msi", "filChild"],
    ["[INSTALLFOLDER]redist\\child.msi", "filOther"],
    ["[Redist]setup.exe", "filSetup"],
    ["[Moved]inner\\inner.exe", "filInner"],
    ["[INSTALLFOLDER]moved\\inner\\inner.exe", undefined],
    ["[INSTALLFOLDER]CHILD~1.MSI", undefined],
    ["[INSTALLFOLDER]same.exe", undefined],
    ["[INSTALLFOLDER]lost.exe", undefined],
    ["[INSTALLFOLDER]", undefined],
    ["[INSTALLFOLDER]redist\\", undefined],
    ["[TempFolder]child.msi", undefined],
    ["[#filChild]", undefined],
    ["[INSTALLFOLDER]child.msi /qn", undefined],
  ];
  const reader = readerOf(database(INSTALLED));
  for (const [path, id] of cases)
    test(path, () => {
      assert.equal(installedFile(reader, path)?.cells["File"]?.value, id);
    });

  test("no file is looked for where no directory of the tables is named", () => {
    const asked: string[] = [];
    const noting = {
      ...reader,
      filesCalled: (name: string) => {
        asked.push(name);
        return reader.filesCalled(name);
      },
    };
    for (const path of ["msiexec.exe", "[TempFolder]x.log", "[#filChild]", "C:\\child.msi", "[INSTALLFOLDER]"])
      installedFile(noting, path);
    assert.deepEqual(asked, []);
    installedFile(noting, "[INSTALLFOLDER]Child.msi");
    assert.deepEqual(asked, ["child.msi"]);
  });
});

const SETS = (property: string, value: string) => action("Set", 51, property, value);
const QUIET = action("A", 3073, "WixCA", "WixQuietExec");

describe("an action that names an installed file by its path", () => {
  function alone(row: MadeRow, artifacts: Parameters<typeof database>[1] = {}, tables: Tables = {}) {
    const rows = { ...INSTALLED, CustomAction: [row], InstallExecuteSequence: [at("A", 4001)], ...tables };
    return understand(database(rows, artifacts), "A");
  }
  const trailOf = (understanding: ReturnType<typeof alone>) =>
    understanding.trail.map(({ message, site }) => `${message}: ${place(site)}`);

  test("keeps its spelling and leads to the File", () => {
    const found = alone(
      action("A", 34, "INSTALLFOLDER", 'msiexec /i "[INSTALLFOLDER]child.msi" /l*v "[TempFolder]x.log" /qn'),
    );
    assert.deepEqual(lines(found), ["starts-installation install [INSTALLFOLDER]child.msi none yes proven"]);
    assert.deepEqual(trailOf(found), ["Child.msi is installed here by File filChild: File filChild "]);
  });

  const setBefore = (property: string, value: string): Tables => ({
    CustomAction: [SETS(property, value), property === "EXE" ? action("A", 50, "EXE", "/q") : QUIET],
    InstallExecuteSequence: [at("Set", 100), at("A", 4001)],
  });
  const through: readonly (readonly [name: string, tables: Tables, isSaid: boolean])[] = [
    ["cmd", { CustomAction: [action("A", 34, "Redist", 'cmd /c ""[Redist]setup.exe" /q"')] }, true],
    ["a property that an action sets", setBefore("EXE", "[Redist]setup.exe"), true],
    ["a quiet exec", setBefore("A", '"[Redist]setup.exe" /q'), true],
    [
      "the Property table, which nobody formats",
      {
        CustomAction: [action("A", 50, "EXE", "/q")],
        Property: [{ Property: "EXE", Value: "[Redist]setup.exe" }],
      },
      false,
    ],
  ];
  for (const [name, tables, isSaid] of through)
    test(`through ${name}`, () => {
      const found = understand(database({ ...INSTALLED, InstallExecuteSequence: [at("A", 4001)], ...tables }), "A");
      const said = trailOf(found).some((line) => line.startsWith("setup.exe is installed here by File filSetup"));
      assert.equal(said, isSaid);
    });

  test("what is packed under that name counts, as for [#file]", () => {
    const artifacts = { "File filSetup": artifact("redist\\vc_redist.x64.exe") };
    const line = "starts-redistributable vcredist vc_redist.x64.exe yes likely";
    for (const program of ["[Redist]setup.exe", "[#filSetup]"])
      assert.deepEqual(lines(alone(action("A", 34, "Redist", `"${program}" /q`), artifacts)), [line]);
  });

  test("the output of a project of this workspace counts", () => {
    const artifacts = { "File filSetup": artifact("$(var.Child.TargetPath)", "package") };
    assert.deepEqual(lines(alone(action("A", 34, "Redist", '"[INSTALLFOLDER]redist\\setup.exe"'), artifacts)), [
      "package-as-program Child.msi proven",
    ]);
  });

  test("it is understood anew when the file lies elsewhere", () => {
    const row = action("A", 34, "Redist", '"[Redist]setup.exe" /q');
    const artifacts = { "File filSetup": artifact("vc_redist.x64.exe") };
    const rows = { ...INSTALLED, CustomAction: [row], InstallExecuteSequence: [at("A", 4001)] };
    const before = database(rows, artifacts);
    const moved = database({ ...rows, Component: [component("cmpRedist", "INSTALLFOLDER")] }, artifacts);
    const after = {
      ...moved,
      tables: new Map([...moved.tables]).set("CustomAction", before.tables.get("CustomAction") as never),
    };
    assert.equal(lines(understand(before, "A")).length, 1);
    assert.deepEqual(lines(understand(after, "A")), []);
  });
});

describe("installed files of WiX sources", () => {
  const run =
    '<CustomAction Id="A" Directory="TARGETDIR" ExeCommand="msiexec /i &quot;[INSTALLFOLDER]child.msi&quot;"/>';
  const cases: readonly (readonly [name: string, source: string])[] = [
    [
      "v3: DirectoryRef, the name from Source",
      wix3(
        `<Product Id="*" Name="P"><Directory Id="TARGETDIR" Name="SourceDir"><Directory Id="ProgramFilesFolder"><Directory Id="INSTALLFOLDER" Name="P"/></Directory></Directory>
        <DirectoryRef Id="INSTALLFOLDER"><Component Id="c"><File Id="fil" Source="bin\\Child.msi"/></Component></DirectoryRef>${run}</Product>`,
      ),
    ],
    [
      "v4: ComponentGroup, StandardDirectory",
      wix4(
        `<Package Name="P"><StandardDirectory Id="ProgramFiles64Folder"><Directory Id="INSTALLFOLDER" Name="P"/></StandardDirectory>
        <ComponentGroup Id="g" Directory="INSTALLFOLDER"><Component><File Id="fil" Name="child.msi" Source="x"/></Component></ComponentGroup>${run}</Package>`,
      ),
    ],
    [
      "v5: a file outside a component",
      wix4(
        `<Package Name="P"><StandardDirectory Id="ProgramFiles64Folder"><Directory Id="INSTALLFOLDER" Name="P"><File Id="fil" Source="child.msi"/></Directory></StandardDirectory>${run}</Package>`,
      ),
    ],
    [
      "v5: such a file with a Directory",
      wix4(
        `<Package Name="P"><StandardDirectory Id="ProgramFiles64Folder"><Directory Id="INSTALLFOLDER" Name="P"/></StandardDirectory>
        <File Id="fil" Directory="INSTALLFOLDER" Source="child.msi"/>${run}</Package>`,
      ),
    ],
  ];
  const below = '"[INSTALLFOLDER]sub\\in ner\\child.msi"';
  const inSubdirectory = (inside: string) =>
    wix4(
      `<Package Name="P"><StandardDirectory Id="ProgramFiles64Folder"><Directory Id="INSTALLFOLDER" Name="P"/></StandardDirectory>
      ${inside}${run.replace(/&quot;.*&quot;/, below.replaceAll('"', "&quot;"))}</Package>`,
    );
  const subdirectories: readonly (readonly [name: string, source: string])[] = [
    [
      "Subdirectory of a ComponentGroup, which two of them share",
      inSubdirectory(
        `<ComponentGroup Id="g" Directory="INSTALLFOLDER" Subdirectory="sub\\in ner"><Component><File Id="fil" Source="child.msi"/></Component></ComponentGroup>
        <ComponentGroup Id="h" Directory="INSTALLFOLDER" Subdirectory="sub/in ner"><Component><File Id="o" Source="o.msi"/></Component></ComponentGroup>`,
      ),
    ],
    [
      "Subdirectory of a Component",
      inSubdirectory(
        `<Component Directory="INSTALLFOLDER" Subdirectory="sub\\in ner"><File Id="fil" Source="child.msi"/></Component>`,
      ),
    ],
    [
      "Subdirectory of a Component in a ComponentGroup with another",
      inSubdirectory(
        `<ComponentGroup Id="g" Directory="INSTALLFOLDER" Subdirectory="sub"><Component Subdirectory="in ner"><File Id="fil" Source="child.msi"/></Component></ComponentGroup>`,
      ),
    ],
    [
      "Subdirectory of a file outside a component",
      inSubdirectory(`<File Id="fil" Directory="INSTALLFOLDER" Subdirectory="sub\\in ner" Source="child.msi"/>`),
    ],
  ];
  test("a folder that Subdirectory makes twice is one row", () => {
    const made = databaseOf(subdirectories[0]?.[1] ?? "");
    const names = rowsOf(made, "Directory").map((row) => row.cells["DefaultDir"]?.value);
    assert.deepEqual(names, [".", "P", "sub", "in ner"]);
  });
  for (const [name, source] of [...cases, ...subdirectories])
    test(name, () => {
      const made = databaseOf(source);
      const [row] = rowsByKey(made, "CustomAction", "A");
      assert.ok(row !== undefined);
      assert.deepEqual(
        understandAction(made, row, undefined).trail.map(({ message }) => message.toLowerCase()),
        ["child.msi is installed here by file fil"],
      );
    });
});

test("a file of one id under several names is called what the command calls it", () => {
  const made = databaseOf(
    wix4(`<?if $(var.Wide) = "yes"?><?define Suffix = "64"?><?else?><?define Suffix = ""?><?endif?><Fragment>
      <StandardDirectory Id="ProgramFiles6432Folder"><Directory Id="BIN" Name="Bin">
        <Component Id="C" Guid="*"><File Id="Tool" Source="bin\\tool$(var.Suffix).exe" /></Component>
      </Directory></StandardDirectory>
      <CustomAction Id="A" Directory="BIN" ExeCommand="&quot;[BIN]tool$(var.Suffix).exe&quot; tool$(var.Suffix).dll" />
    </Fragment>`),
  );
  const runs = rowsByKey(made, "CustomAction", "A").map((row) => understandAction(made, row, undefined).runs);
  assert.deepEqual(
    runs.map((one) => one.map((run) => `${run.program} ${run.arguments}`)),
    [["tool64.exe tool64.dll"], ["tool.exe tool.dll"]],
  );
});
