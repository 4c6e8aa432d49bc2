import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { artifactKey, rowsOf } from "../../../src/model/database.ts";
import { compileWix } from "../../../src/sources/wix/index.ts";
import { compile, rows } from "./compiled.ts";
import { unitOf, wix3, wix4 } from "./preprocessed.ts";

const wxl3 = (strings: string) =>
  `<WixLocalization Culture="en-us" xmlns="http://schemas.microsoft.com/wix/2006/localization">${strings}</WixLocalization>`;
const wxl4 = (strings: string) =>
  `<WixLocalization Culture="de-DE" xmlns="http://wixtoolset.org/schemas/v4/wxl">${strings}</WixLocalization>`;

/** What a property comes to whose value is the given text. */
function propertyFrom(text: string, others: Readonly<Record<string, string>> = {}, inside = ""): string {
  const source = wix4(`<Package Name="n">${inside}<Property Id="P" Value="${text}" /></Package>`);
  const [database] = compile({ "main.wxs": source, ...others }).databases;
  assert.ok(database);
  const own = rows(database, "Property", "Property", "Value").find((row) => row.startsWith("P | "));
  return own?.slice("P | ".length) ?? "";
}

suite("localized strings", () => {
  const cases = [
    ["v3, the element's text", "a!(loc.X)b", { "en.wxl": wxl3('<String Id="X">1 &amp; 2</String>') }, "a1 & 2b"],
    ["v4, the attribute Value", "!(loc.X)", { "de.wxl": wxl4('<String Id="X" Value="eins" />') }, "eins"],
    ["the old spelling", "$(loc.X)", { "en.wxl": wxl3('<String Id="X">1</String>') }, "1"],
    [
      "cultures that agree",
      "!(loc.X)",
      { "en.wxl": wxl3('<String Id="X">1</String>'), "de.wxl": wxl4('<String Id="X" Value="1" />') },
      "1",
    ],
    [
      "cultures that do not",
      "a !(loc.X)",
      { "en.wxl": wxl3('<String Id="X">1</String>'), "de.wxl": wxl4('<String Id="X" Value="2" />') },
      "?a !(loc.X)",
    ],
    [
      "one that is overridable gives way",
      "!(loc.X)",
      { "a.wxl": wxl3('<String Id="X" Overridable="yes">1</String>'), "b.wxl": wxl3('<String Id="X">2</String>') },
      "2",
    ],
    [
      "a string in a string",
      "!(loc.X)",
      { "a.wxl": wxl3('<String Id="X">[!(loc.Y)]</String><String Id="Y">y</String>') },
      "[y]",
    ],
    ["a circle", "!(loc.X)", { "a.wxl": wxl3('<String Id="X">!(loc.X)</String>') }, "?!(loc.X)"],
    ["nobody's", "!(loc.X)", {}, "?!(loc.X)"],
    ["an escaped one", "!!(loc.X)", { "a.wxl": wxl3('<String Id="X">1</String>') }, "!!(loc.X)"],
  ] as const;
  for (const [what, text, files, expected] of cases) {
    test(`${what}: ${text}`, () => assert.equal(propertyFrom(text, files), expected));
  }

  test("stand in the localization file, through where they are used", () => {
    const source = wix3('<Fragment><CustomAction Id="A" Property="P" ExeCommand="/i !(loc.X)" /></Fragment>');
    const text = wxl3('<String Id="X">child.msi</String>');
    const [database] = compile({ "main.wxs": source, "en.wxl": text }).databases;
    assert.ok(database);
    const site = rowsOf(database, "CustomAction")[0]?.cells["Target"]?.site;
    assert.ok(site?.kind === "text");
    const pieces = site.pieces.map(({ file, span, via }) => [file, span.start, via.map(({ name }) => name).join()]);
    assert.deepEqual(pieces, [
      ["/w/main.wxs", source.indexOf("/i "), ""],
      ["/w/en.wxl", text.indexOf("child.msi"), "loc.X"],
    ]);
  });

  test("are wanted when somebody mentions one, and not before", () => {
    const unit = { localizations: ["/w/late.wxl"] };
    const mentions = compile(
      { "main.wxs": wix4('<Package Name="!(loc.N)"><Property Id="P" Value="!(loc.X)" /></Package>') },
      unit,
    );
    assert.ok(mentions.dependencies.includes("/w/late.wxl"));
    const silent = compile({ "main.wxs": wix4('<Package Name="n"><Property Id="P" Value="x" /></Package>') }, unit);
    assert.ok(!silent.dependencies.includes("/w/late.wxl"));
  });
});

suite("variables of the binder (v3 WixVariableResolver, v4+ ResolveVariables)", () => {
  const own = '<WixVariable Id="X" Value="mine" />';
  const cases = [
    ["!(wix.X)", own, "mine"],
    ["!(wix.X=other)", own, "mine"],
    ["a!(wix.Y=other)b", own, "aotherb"],
    ["!(wix.Y)", own, "?!(wix.Y)"],
    ["!(wix.X)", `<WixVariable Id="X" Value="usual" Overridable="yes" />${own}`, "mine"],
    ["!(wix.X)", `${own}<WixVariable Id="virtual X" Value="usual" />`, "mine"],
    ["!(bind.packageVersion.child)", "", "?!(bind.packageVersion.child)"],
    ["v!(bind.property.X=1)", "", "?v!(bind.property.X=1)"],
  ] as const;
  for (const [text, inside, expected] of cases) {
    test(`${text} with ${inside || "nothing"}: ${expected}`, () =>
      assert.equal(propertyFrom(text, {}, inside), expected));
  }

  test("in the path of a Binary", () => {
    const source = wix3(
      '<Product Id="*" Name="n"><WixVariable Id="Redist" Value="redist\\vc_redist.x64.exe" /><Binary Id="B" SourceFile="!(wix.Redist)" /></Product>',
    );
    const artifact = compile({ "main.wxs": source }).databases[0]?.artifacts.get(artifactKey("Binary", "B"));
    assert.equal(artifact?.name, "vc_redist.x64.exe");
    assert.deepEqual(artifact?.paths, ["/w/redist/vc_redist.x64.exe"]);
  });
});

test("rows stay the same objects as long as nothing about them changes", () => {
  const text = wix4('<Package Name="n"><Property Id="P" Value="!(wix.X=1)" /><Property Id="Q" Value="2" /></Package>');
  const file = { path: "/w/main.wxs", content: text };
  const unit = unitOf();
  const compiled = () => compileWix(unit, { file: () => file }).databases[0] ?? assert.fail();
  const [first, second] = [compiled(), compiled()].map((database) => rowsOf(database, "Property"));
  assert.ok(first);
  assert.ok(first.some(({ cells }) => cells["Value"]?.value === "1"));
  first.forEach((row, index) => {
    assert.equal(row, second?.[index]);
  });
});
