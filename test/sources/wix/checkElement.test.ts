import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { compile, databaseOf, rows } from "./compiled.ts";
import { wix3, wix4 } from "./preprocessed.ts";

const codesOf = (sources: Readonly<Record<string, string>>) =>
  compile(sources).problems.map(({ code, site }) => `${code} ${site.file}`);

suite("attributes that an element does not have (UnexpectedAttribute)", () => {
  const wrong = [
    '<SetProperty Id="P" Value="v" After="CostFinalize" Sequnce="ui" />',
    '<SetDirectory Id="D" Value="v" After="CostFinalize" />',
    '<Property Id="P" Valeu="v" />',
    '<Binary Id="B" Source="b.dll" SourceFile="b.dll" />',
    '<UI><Publish Dialog="D" Control="C" Property="P" Vaule="v" /></UI>',
    '<MajorUpgrade AllowDowngrades="yes" Shedule="afterInstallExecute" />',
    '<Upgrade Id="{0}"><UpgradeVersion Minimum="1" Property="P" OnlyDetects="yes" /></Upgrade>',
  ];
  for (const text of wrong) {
    test(text, () => {
      assert.deepEqual(codesOf({ "main.wxs": wix3(`<Product Id="*" Name="n">${text}</Product>`) }), [
        "unknown-attribute /w/main.wxs",
      ]);
    });
  }

  test("those of extensions are none of them", () => {
    const text = '<Property xmlns:x="urn:x" Id="P" Value="v" x:Anything="1" />';
    assert.deepEqual(codesOf({ "main.wxs": wix3(`<Fragment>${text}</Fragment>`) }), []);
  });
});

test("an element beside the sections (UnexpectedElement)", () => {
  const source = wix3('<CustomAction Id="A" Property="P" Value="v" /><Fragment />');
  assert.deepEqual(codesOf({ "main.wxs": source }), ["unknown-element /w/main.wxs"]);
});

suite("an include whose root has no namespace", () => {
  const include =
    '<Include><CustomAction Id="A" Property="P" Value="v" /><InstallExecuteSequence><Custom Action="A" Sequence="7" /></InstallExecuteSequence></Include>';

  test("v3 writes text and parses it again: its elements take the namespace around them", () => {
    const sources = { "main.wxs": wix3("<Fragment><?include a.wxi ?></Fragment>"), "a.wxi": include };
    const result = compile(sources, { sources: ["/w/main.wxs"] });
    assert.deepEqual(result.problems, []);
    const [database] = result.databases;
    assert.ok(database);
    assert.deepEqual(rows(database, "InstallExecuteSequence"), ["A | - | 7"]);
  });

  test("v4+ keeps none (Preprocessor.PreprocessReader): reported once, and read", () => {
    const sources = { "main.wxs": wix4("<Fragment><?include a.wxi ?></Fragment>"), "a.wxi": include };
    assert.deepEqual(codesOf(sources), ["no-namespace /w/a.wxi"]);
    const [database] = compile(sources).databases;
    assert.ok(database);
    assert.deepEqual(rows(database, "CustomAction", "Action"), ["A"]);
  });

  test("rows of a sequence alone, and files", () => {
    const sources = {
      "main.wxs": wix3(
        '<Product Id="*" Name="n"><CustomAction Id="A" Property="P" Value="v" /><InstallExecuteSequence><?include rows.wxi ?></InstallExecuteSequence><Directory Id="D"><Component Id="K"><?include files.wxi ?></Component></Directory></Product>',
      ),
      "rows.wxi": '<Include><Custom Action="A" After="InstallFiles" /></Include>',
      "files.wxi": '<Include><File Id="F" Source="f.exe" /></Include>',
    };
    const [database] = compile(sources).databases;
    assert.ok(database);
    assert.ok(rows(database, "InstallExecuteSequence").includes("A | - | 4001"));
    assert.ok(rows(database, "InstallExecuteSequence").includes("RemoveFiles | - | 3500"));
    assert.deepEqual(rows(database, "File", "File"), ["F"]);
  });
});

test("an element of an extension is none of WiX's", () => {
  const source = wix3('<Fragment><x:CustomAction xmlns:x="urn:x" Id="A" Property="P" Value="v" /></Fragment>');
  assert.deepEqual(rows(databaseOf(source), "CustomAction"), []);
});
