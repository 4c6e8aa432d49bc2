import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Unit } from "../../../src/sources/source.ts";
import { compile, databaseOf, problemsOf, rows } from "./compiled.ts";
import { wix3, wix4 } from "./preprocessed.ts";

// Every number follows from ParseCustomActionElement of v3 (src/tools/wix/Compiler.cs), which adds up bits, and of v4+ (src/wix/WixToolset.Core/Compiler.cs) with
// AddCustomActionSymbol (WixToolset.Core.WindowsInstaller/Bind/CreateWindowsInstallerDataFromIRCommand.cs), which adds them up while binding.

const alone = (text: string) => `<Fragment>${text}</Fragment>`;

/** Source, target and type of the only action in each generation: `v3` and `v4` are its attributes there. */
function actionsOf(v3: string | undefined, v4: string | undefined, facts: Partial<Unit> = {}, text = ""): string[] {
  const sources = [v3 && wix3(alone(action(v3, text))), v4 && wix4(alone(action(v4, text)))];
  return sources.flatMap((source) => (source === undefined ? [] : rows(databaseOf(source, facts), "CustomAction")));
}

const action = (attributes: string, text: string) => `<CustomAction Id="A" ${attributes}>${text}</CustomAction>`;

suite("source and target", () => {
  const sources = [
    ['BinaryKey="b"', 'BinaryRef="b"', 0, "b"],
    ['FileKey="f"', 'FileRef="f"', 0x10, "f"],
    ['Directory="D"', 'Directory="D"', 0x20, "D"],
    ['Property="P"', 'Property="P"', 0x30, "P"],
  ] as const;
  const targets = [
    ['DllEntry="t"', 1, "t"],
    ['ExeCommand="t"', 2, "t"],
    ['ExeCommand=""', 2, ""],
    ['Value="t"', 3, "t"],
    ['Value=""', 3, ""],
    ['JScriptCall="t"', 5, "t"],
    ['JScriptCall=""', 5, ""],
    ['VBScriptCall="t"', 6, "t"],
  ] as const;
  for (const [v3, v4, source, id] of sources) {
    for (const [attribute, target, text] of targets) {
      test(`${v4} ${attribute}: ${source + target}`, () => {
        const row = `A | ${source + target} | ${id} | ${text} | -`;
        assert.deepEqual(actionsOf(`${v3} ${attribute}`, `${v4} ${attribute}`), [row, row]);
      });
    }
  }

  test('Error="t": 19', () => {
    const row = "A | 19 | - | t | -";
    assert.deepEqual(actionsOf('Error="t"', 'Error="t"'), [row, row]);
  });

  test("an inline script of v3: its text, trimmed", () => {
    assert.deepEqual(actionsOf('Script="jscript"', undefined, {}, "\n  run();\n"), ["A | 37 | - | run(); | -"]);
    assert.deepEqual(actionsOf('Script="vbscript"', undefined, {}, "<![CDATA[ Go ]]>"), ["A | 38 | - | Go | -"]);
  });

  test("a script of v4+ stands in a file, whose text is not known", () => {
    const scripts = ['Script="jscript" ScriptSourceFile="s.js"', 'Script="vbscript" ScriptSourceFile="s.vbs"'];
    assert.deepEqual(
      scripts.flatMap((script) => actionsOf(undefined, script)),
      ["A | 37 | - | ?s.js | -", "A | 38 | - | ?s.vbs | -"],
    );
  });

  test("v3 lets a DLL entry have no source", () => {
    const source = wix3(alone(action('DllEntry="t"', "")));
    assert.deepEqual(rows(databaseOf(source), "CustomAction"), ["A | 1 | - | t | -"]);
    assert.deepEqual(problemsOf(compile({ "main.wxs": source })), []);
  });

  test("Subdirectory of v4+: a directory below the one named", () => {
    const attributes = 'Directory="D" Subdirectory="a\\b" ExeCommand="t"';
    const database = databaseOf(wix4(alone(action(attributes, ""))));
    const [[, last = ""] = []] = rows(database, "CustomAction", "Action", "Source").map((row) => row.split(" | "));
    assert.deepEqual(rows(database, "Directory", "Directory_Parent", "DefaultDir"), ["D | a", "d_D_a | b"]);
    assert.ok(rows(database, "Directory", "Directory").includes(last));
  });

  test("an id without its access modifier (v4+ ParseHelper.GetAttributeIdentifier)", () => {
    for (const modifier of ["global", "internal", "file", "private", "virtual", "override"]) {
      const source = wix4(alone(`<CustomAction Id="${modifier} A" Property="P" Value="t" />`));
      assert.deepEqual(rows(databaseOf(source), "CustomAction", "Action", "Type"), ["A | 51"], modifier);
    }
  });
});

