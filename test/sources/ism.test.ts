import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { rowsOf, textOf } from "../../src/model/database.ts";
import { marked } from "../marked.ts";
import { compileFile, only, problemAt, valuesOf } from "./tableSources.ts";

const project = (...tables: readonly string[]) =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<!DOCTYPE msi [
   <!ELEMENT msi (summary,table*)>
   <!ENTITY secret SYSTEM "file:///etc/passwd">
   <!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">
]>
<msi version="2.0" xmlns:dt="urn:schemas-microsoft-com:datatypes" codepage="65001">
  <summary><codepage>1252</codepage><title>Set-up</title><template>Intel;1033</template></summary>
${tables.join("\n")}
</msi>`;

const ACTIONS = (row: string) => `<table name="CustomAction">
  <col key="yes" def="s72">Action</col><col def="i2">Type</col><col def="S64">Source</col><col def="S0">Target</col><col def="I4">ExtendedType</col><col def="S255">ISComments</col>
  ${row}
</table>`;

describe("a project of InstallShield", () => {
  test("is tables, found by the names of their columns, each cell at its place", () => {
    const { text, spans } = marked(
      project(
        ACTIONS(
          "<row><td>«Run»</td><td>3106</td><td>INSTALLDIR</td><td>«msiexec /i &quot;[INSTALLDIR]a.msi&quot; /qn»</td><td/><td>note</td></row>",
        ),
      ),
    );
    const database = only(compileFile("Setup.ism", text));
    const [row] = rowsOf(database, "CustomAction");
    assert.ok(row !== undefined);
    assert.equal(textOf(row, "Target"), 'msiexec /i "[INSTALLDIR]a.msi" /qn');
    assert.equal(row.cells["Type"]?.value, 3106);
    assert.equal(row.cells["ExtendedType"]?.value, null);
    const sites = ["Action", "Target"].map((name) => row.cells[name]?.site);
    assert.deepEqual(
      sites.map((site) => (site?.kind === "text" ? site.span : undefined)),
      spans,
    );
    assert.equal(database.toolset, "ism");
    assert.deepEqual(valuesOf(database, "_SummaryInformation", "Value"), ["1252", "Set-up", "Intel;1033"]);
  });

  test("has texts elsewhere, which cells name", () => {
    const strings = `<table name="ISString"><col key="yes" def="s255">ISString</col><col key="yes" def="s50">ISLanguage_</col><col def="S0">Value</col>
      <row><td>IDS_CMD</td><td>1033</td><td>/i a.msi</td></row><row><td>IDS_CMD</td><td>1031</td><td>/i b.msi</td></row></table>`;
    const database = only(
      compileFile(
        "Setup.ism",
        project(strings, ACTIONS("<row><td>R</td><td>50</td><td>P</td><td>##IDS_CMD## ##NONE##</td><td/><td/></row>")),
      ),
    );
    assert.deepEqual(valuesOf(database, "CustomAction", "Target"), ["/i a.msi ##NONE##"]);
  });

  test("names the files of Binary rows through path variables", () => {
    const binary = `<table name="Binary"><col key="yes" def="s72">Name</col><col def="V0">Data</col><col def="S255">ISBuildSourcePath</col>
      <row><td>A</td><td/><td>&lt;REDIST&gt;\\vc_redist.x64.exe</td></row><row><td>B</td><td/><td>&lt;Unknown&gt;\\b.dll</td></row></table>`;
    const variables = `<table name="ISPathVariable"><col key="yes" def="s72">ISPathVariable</col><col def="S255">Value</col><col def="S255">TestValue</col><col def="i4">Type</col>
      <row><td>REDIST</td><td>&lt;ISProjectFolder&gt;\\redist</td><td/><td>2</td></row></table>`;
    const { artifacts } = only(compileFile("Setup.ism", project(variables, binary)));
    assert.deepEqual(artifacts.get("Binary\tA")?.paths, ["/db/redist/vc_redist.x64.exe"]);
    assert.equal(artifacts.get("Binary\tA")?.name, "vc_redist.x64.exe");
    assert.deepEqual(artifacts.get("Binary\tB")?.paths, []);
  });

  test("expands no entity that its document type declares", () => {
    const compilation = compileFile(
      "Setup.ism",
      project(ACTIONS("<row><td>R</td><td>51</td><td>&secret;</td><td>&lol2;</td><td/><td/></row>")),
    );
    assert.deepEqual(valuesOf(only(compilation), "CustomAction", "Target"), ["&lol2;"]);
  });

  test("does not grow beyond bounds through its texts", () => {
    const strings = `<table name="ISString"><col key="yes" def="s255">ISString</col><col def="S0">Value</col><row><td>A</td><td>${"x".repeat(50_000)}</td></row></table>`;
    const cell = "##A##".repeat(50_000);
    const database = only(
      compileFile(
        "Setup.ism",
        project(strings, ACTIONS(`<row><td>R</td><td>51</td><td/><td>${cell}</td><td/><td/></row>`)),
      ),
    );
    assert.ok((valuesOf(database, "CustomAction", "Target")[0]?.length ?? 0) < cell.length + 70_000);
  });

  for (const [code, at, row] of [
    ["short-row", "<row><td>R</td><td>51</td></row>", "<row><td>R</td><td>51</td></row>"],
    ["long-row", "<row><td/><td/><td/><td/><td/><td/><td/></row>", "<row><td/><td/><td/><td/><td/><td/><td/></row>"],
    ["not-an-integer", "<td>many</td>", "<row><td>R</td><td>many</td><td/><td/><td/><td/></row>"],
    [
      "duplicate-row",
      "<row><td>R</td><td>19</td><td/><td/><td/><td/></row>",
      "<row><td>R</td><td>51</td><td/><td/><td/><td/></row><row><td>R</td><td>19</td><td/><td/><td/><td/></row>",
    ],
    ["bad-column-type", '<col def="q9">Odd</col>', '<col def="q9">Odd</col>'],
    [
      "table-twice",
      '<table name="CustomAction"><col>A</col></table>',
      '</table><table name="CustomAction"><col>A</col></table><table name="X"><col>B</col>',
    ],
  ] as const) {
    test(`${code} stands at its place`, () => {
      assert.equal(problemAt(compileFile("Setup.ism", project(ACTIONS(row))), code).at, at);
    });
  }
});
