import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Row, rowsOf } from "../../../src/model/database.ts";
import { analyseCold } from "../../bench/engine.ts";

const V4 = "http://wixtoolset.org/schemas/v4/wxs";
const V3 = "http://schemas.microsoft.com/wix/2006/wi";

async function tablesOf(body: string, namespace = V4) {
  const source = `<Wix xmlns="${namespace}"><Fragment><Property Id="P">${body}</Property></Fragment></Wix>`;
  const { databases } = await analyseCold(new Map([["/search/a.wxs", source]]), "/search");
  const [database] = databases;
  assert.ok(database !== undefined);
  const cells = (row: Row) => Object.values(row.cells).map(({ value }) => value);
  return {
    appSearch: rowsOf(database, "AppSearch").map(cells),
    regLocator: rowsOf(database, "RegLocator").map(cells),
  };
}

const KEY = "Software\\X";

// Expectations follow ParseRegistrySearchElement of wixtoolset/wix src/wix/WixToolset.Core/Compiler.cs and of wix3 src/tools/wix/Compiler.cs.
describe("searches in a Property", () => {
  test("a raw value", async () =>
    assert.deepEqual(await tablesOf(`<RegistrySearch Id="S" Root="HKLM" Key="${KEY}" Name="Path" Type="raw" />`), {
      appSearch: [["P", "S"]],
      regLocator: [["S", 2, KEY, "Path", 2]],
    }));
  test("64 bit where it says so, in the words of either version", async () => {
    const v4 = await tablesOf(`<RegistrySearch Id="S" Root="HKCU" Key="${KEY}" Type="raw" Bitness="always64" />`);
    assert.deepEqual(v4.regLocator, [["S", 1, KEY, null, 18]]);
    const v3 = await tablesOf(`<RegistrySearch Id="S" Root="HKCR" Key="${KEY}" Type="raw" Win64="yes" />`, V3);
    assert.deepEqual(v3.regLocator, [["S", 0, KEY, null, 18]]);
  });
  test("a directory search inside is what is searched for; the key keeps its own signature", async () =>
    assert.deepEqual(
      await tablesOf(
        `<RegistrySearch Id="S" Root="HKLM" Key="${KEY}" Type="directory"><DirectorySearch Id="D" /></RegistrySearch>`,
      ),
      { appSearch: [["P", "D"]], regLocator: [["S", 2, KEY, null, 0]] },
    ));
  test("the signature of a file search inside is that of both", async () =>
    assert.deepEqual(
      await tablesOf(
        `<RegistrySearch Id="S" Root="HKLM" Key="${KEY}" Type="file"><FileSearch Id="F" Name="a.exe" /></RegistrySearch>`,
      ),
      { appSearch: [["P", "F"]], regLocator: [["F", 2, KEY, null, 1]] },
    ));
  test("what a variable says is not known", async () => {
    const { regLocator } = await tablesOf(
      `<RegistrySearch Id="S" Root="$(var.Root)" Key="${KEY}" Name="N" Type="raw" />`,
    );
    assert.deepEqual(regLocator, [["S", "$(var.Root)", KEY, "N", 2]]);
  });
  test("other searches are in AppSearch alone", async () =>
    assert.deepEqual(await tablesOf('<ComponentSearch Id="C" Guid="{0}" /><RegistrySearchRef Id="R" />'), {
      appSearch: [
        ["P", "C"],
        ["P", "R"],
      ],
      regLocator: [],
    }));
});