suite("options", () => {
  const options = [
    ['Return="check"', 0, 0],
    ['Return="ignore"', 0x40, 0x40],
    ['Return="asyncWait"', 0x80, 0x80],
    ['Return="asyncNoWait"', 0xc0, 0xc0],
    ['Execute="immediate"', 0, 0],
    ['Execute="firstSequence"', 0x100, 0x100],
    ['Execute="oncePerProcess"', 0x200, 0x200],
    ['Execute="secondSequence"', 0x300, 0x300],
    ['Execute="deferred"', 0x400, 0x400],
    ['Execute="rollback"', 0x500, 0x500],
    ['Execute="commit"', 0x600, 0x600],
    ['Impersonate="yes"', 0, 0],
    // v3 sets the bit as it reads the attribute; from v4 on the binder leaves it out of an immediate action.
    ['Impersonate="no"', 0x800, 0],
    ['Execute="deferred" Impersonate="no"', 0xc00, 0xc00],
    ['Execute="rollback" Impersonate="no"', 0xd00, 0xd00],
    ['Execute="commit" Impersonate="no"', 0xe00, 0xe00],
    ['HideTarget="yes"', 0x2000, 0x2000],
    ['Execute="deferred" TerminalServerAware="yes"', 0x4400, 0x4400],
    ['SuppressModularization="yes"', 0, 0],
    ['Execute="deferred" Return="ignore" Impersonate="no" HideTarget="yes"', 0x2c40, 0x2c40],
  ] as const;
  for (const [attributes, v3, v4] of options) {
    test(`${attributes}: +${v3}${v3 === v4 ? "" : `, +${v4} from v4 on`}`, () => {
      const all = `Property="P" ExeCommand="t" ${attributes}`;
      assert.deepEqual(actionsOf(all, all), [`A | ${50 + v3} | P | t | -`, `A | ${50 + v4} | P | t | -`]);
    });
  }

  test("PatchUninstall stands in ExtendedType", () => {
    const all = 'Property="P" ExeCommand="t" PatchUninstall="yes"';
    assert.deepEqual(actionsOf(all, all), ["A | 50 | P | t | 32768", "A | 50 | P | t | 32768"]);
  });

  const bitness = [
    ["x86", "", "", 0, 0],
    ["x64", "", "", 0x1000, 0x1000],
    ["arm64", "", "", 0x1000, 0x1000],
    ["x86", 'Win64="yes"', 'Bitness="always64"', 0x1000, 0x1000],
    ["x64", 'Win64="no"', 'Bitness="always32"', 0, 0],
    ["x64", 'Win64="yes"', 'Bitness="default"', 0x1000, 0x1000],
    ["x86", 'Win64="no"', 'Bitness="default"', 0, 0],
  ] as const;
  for (const [architecture, win64, bits, v3, v4] of bitness) {
    test(`a script, ${architecture} ${win64} ${bits}: +${v3}`, () => {
      const script = 'Property="P" JScriptCall="t"';
      assert.deepEqual(actionsOf(`${script} ${win64}`, `${script} ${bits}`, { architecture }), [
        `A | ${53 + v3} | P | t | -`,
        `A | ${53 + v4} | P | t | -`,
      ]);
    });
  }

  test("a program is no script: x64 adds nothing", () => {
    const all = 'Property="P" ExeCommand="t"';
    assert.deepEqual(actionsOf(all, all, { architecture: "x64" }), ["A | 50 | P | t | -", "A | 50 | P | t | -"]);
  });
});

suite("what a variable that nobody defines leaves open", () => {
  const open = [
    ['Return="$(var.R)" Execute="deferred"', "A | ?1074 | P | t | -"],
    ['Execute="$(var.E)" Return="ignore"', "A | ?114 | P | t | -"],
    ['Impersonate="$(var.I)" Execute="deferred"', "A | ?1074 | P | t | -"],
  ] as const;
  for (const [attributes, row] of open) {
    test(`${attributes}: the number of what is known`, () => {
      const database = databaseOf(wix3(alone(action(`Property="P" ExeCommand="t" ${attributes}`, ""))));
      assert.deepEqual(rows(database, "CustomAction"), [row]);
      const [cell] = (database.tables.get("CustomAction")?.rows ?? []).map(({ cells }) => cells["Type"]);
      assert.match(cell?.written ?? "", /^\$\(var\.[REI]\)$/);
    });
  }
});

