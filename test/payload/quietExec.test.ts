import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type MadeRow, under } from "../database.ts";
import { action, artifact, at, database, lines, place, type Tables, understand } from "./understanding.ts";

const CMD = '"[System64Folder]msiexec.exe" /i "[INSTALLFOLDER]x.msi" /qn';
const INSTALLS = "starts-installation install [INSTALLFOLDER]x.msi none yes";
const DEFERRED = 1 + 0x400 + 0x800;

const sets = (id: string, property: string, value: MadeRow[string] = CMD): MadeRow => action(id, 51, property, value);

/** Action A at 4001 and others before it; all in InstallExecuteSequence. */
function quiet(
  row: MadeRow,
  others: readonly MadeRow[] = [],
  tables: Tables = {},
  more: Parameters<typeof database>[2] = {},
) {
  const made = database(
    {
      CustomAction: [row, ...others],
      InstallExecuteSequence: [at("A", 4001), ...others.map(({ Action }, index) => at(String(Action), 100 + index))],
      ...tables,
    },
    { "Binary setup": artifact("child.msi"), "Binary redist": artifact("vc_redist.x64.exe") },
    more,
  );
  return understand(made, "A");
}

const immediate = (entry = "WixQuietExec", library = "Wix4UtilCA_X86") => action("A", 1, library, entry);
const deferred = (entry = "WixQuietExec", library = "Wix4UtilCA_X86") => action("A", DEFERRED, library, entry);

const FOREIGN = action("Other", 1, "MyDll", "Compute");

describe("quiet exec", () => {
  const cases: readonly (readonly [name: string, lines: readonly string[], ...says: string[]])[] = [
    [
      "immediate with its property set",
      lines(quiet(immediate(), [sets("S", "WixQuietExecCmdLine")])),
      `${INSTALLS} proven`,
    ],
    [
      "immediate, WiX 3",
      lines(quiet(immediate("CAQuietExec", "WixCA"), [sets("S", "QtExecCmdLine")])),
      `${INSTALLS} proven`,
    ],
    [
      "immediate, WiX 3, 64 bit",
      lines(quiet(immediate("CAQuietExec64", "WixCA"), [sets("S", "QtExec64CmdLine")])),
      `${INSTALLS} proven`,
    ],
    [
      "immediate, silent, 64 bit",
      lines(quiet(immediate("WixSilentExec64"), [sets("S", "WixSilentExec64CmdLine")])),
      `${INSTALLS} proven`,
    ],
    [
      "a library whose name a variable ends",
      lines(quiet(immediate("WixQuietExec", "Wix4UtilCA_$(sys.BUILDARCHSHORT)"), [sets("S", "WixQuietExecCmdLine")])),
      `${INSTALLS} proven`,
    ],
    [
      "a copy of the library under another name",
      lines(quiet(immediate("WixQuietExec", "MyCA"), [sets("S", "WixQuietExecCmdLine")])),
      `${INSTALLS} likely`,
    ],
    [
      "immediate with its property in the Property table",
      lines(quiet(immediate(), [], { Property: [{ Property: "WixQuietExecCmdLine", Value: CMD }] })),
      `${INSTALLS} proven`,
    ],
    ["deferred with the property of its name", lines(quiet(deferred(), [sets("S", "A")])), `${INSTALLS} proven`],
    [
      "rollback with the property of its name",
      lines(quiet(action("A", 1 + 0x500, "WixCA", "WixQuietExec"), [sets("S", "A")])),
      `${INSTALLS} proven`,
    ],
    [
      "commit with the property of its name",
      lines(quiet(action("A", 1 + 0x600, "WixCA", "WixQuietExec"), [sets("S", "A")])),
      `${INSTALLS} proven`,
    ],
    [
      "deferred with only the property of immediate actions",
      lines(quiet(deferred("WixSilentExec64"), [sets("S", "WixSilentExec64CmdLine")], {})),
      "command-not-passed WixSilentExec64 A WixSilentExec64CmdLine instead likely",
      `${INSTALLS} likely`,
    ],
    [
      "immediate with only the property of its name",
      lines(quiet(immediate(), [sets("S", "A")])),
      "command-not-passed WixQuietExec WixQuietExecCmdLine A instead proven",
      `${INSTALLS} likely`,
    ],
    [
      "immediate without any property",
      lines(quiet(immediate())),
      "command-not-passed WixQuietExec WixQuietExecCmdLine - proven",
    ],
    [
      "a command that runs a script",
      lines(quiet(deferred(), [sets("S", "A", '"[SystemFolder]powershell.exe" -File "[DIR]x.ps1"')])),
      'not understood: what the script "x.ps1" does is not followed: it is not in the workspace',
    ],
    ["a command that installs nothing", lines(quiet(deferred(), [sets("S", "A", '"[SystemFolder]sc.exe" stop x')]))],
    [
      "a command without quotation marks fails first",
      lines(quiet(deferred(), [sets("S", "A", "msiexec /i x.msi /qn")])),
      "starts-installation install x.msi none yes possible",
    ],
    [
      "a command that begins with something unknown",
      lines(quiet(immediate(), [sets("S", "WixQuietExecCmdLine", "[EXE] /i x.msi")])),
      'not understood: which program "[EXE]" is could not be determined: nothing in the sources sets EXE; the command line may',
    ],
    [
      "a command through cmd",
      lines(quiet(immediate(), [sets("S", "WixQuietExecCmdLine", '"[%ComSpec]" /c start msiexec /i x.msi')])),
      "starts-installation install x.msi default no proven",
    ],
    ["wevtutil, as util:EventManifest has it", lines(quiet(deferred(), [sets("S", "A", '"wevtutil.exe" im "[#m]"')]))],
    ["another entry point of WiX", lines(quiet(immediate("WixCloseApplications")))],
  ];
  for (const [name, said, ...says] of cases) test(name, () => assert.deepEqual(said, says));
});

