import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { type Database, rowsOf } from "../../../src/model/database.ts";
import type { Compilation } from "../../../src/sources/source.ts";
import { compile, problemsOf, rows } from "./compiled.ts";
import { wix3, wix4 } from "./preprocessed.ts";

// What is linked: v4+ src/wix/WixToolset.Core/Link/ResolveReferencesCommand.cs, v3 src/tools/wix/Linker.cs; what refers to what: the CreateSimpleReference calls of the compilers.

/** The custom actions of a database, those of fragments that nothing refers to in parentheses. */
function actionsIn(database: Database): string {
  const ids = rowsOf(database, "CustomAction").map(({ cells, linked }) => {
    const id = String(cells["Action"]?.value);
    return linked ? id : `(${id})`;
  });
  return ids.join(" ");
}

const linked = ({ databases }: Compilation) => databases.map((database) => `${database.name}: ${actionsIn(database)}`);
const action = (id: string) => `<CustomAction Id="${id}" Property="P" Value="v" />`;
const own = action("Own");

suite("a reference of any kind brings the fragment that defines what it names", () => {
  const kinds = [
    ["v3", '<CustomActionRef Id="A" />', ""],
    ["v3", '<PropertyRef Id="Q" />', '<Property Id="Q" />'],
    ["v3", '<UIRef Id="U" />', '<UI Id="U" />'],
    ["v3", '<UI><DialogRef Id="D" /></UI>', '<UI><Dialog Id="D" /></UI>'],
    ["v3", '<FeatureRef Id="F" />', '<Feature Id="F" Level="1" />'],
    ["v3", '<FeatureGroupRef Id="F" />', '<FeatureGroup Id="F" />'],
    [
      "v3",
      '<Feature Id="F" Level="1"><ComponentRef Id="K" /></Feature>',
      '<DirectoryRef Id="T"><Component Id="K" /></DirectoryRef>',
    ],
    ["v3", '<Feature Id="F" Level="1"><ComponentGroupRef Id="K" /></Feature>', '<ComponentGroup Id="K" />'],
    ["v3", '<DirectoryRef Id="D" />', '<Directory Id="D" Name="d" />'],
    ["v3", '<ComponentGroup Id="G" Directory="D" />', '<Directory Id="D" Name="d" />'],
    ["v3", '<Component Id="K" Directory="D" />', '<Directory Id="D" Name="d" />'],
    ["v3", '<Component Id="K"><Shortcut Id="S" Icon="I" /></Component>', '<Icon Id="I" SourceFile="i.ico" />'],
    ["v3", '<Component Id="K"><RemoveFolder Id="R" Directory="D" /></Component>', '<Directory Id="D" Name="d" />'],
    ["v4", '<Feature Id="F" ConfigurableDirectory="D" />', '<Directory Id="D" Name="d" />'],
    ["v4", '<EmbeddedChainerRef Id="E" />', '<EmbeddedChainer Id="E" PropertySource="P" />'],
    ["v3", '<CustomAction Id="C" BinaryKey="B" DllEntry="d" />', '<Binary Id="B" SourceFile="b.dll" />'],
    [
      "v3",
      '<CustomAction Id="C" FileKey="F" ExeCommand="" />',
      '<DirectoryRef Id="T"><Component Id="K"><File Id="F" Source="f" /></Component></DirectoryRef>',
    ],
    ["v3", '<CustomAction Id="C" Directory="D" ExeCommand="" />', '<Directory Id="D" Name="d" />'],
    ["v3", '<InstallExecuteSequence><Custom Action="A" Sequence="1" /></InstallExecuteSequence>', ""],
    ["v3", '<InstallUISequence><Show Dialog="D" Sequence="1" /></InstallUISequence>', '<UI><Dialog Id="D" /></UI>'],
    ["v3", '<UI><Publish Dialog="X" Control="C" Event="DoAction" Value="A" /></UI>', ""],
    ["v3", '<UI><Publish Dialog="X" Control="C" Event="NewDialog" Value="D" /></UI>', '<UI><Dialog Id="D" /></UI>'],
    [
      "v4",
      `${own}<InstallExecuteSequence><Custom Action="Own" After="A" /></InstallExecuteSequence>`,
      '<InstallExecuteSequence><Custom Action="A" After="InstallFiles" /></InstallExecuteSequence>',
    ],
    ["v4", '<ui:WixUI xmlns:ui="http://wixtoolset.org/schemas/v4/wxs/ui" Id="Mine" />', '<UI Id="Mine_X86" />'],
  ] as const;
  for (const [version, refers, defines] of kinds) {
    test(`${version} ${refers}`, () => {
      const product =
        version === "v3" ? `<Product Id="*" Name="n">${refers}</Product>` : `<Package Name="n">${refers}</Package>`;
      const source = (version === "v3" ? wix3 : wix4)(
        `${product}<Fragment>${action("A")}${defines}</Fragment><Fragment>${action("Z")}</Fragment>`,
      );
      const [found] = linked(compile({ "main.wxs": source }));
      assert.match(found ?? "", /(?:^| )A(?: |$)/);
      assert.match(found ?? "", /\(Z\)$/);
    });
  }

  test("through other fragments, and in other files", () => {
    const result = compile({
      "a.wxs": wix3('<Product Id="*" Name="n"><CustomActionRef Id="A" /></Product>'),
      "b.wxs": wix3(`<Fragment>${action("A")}<CustomActionRef Id="B" /></Fragment>`),
      "c.wxs": wix3(`<Fragment>${action("B")}</Fragment><Fragment>${action("C")}</Fragment>`),
    });
    assert.deepEqual(linked(result), ["n: A B (C)"]);
  });

  test("depth first, which is the order of rows that one action places (v4+)", () => {
    const placed = (id: string) =>
      `${action(id)}<InstallExecuteSequence><Custom Action="${id}" After="InstallFiles" /></InstallExecuteSequence>`;
    const source = wix4(
      `<Package Name="n"><CustomActionRef Id="A" /><CustomActionRef Id="C" /></Package>
       <Fragment>${placed("C")}</Fragment><Fragment>${placed("B")}</Fragment><Fragment>${placed("A")}<CustomActionRef Id="B" /></Fragment>`,
    );
    const [database] = compile({ "main.wxs": source }).databases;
    assert.ok(database);
    const custom = rows(database, "InstallExecuteSequence", "Action", "Sequence").filter((row) => /^[ABC] /.test(row));
    assert.deepEqual(custom, ["A | 4001", "B | 4002", "C | 4003"]);
  });
});