suite("what WiX rejects is reported and read as far as it goes", () => {
  const wrong = [
    ["wix3", 'BinaryKey="b" FileKey="f" DllEntry="t"', "several-sources", "A | 17 | f | t | -"],
    ["wix3", 'BinaryKey="b" DllEntry="t" ExeCommand="u"', "several-targets", "A | 2 | b | u | -"],
    ["wix3", 'BinaryKey="b"', "missing-target", "A | 0 | b | - | -"],
    ["wix4", 'ExeCommand="t"', "missing-source", "A | 2 | - | t | -"],
    ["wix3", 'BinaryKey="b" DllEntry="t" Return="asyncNoWait"', "illegal-return", "A | 193 | b | t | -"],
    ["wix3", 'Property="P" Value="t" Execute="deferred"', "illegal-execute", "A | 1075 | P | t | -"],
    ["wix3", 'Property="P" Value="t" Return="maybe"', "illegal-value", "A | 51 | P | t | -"],
    ["wix3", 'Property="P" Value="t" Impersonate="perhaps"', "illegal-value", "A | 51 | P | t | -"],
    ["wix3", 'Property="P" Value="t" Retrun="check"', "unknown-attribute", "A | 51 | P | t | -"],
    ["wix4", 'BinaryKey="b" DllEntry="t"', "other-generation", "A | 1 | b | t | -"],
    ["wix3", 'BinaryRef="b" DllEntry="t"', "other-generation", "A | 1 | b | t | -"],
    ["wix4", 'Script="vbscript"', "missing-script", "A | 38 | - | - | -"],
  ] as const;
  for (const [generation, attributes, code, row] of wrong) {
    test(`${generation} ${attributes}: ${code}`, () => {
      const source = (generation === "wix3" ? wix3 : wix4)(alone(action(attributes, "")));
      const result = compile({ "main.wxs": source });
      assert.deepEqual(
        result.problems.map((problem) => problem.code),
        [code],
      );
      assert.deepEqual(rows(databaseOf(source), "CustomAction"), [row]);
    });
  }
});

suite("setters", () => {
  const tables = ["InstallUISequence", "InstallExecuteSequence"];
  const shown = (source: string) => {
    const database = databaseOf(source);
    const scheduled = tables.flatMap((table) => rows(database, table).map((row) => `${table}: ${row}`));
    return [...rows(database, "CustomAction"), ...scheduled.filter((row) => row.includes("Set"))];
  };
  const product3 = (text: string) => wix3(`<Product Id="*" Name="n">${text}</Product>`);
  const product4 = (text: string) => wix4(`<Package Name="n">${text}</Package>`);

  // v3 Compiler.cs ParseSetPropertyElement; v4+ Compiler_Package.cs ParseSetPropertyElement.
  const sequences = [
    ["", 51, ["InstallUISequence", "InstallExecuteSequence"]],
    ['Sequence="both"', 51, ["InstallUISequence", "InstallExecuteSequence"]],
    ['Sequence="first"', 51 + 0x100, ["InstallUISequence", "InstallExecuteSequence"]],
    ['Sequence="execute"', 51, ["InstallExecuteSequence"]],
    ['Sequence="ui"', 51, ["InstallUISequence"]],
  ] as const;
  for (const [attribute, type, where] of sequences) {
    test(`SetProperty ${attribute}: ${type} in ${where.join(", ")}`, () => {
      const expected = [`SetP | ${type} | P | v | -`, ...where.map((table) => `${table}: SetP | NOT Installed | 1001`)];
      const common = `<SetProperty Id="P" Value="v" After="CostFinalize" ${attribute}`;
      assert.deepEqual(shown(product3(`${common}>NOT Installed</SetProperty>`)), expected);
      assert.deepEqual(shown(product4(`${common} Condition="NOT Installed" />`)), expected);
    });
  }

  test("SetProperty with an Action of its own, Before", () => {
    const source = '<SetProperty Id="P" Action="SetIt" Value="" Before="CostFinalize" Sequence="execute" />';
    const expected = ["SetIt | 51 | P |  | -", "InstallExecuteSequence: SetIt | - | 999"];
    assert.deepEqual(shown(product3(source)), expected);
    assert.deepEqual(shown(product4(source)), expected);
  });

  test("SetDirectory: 51 in v3 (Compiler.cs ParseSetDirectoryElement), 35 from v4 on (Compiler_Package.cs)", () => {
    const source = '<SetDirectory Id="D" Value="v" />';
    const where = tables.map((table) => `${table}: SetD | - | 1001`);
    assert.deepEqual(shown(product3(source)), ["SetD | 51 | D | v | -", ...where]);
    assert.deepEqual(shown(product4(source)), ["SetD | 35 | D | v | -", ...where]);
  });

  test("SetDirectory in one sequence", () => {
    const source = '<SetDirectory Id="D" Value="v" Sequence="execute" Action="SetX" />';
    const expected = ["SetX | 35 | D | v | -", "InstallExecuteSequence: SetX | - | 1001"];
    assert.deepEqual(shown(product4(source)), expected);
  });

  test("SetProperty that does not say where", () => {
    const result = compile({ "main.wxs": product3('<SetProperty Id="P" Value="v" />') });
    assert.deepEqual(
      result.problems.map(({ code }) => code),
      ["missing-place"],
    );
  });
});
