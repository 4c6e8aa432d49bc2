import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { integerOf, rowsByKey, rowsOf, textOf } from "../../src/model/database.ts";
import { marked } from "../marked.ts";
import { compileFile, only, problemAt, valuesOf } from "./tableSources.ts";

const component = (name: string, ...rows: readonly string[]) =>
  `  <COMPONENT cid="caphyon.advinst.msicomp.${name}">\n${rows.map((row) => `    ${row}\n`).join("")}  </COMPONENT>`;
const project = (...components: readonly string[]) =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<DOCUMENT Type="Advanced Installer" version="21.4" RootPath=".">\n${components.join("\n")}\n</DOCUMENT>\n`;
const BUILD = component("BuildComponent", '<ROW BuildKey="DefaultBuild"/>');

describe("a project of Advanced Installer", () => {
  test("has its rows in components, a cell is an attribute, and one that is not there is null", () => {
    const { text, spans } = marked(
      project(
        component(
          "MsiCustActComponent",
          '<ROW Action="Run" Type="50" Source="SETUP" Target="«/i &quot;[APPDIR]a.msi&quot;»" Options="1"/>',
          '<ROW Action="Stop" Type="19" Target="no"/>',
        ),
      ),
    );
    const database = only(compileFile("Setup.aip", text));
    const [run, stop] = rowsOf(database, "CustomAction");
    assert.ok(run !== undefined && stop !== undefined);
    const target = run.cells["Target"];
    assert.equal(target?.value, '/i "[APPDIR]a.msi"');
    assert.deepEqual(target?.site.kind === "text" ? target.site.span : undefined, spans[0]);
    assert.equal(textOf(stop, "Source"), undefined);
    assert.deepEqual(
      database.tables.get("CustomAction")?.columns.map(({ name }) => name),
      ["Action", "Type", "Source", "Target", "ExtendedType"],
    );
  });

  test("lists of standard actions only those that stand elsewhere; the others have their suggested numbers", () => {
    const database = only(
      compileFile(
        "Setup.aip",
        project(
          component("MsiFilesComponent", '<ROW File="a.exe" Component_="c" FileName="a.exe" SourcePath="out\\a.exe"/>'),
          component(
            "MsiInstallUISequenceComponent",
            '<ROW Action="CostFinalize" Sequence="1001"/>',
            '<ROW Action="Own" Sequence="1298"/>',
          ),
          component("BootstrapperUISequenceComponent", '<ROW Action="Own" Sequence="640"/>'),
        ),
      ),
    );
    const numberOf = (table: string, action: string) => {
      const [row] = rowsByKey(database, table, action);
      return row === undefined ? undefined : integerOf(row, "Sequence");
    };
    assert.equal(numberOf("InstallUISequence", "CostFinalize"), 1001);
    assert.equal(numberOf("InstallUISequence", "ExecuteAction"), 1300);
    assert.equal(numberOf("InstallUISequence", "Own"), 1298);
    assert.equal(numberOf("InstallExecuteSequence", "InstallFiles"), 4000);
    assert.equal(numberOf("InstallExecuteSequence", "WriteRegistryValues"), undefined);
    assert.equal(numberOf("AdvtExecuteSequence", "PublishProduct"), 6400);
  });

  test("may give a value for its one build; of several builds what all share counts", () => {
    const { text, spans } = marked(
      project(
        BUILD,
        component(
          "MsiCustActComponent",
          '<ROW Action="A" Type="51" Source="P" Target="all" MultiBuildTarget="DefaultBuild:«one»"/>',
        ),
      ),
    );
    const [row] = rowsOf(only(compileFile("Setup.aip", text)), "CustomAction");
    const target = row?.cells["Target"];
    assert.equal(target?.value, "one");
    assert.deepEqual(target?.site.kind === "text" ? target.site.span : undefined, spans[0]);
    const several = text.replace("<ROW BuildKey", '<ROW BuildKey="Other"/><ROW BuildKey');
    assert.deepEqual(valuesOf(only(compileFile("Setup.aip", several)), "CustomAction", "Target"), ["all"]);
  });

  test("writes a property that is known when it builds with a bar", () => {
    const text = project(
      component(
        "MsiCustActComponent",
        '<ROW Action="A" Type="50" Source="P" Target="&quot;[|Name]&quot; [|Flags] [Other]"/>',
      ),
    );
    const [row] = rowsOf(only(compileFile("Setup.aip", text)), "CustomAction");
    const target = row?.cells["Target"];
    assert.equal(target?.value, '"[Name]" [Flags] [Other]');
    assert.ok(target?.site.kind === "text");
    const rebuilt = target.site.pieces.map(({ from, to }) => String(target.value).slice(from, to)).join("");
    assert.equal(rebuilt, target.value);
    const flags = target.site.pieces.find(({ span }) => text.slice(span.start).startsWith("Flags"));
    assert.equal(flags === undefined ? "" : String(target.value).slice(flags.from).slice(0, 5), "Flags");
  });

  test("finds the files of Binary and File where the project lies", () => {
    const { artifacts } = only(
      compileFile(
        "Setup.aip",
        project(
          component(
            "MsiBinaryComponent",
            '<ROW Name="a.dll" SourcePath="..\\lib\\a.dll"/>',
            '<ROW Name="b.dll" SourcePath="&lt;AI_CUSTACTS&gt;b.dll"/>',
          ),
        ),
      ),
    );
    assert.deepEqual(artifacts.get("Binary\ta.dll")?.paths, ["/lib/a.dll"]);
    assert.deepEqual(artifacts.get("Binary\tb.dll")?.paths, []);
    assert.equal(artifacts.get("Binary\tb.dll")?.name, "b.dll");
  });

  for (const [code, at, rows] of [
    ["not-an-integer", "many", ['<ROW Action="A" Type="many"/>']],
    ["duplicate-row", '<ROW Action="A" Type="19"/>', ['<ROW Action="A" Type="51"/>', '<ROW Action="A" Type="19"/>']],
  ] as const) {
    test(`${code} stands at its place`, () => {
      assert.equal(
        problemAt(compileFile("Setup.aip", project(component("MsiCustActComponent", ...rows))), code).at,
        at,
      );
    });
  }
});