describe("a command that is not passed", () => {
  const named = (row: MadeRow) => ({ ...row, Action: "RunIt" });
  const said = (others: readonly MadeRow[], tables: Tables = {}, more: Parameters<typeof database>[2] = {}) =>
    lines(
      understand(
        database(
          {
            CustomAction: [named(deferred()), ...others],
            InstallExecuteSequence: [
              at("RunIt", 4001),
              ...others.map(({ Action }, index) => at(String(Action), 100 + index)),
            ],
            ...tables,
          },
          {},
          more,
        ),
        "RunIt",
      ),
    );

  test("is certain where nothing could set it", () => {
    assert.deepEqual(said([]), ["command-not-passed WixQuietExec RunIt - proven"]);
    assert.deepEqual(said([sets("S", "WixQuietExecCmdLine")]), [
      "command-not-passed WixQuietExec RunIt WixQuietExecCmdLine instead proven",
      `${INSTALLS} likely`,
    ]);
  });

  test("is not claimed where code that is not followed may set it", () => {
    assert.deepEqual(said([FOREIGN]), [
      "not understood: WixQuietExec takes its command from RunIt: nothing in the sources sets RunIt; code that is not followed may",
    ]);
    assert.deepEqual(said([], {}, { kind: "fragments" }), [
      "not understood: WixQuietExec takes its command from RunIt: nothing in the sources sets RunIt",
    ]);
    assert.deepEqual(said([action("S", 51, "Set$(var.X)", "x")]), [
      "not understood: WixQuietExec takes its command from RunIt: nothing in the sources sets RunIt; an action that sets a property whose name is not known may",
    ]);
  });

  test("shows the property where it is not claimed", () => {
    const made = database({
      CustomAction: [named(deferred()), FOREIGN],
      InstallExecuteSequence: [at("RunIt", 4001), at("Other", 100)],
    });
    assert.deepEqual(understand(made, "RunIt").runs, [
      { program: "[RunIt]", arguments: "", via: ["WixQuietExec"], unknown: true },
    ]);
  });

  test("is likely where code may set it and the wrong property is set", () => {
    assert.deepEqual(said([FOREIGN, sets("S", "WixQuietExecCmdLine")]), [
      "command-not-passed WixQuietExec RunIt WixQuietExecCmdLine instead likely",
      `${INSTALLS} likely`,
    ]);
  });

  test("is not claimed where code may set it and another action reads the other property rightly", () => {
    const reader = action("Reader", 1, "WixCA", "WixQuietExec");
    assert.deepEqual(said([FOREIGN, sets("S", "WixQuietExecCmdLine"), reader]), [
      "not understood: WixQuietExec takes its command from RunIt: nothing in the sources sets RunIt; code that is not followed may",
    ]);
  });

  test("is claimed where the setter comes too late, or only in the UI sequence", () => {
    const late = { InstallExecuteSequence: [at("RunIt", 4001), at("S", 4002)] };
    assert.deepEqual(said([sets("S", "RunIt")], late), ["command-not-passed WixQuietExec RunIt - proven"]);
    const interactive = { InstallExecuteSequence: [at("RunIt", 4001)], InstallUISequence: [at("S", 100)] };
    assert.deepEqual(said([sets("S", "RunIt")], interactive), ["command-not-passed WixQuietExec RunIt - proven"]);
  });

  test("is not claimed where the setter is merely conditional", () => {
    const tables = { InstallExecuteSequence: [at("RunIt", 4001), at("S", 100, "NOT Installed")] };
    assert.deepEqual(said([sets("S", "RunIt")], tables), [`${INSTALLS} likely`]);
  });

  test("is not asked of an action that nothing schedules", () => {
    const made = database({ CustomAction: [named(deferred())] });
    assert.deepEqual(lines(understand(made, "RunIt")), [
      "not understood: WixQuietExec takes its command from RunIt: nothing in the sources sets RunIt",
    ]);
  });

  test("stands at the entry point, and what was set instead at its value", () => {
    const made = database({
      CustomAction: [named(deferred()), under(sets("S", "WixQuietExecCmdLine"), {})],
      InstallExecuteSequence: [at("RunIt", 4001), at("S", 100)],
    });
    const [missing, installs] = understand(made, "RunIt").effects;
    assert.ok(missing?.kind === "command-not-passed" && installs !== undefined);
    assert.equal(place(missing.site), "CustomAction RunIt Target");
    assert.equal(missing.setInstead === undefined ? "" : place(missing.setInstead.site), "CustomAction S Target");
    assert.equal(place(installs.site), "CustomAction S Target");
  });
});