suite("several products in one folder", () => {
  const sources = {
    "one.wxs": wix3(`<Product Id="*" Name="One">${action("Same")}<CustomActionRef Id="Shared" /></Product>`),
    "two.wxs": wix3(`<Product Id="*" Name="Two">${action("Same")}<CustomActionRef Id="Shared" /></Product>`),
    "shared.wxs": wix3(`<Fragment>${action("Shared")}</Fragment><Fragment>${action("Alone")}</Fragment>`),
  };

  test("each has its own action of the same id, and the fragment that both refer to", () => {
    const result = compile(sources);
    assert.deepEqual(linked(result), ["One: Same Shared (Alone)", "Two: Same Shared"]);
    assert.deepEqual(problemsOf(result), []);
    const sites = result.databases.map((database) => rowsOf(database, "CustomAction")[0]?.site.file);
    assert.deepEqual(sites, ["/w/one.wxs", "/w/two.wxs"]);
    assert.equal(new Set(result.databases.map(({ id }) => id)).size, 2);
  });

  test("fragments without a product all count as used; so do those of a file given alone", () => {
    const [fragments] = compile({ "shared.wxs": sources["shared.wxs"] }).databases;
    assert.equal(fragments?.kind, "fragments");
    assert.equal(fragments && actionsIn(fragments), "Shared Alone");
    const source = wix3(`<Product Id="*" Name="n" /><Fragment>${action("A")}</Fragment>`);
    assert.deepEqual(linked(compile({ "main.wxs": source }, { alone: true })), ["n: A"]);
    assert.deepEqual(linked(compile({ "main.wxs": source })), ["n: (A)"]);
  });

  test("a merge module is linked like a product", () => {
    const source = wix3(
      `<Module Id="M" Language="0" Version="1"><CustomActionRef Id="A" /></Module><Fragment>${action("A")}</Fragment>`,
    );
    assert.deepEqual(linked(compile({ "main.wxs": source })), ["M: A"]);
  });
});

suite("access modifiers of v4+ (AccessModifier, ResolveReferencesCommand)", () => {
  const product = '<Package Name="n"><CustomActionRef Id="A" /></Package>';
  const cases = [
    ["global", "n: A"],
    ["internal", "n: A"],
    ["library", "n: A"],
    ["file", "n: (A)"],
    ["protected", "n: (A)"],
    ["private", "n: (A)"],
    ["section", "n: (A)"],
  ] as const;
  for (const [modifier, expected] of cases) {
    test(`${modifier}, from another file: ${expected}`, () => {
      const result = compile({
        "a.wxs": wix4(product),
        "b.wxs": wix4(`<Fragment>${action(`${modifier} A`)}</Fragment>`),
      });
      assert.deepEqual(linked(result), [expected]);
    });
  }

  test("file, from the same file", () => {
    assert.deepEqual(linked(compile({ "a.wxs": wix4(`${product}<Fragment>${action("file A")}</Fragment>`) })), [
      "n: A",
    ]);
  });

  test("what is virtual gives way to what overrides it", () => {
    const source = wix4(
      `<Package Name="n"><CustomAction Id="override A" Property="P" Value="mine" /><CustomActionRef Id="B" /></Package>
       <Fragment>${action("B")}<CustomAction Id="virtual A" Property="P" Value="theirs" /></Fragment>`,
    );
    const [database] = compile({ "main.wxs": source }).databases;
    assert.ok(database);
    assert.deepEqual(rows(database, "CustomAction", "Action", "Target").sort(), ["A | mine", "B | v"]);
  });
});

