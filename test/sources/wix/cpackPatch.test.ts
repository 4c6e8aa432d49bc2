import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compile, problemsOf, rows, sequence } from "./compiled.ts";
import { wix3 } from "./preprocessed.ts";

/** @see https://cmake.org/cmake/help/latest/cpack_gen/wix.html#variable:CPACK_WIX_PATCH_FILE */
const patch = (inside: string, id = "#PRODUCT") =>
  `<CPackWiXPatch><CPackWiXFragment Id="${id}">${inside}</CPackWiXFragment></CPackWiXPatch>`;

const ACTION = `
  <Binary Id="Setup" SourceFile="child.exe"/>
  <CustomAction Id="A" BinaryKey="Setup" ExeCommand="/quiet" Execute="deferred"/>
  <InstallExecuteSequence><Custom Action="A" After="InstallInitialize">NOT Installed</Custom></InstallExecuteSequence>`;

const only = (source: string) => compile({ "a.wixpatch": source }, { sources: ["/w/a.wixpatch"] });

describe("patch files of CPack", () => {
  test("alone are fragments that count as used, read as WiX 3", () => {
    const compilation = only(patch(ACTION));
    assert.deepEqual(problemsOf(compilation), []);
    const [database] = compilation.databases;
    assert.ok(database);
    assert.equal(database.kind, "fragments");
    assert.equal(database.toolset, "wix3");
    assert.deepEqual(rows(database, "CustomAction", "Action", "Type", "Source"), ["A | 1026 | Setup"]);
    assert.deepEqual(rows(database, "InstallExecuteSequence", "Action", "Condition").slice(0, 1), [
      "A | NOT Installed",
    ]);
    assert.equal(sequence(database, "InstallExecuteSequence").length, 1);
  });

  test("are read as WiX 4 where they say what only that has", () => {
    const [database] = only(
      patch(`<CustomAction Id="A" BinaryRef="Setup" ExeCommand="/quiet"/>
        <InstallExecuteSequence><Custom Action="A" After="InstallInitialize" Condition="NOT Installed"/></InstallExecuteSequence>`),
    ).databases;
    assert.ok(database);
    assert.equal(database.toolset, "wix4");
    assert.deepEqual(rows(database, "InstallExecuteSequence", "Action", "Condition").slice(0, 1), [
      "A | NOT Installed",
    ]);
  });

  test("are in the product that they stand beside, although nothing refers to them", () => {
    const product = wix3('<Product Id="*" Name="P"/><Fragment><CustomAction Id="B" Error="no"/></Fragment>');
    const { databases } = compile(
      { "main.wxs": product, "a.wixpatch": patch(ACTION) },
      { sources: ["/w/a.wixpatch", "/w/main.wxs"] },
    );
    const linked = databases.flatMap(({ tables }) =>
      (tables.get("CustomAction")?.rows ?? []).map((row) => `${row.cells["Action"]?.value} ${row.linked}`),
    );
    assert.deepEqual(linked.sort(), ["A true", "B false"]);
  });

  test("fill the tables of the component that a fragment goes into", () => {
    const service = '<ServiceInstall Id="S" Name="s" Type="ownProcess" Start="auto" ErrorControl="normal"/>';
    const [database] = compile(
      { "main.wxs": wix3('<Product Id="*" Name="P"/>'), "a.wixpatch": patch(service, "CM_CP_bin.s.exe") },
      { sources: ["/w/a.wixpatch", "/w/main.wxs"] },
    ).databases;
    assert.ok(database);
    assert.ok(rows(database, "InstallExecuteSequence", "Action").includes("InstallServices"));
  });

  test("hold fragments only", () => {
    const found = problemsOf(only('<CPackWiXPatch><Property Id="X" Value="1"/></CPackWiXPatch>'));
    assert.deepEqual(found, [
      "unknown-element: Property cannot stand here: CPackWiXPatch holds CPackWiXFragment elements.",
    ]);
  });
});
