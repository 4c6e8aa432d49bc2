import assert from "node:assert/strict";
import { describe, test } from "node:test";
import iconv from "iconv-lite";
import { decodeType } from "../../../src/model/customAction.ts";
import { integerOf, rowsOf, textOf } from "../../../src/model/database.ts";
import { marked } from "../../marked.ts";
import { compileFile, only, problemAt } from "../tableSources.ts";

const project = (action: string, more = "") =>
  `"DeployProject"
{
"ProjectName" = "8:Setup"
"CodePage" = "3:1252"
    "Deployable"
    {
        "CustomAction"
        {
            "{4AA51A2D-7D85-4A59-BA75-B0809FC8B380}:_AAAA"
            {
            "Name" = "8:Run the child"
            ${action}
            }
        }
        "File"
        {
            "{1FB2D0AE-D3B9-43D4-B9DD-F88EC61E35DE}:_F1"
            {
            "SourcePath" = "8:..\\\\redist\\\\Child.exe"
            "TargetName" = "8:Child.exe"
            }
        }
        "Product"
        {
        "ProductName" = "8:Contoso Prüfung"
        "Manufacturer" = "8:Contoso"
        }${more}
    }
}
`.replaceAll("\n", "\r\n");

const entries = (...lines: readonly string[]) => lines.join("\n            ");
const OBJECT = '"Object" = "8:_F1"';

describe("a set-up project of Visual Studio", () => {
  for (const [number, node, execution] of [
    ["1", "install", "deferred"],
    ["2", "commit", "commit"],
    ["4", "rollback", "rollback"],
    ["8", "uninstall", "deferred"],
  ] as const) {
    test(`runs an action of the node ${node} in InstallExecuteSequence, ${execution}`, () => {
      const database = only(
        compileFile(
          "Setup.vdproj",
          project(entries(OBJECT, `"InstallAction" = "3:${number}"`, '"Arguments" = "8:/q"')),
        ),
      );
      const [row] = rowsOf(database, "CustomAction");
      assert.ok(row !== undefined);
      assert.equal(textOf(row, "Action"), `_AAAA.${node}`);
      const type = decodeType(integerOf(row, "Type") ?? 0);
      assert.deepEqual([type.base, type.execution], [18, execution]);
      assert.equal(textOf(row, "Source"), "_F1");
      const schedule = rowsOf(database, "InstallExecuteSequence").find(
        (one) => textOf(one, "Action") === `_AAAA.${node}`,
      );
      assert.equal(schedule?.cells["Sequence"]?.unknown, true);
      assert.equal(
        schedule === undefined ? "" : textOf(schedule, "Condition"),
        node === "uninstall" ? "$C__F1=2" : "$C__F1>2",
      );
    });
  }

  test("escapes what it quotes, and every character keeps its place", () => {
    const { text, spans } = marked(
      project(entries(OBJECT, '"InstallAction" = "3:1"', '"Arguments" = "8:«/i \\"[TARGETDIR]\\\\a.msi\\"»"')),
    );
    const [row] = rowsOf(only(compileFile("Setup.vdproj", text)), "CustomAction");
    const target = row?.cells["Target"];
    assert.equal(target?.value, '/i "[TARGETDIR]\\a.msi"');
    assert.ok(target?.site.kind === "text");
    assert.deepEqual(target.site.span, spans[0]);
    assert.equal(
      target.site.pieces.map(({ span }) => text.slice(span.start, span.end)).join(""),
      '/i \\"[TARGETDIR]\\\\a.msi\\"',
    );
  });

  test("calls an Installer class through Visual Studio's own library, and does not say what a file is that it does not list", () => {
    const managed = only(
      compileFile("Setup.vdproj", project(entries(OBJECT, '"InstallAction" = "3:1"', '"InstallerClass" = "11:TRUE"'))),
    );
    const [row] = rowsOf(managed, "CustomAction");
    assert.deepEqual([row?.cells["Type"]?.value, row?.cells["Source"]?.value], [1025, "InstallUtil"]);
    const gone = only(compileFile("Setup.vdproj", project(entries('"Object" = "8:_GONE"', '"InstallAction" = "3:1"'))));
    assert.equal(rowsOf(gone, "CustomAction")[0]?.cells["Type"]?.unknown, true);
  });

  test("is read in the code page that it names where it is not UTF-8", () => {
    const bytes = Uint8Array.from(iconv.encode(project(OBJECT), "cp1252"));
    assert.equal(only(compileFile("Setup.vdproj", bytes)).name, "Contoso Prüfung");
    assert.equal(
      only(compileFile("Setup.vdproj", new TextEncoder().encode(`\uFEFF${project(OBJECT)}`))).name,
      "Contoso Prüfung",
    );
  });

  test("names the files that it packs", () => {
    const { artifacts } = only(compileFile("Setup.vdproj", project(OBJECT)));
    assert.equal(artifacts.get("File\t_F1")?.name, "Child.exe");
    assert.deepEqual(artifacts.get("File\t_F1")?.paths, ["/redist/Child.exe"]);
  });

  for (const [code, at, more] of [
    ["not-an-entry", "nonsense", "\nnonsense"],
    ["unnamed-section", "{", "\n{\n}"],
  ] as const) {
    test(`${code} stands at its place`, () => {
      assert.equal(problemAt(compileFile("Setup.vdproj", project(OBJECT, more)), code).at, at);
    });
  }

  test("unbalanced-section, whichever brace is too much", () => {
    assert.equal(problemAt(compileFile("Setup.vdproj", `${project(OBJECT)}}\r\n`), "unbalanced-section").at, "}");
    assert.match(problemAt(compileFile("Setup.vdproj", project(OBJECT).slice(0, -5)), "unbalanced-section").at, /^"/);
  });
});