describe("shell exec", () => {
  const shell = (value: string, entry = "WixShellExec", property = "WixShellExecTarget") =>
    lines(quiet(immediate(entry), [sets("S", property, value)], { File: [{ File: "child", FileName: "child.msi" }] }));
  const cases: readonly (readonly [name: string, said: readonly string[], ...says: string[]])[] = [
    ["a package", shell("[DIR]x.msi"), "starts-installation install x.msi default no proven"],
    ["a patch", shell("[DIR]x.msp"), "starts-installation patch x.msp default no proven"],
    ["a package by its file", shell("[#child]"), "starts-installation install child.msi default no proven"],
    [
      "an unelevated package",
      shell("x.msi", "WixUnelevatedShellExec", "WixUnelevatedShellExecTarget"),
      "starts-installation install x.msi default no proven",
    ],
    [
      "a redistributable",
      shell("[DIR]vc_redist.x64.exe"),
      "starts-redistributable vcredist vc_redist.x64.exe no likely",
    ],
    ["an application", shell("[DIR]app with blanks.exe")],
    ["a page", shell("https://example.org/msiexec")],
    ["a page of a program's own", shell("[DIR]readme.html")],
    [
      "a file that is not known",
      shell("[APP]"),
      'not understood: which program "[APP]" is could not be determined: nothing in the sources sets APP; the command line may',
    ],
    [
      "a Binary with a package",
      shell("setup", "WixShellExecBinary", "WixShellExecBinaryId"),
      "starts-installation install child.msi default no proven",
    ],
    [
      "a Binary with a redistributable",
      shell("redist", "WixShellExecBinary", "WixShellExecBinaryId"),
      "starts-redistributable vcredist vc_redist.x64.exe no likely",
    ],
    [
      "a Binary that is not there",
      shell("nobody", "WixShellExecBinary", "WixShellExecBinaryId"),
      "not understood: which file the Binary nobody holds is not known: no Binary nobody is in the sources",
    ],
    [
      "nothing set",
      lines(quiet(immediate("WixShellExec"))),
      "not understood: WixShellExec reads WixShellExecTarget: nothing in the sources sets WixShellExecTarget",
    ],
    [
      "deferred",
      lines(quiet(deferred("WixShellExec"))),
      "not understood: WixShellExec reads WixShellExecTarget, which a deferred action cannot",
    ],
  ];
  for (const [name, said, ...says] of cases) test(name, () => assert.deepEqual(said, says));
});