suite("what the linker rejects", () => {
  const cases = [
    ["an action that is defined twice", `${action("A")}${action("A")}`, "duplicate-action"],
    [
      "a setter and an action of the same id",
      `${action("SetP")}<SetProperty Id="P" Value="v" After="CostFinalize" />`,
      "duplicate-action",
    ],
    [
      "an action that is nowhere",
      '<InstallExecuteSequence><Custom Action="A" Sequence="1" /></InstallExecuteSequence>',
      "undefined-action",
    ],
    [
      "an event for an action that is nowhere",
      '<UI><Publish Dialog="X" Control="C" Event="DoAction" Value="A" /></UI>',
      "undefined-action",
    ],
  ] as const;
  for (const [what, inside, code] of cases) {
    test(`${what}: ${code}`, () => {
      const { problems } = compile({ "main.wxs": wix3(`<Product Id="*" Name="n">${inside}</Product>`) });
      assert.deepEqual([...new Set(problems.map((problem) => problem.code))], [code]);
    });
  }

  test("both definitions are places of the problem", () => {
    const result = compile({
      "a.wxs": wix3(`<Product Id="*" Name="n">${action("A")}<CustomActionRef Id="B" /></Product>`),
      "b.wxs": wix3(`<Fragment>${action("B")}${action("A")}</Fragment>`),
    });
    assert.deepEqual(
      result.problems.map(({ site, message }) => [site.file, /defined here and (\S+ \S+),/.exec(message)?.[1]]),
      [
        ["/w/a.wxs", "in b.wxs"],
        ["/w/b.wxs", "in a.wxs"],
      ],
    );
  });

  const fine = [
    [
      "alternatives of a branch nobody can decide",
      `<?if $(var.X) = 1 ?>${action("A")}<?else ?>${action("A")}<?endif ?>`,
    ],
    [
      "a standard action that a dialog starts",
      '<UI><Publish Dialog="X" Control="C" Event="DoAction" Value="CostFinalize" /></UI>',
    ],
    ["a formatted event", '<UI><Publish Dialog="X" Control="C" Event="DoAction" Value="[A]" /></UI>'],
    [
      "ready-made actions of the Util extension",
      '<InstallExecuteSequence><Custom Action="WixQuietExec" Sequence="1" /></InstallExecuteSequence>',
    ],
  ] as const;
  for (const [what, inside] of fine) {
    test(`${what}: nothing`, () => {
      const { problems } = compile({ "main.wxs": wix3(`<Product Id="*" Name="n">${inside}</Product>`) });
      assert.deepEqual(
        problems.filter(({ code }) => code !== "undefined-variable").map(({ message }) => message),
        [],
      );
    });
  }
});

suite("ready-made actions of the Util extension (v3 UtilExtension.wxs, v4+ UtilExtension_Platform.wxi)", () => {
  const made = [
    ["v3", "QtExec", "WixCA", "CAQuietExec"],
    ["v3", "QtExec64", "WixCA", "CAQuietExec64"],
    ["v3", "WixQuietExec", "WixCA", "WixQuietExec"],
    ["v3", "WixQuietExec64", "WixCA", "WixQuietExec64"],
    ["v3", "WixSilentExec", "WixCA", "WixSilentExec"],
    ["v3", "WixShellExec", "WixCA", "WixShellExec"],
    ["v3", "WixShellExecBinary", "WixCA", "WixShellExecBinary"],
    ["v4", "Wix4QuietExec_X86", "Wix4UtilCA_X86", "WixQuietExec"],
    ["v4", "Wix4QuietExec64_X64", "Wix4UtilCA_X64", "WixQuietExec64"],
    ["v4", "Wix4SilentExec64_A64", "Wix4UtilCA_A64", "WixSilentExec64"],
    ["v4", "Wix4ShellExec_X64", "Wix4UtilCA_X64", "WixShellExec"],
    ["v4", "Wix4UnelevatedShellExec_X64", "Wix4UtilCA_X64", "WixUnelevatedShellExec"],
  ] as const;
  for (const [version, id, binary, entry] of made) {
    test(`${version} ${id}`, () => {
      const reference = `<CustomActionRef Id="${id}" />`;
      const source =
        version === "v3"
          ? wix3(`<Product Id="*" Name="n">${reference}</Product>`)
          : wix4(`<Package Name="n">${reference}</Package>`);
      const [database] = compile({ "main.wxs": source }).databases;
      assert.ok(database);
      assert.deepEqual(rows(database, "CustomAction"), [`${id} | 1 | ${binary} | ${entry} | -`]);
    });
  }
});
