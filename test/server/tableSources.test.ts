import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import type { Position } from "vscode-languageserver/node";
import { marked } from "../marked.ts";
import { createFolder, type Folder, LspClient } from "./lspClient.ts";

let clean: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const step of clean) await step();
  clean = [];
});

async function start(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<{ folder: Folder; client: LspClient }> {
  const folder = createFolder(files);
  clean.push(() => folder.remove());
  const client = await LspClient.start({ folders: [folder] });
  clean.unshift(() => client.stop());
  await client.analysed();
  return { folder, client };
}

function positionIn(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

const rows = (...lines: readonly string[]) => lines.map((line) => `${line}\r\n`).join("");
const actions = (...lines: readonly string[]) =>
  rows("Action\tType\tSource\tTarget", "s72\ti2\tS72\tS0", "CustomAction\tAction", ...lines);
const sequence = (...lines: readonly string[]) =>
  rows("Action\tCondition\tSequence", "s72\tS255\tI2", "InstallExecuteSequence\tAction", ...lines);
const NESTED = "nested-install-in-execute-sequence";

describe("text table sources in an editor", () => {
  test("have their findings in the cell, and follow what is typed in the other archive", async () => {
    const { text, spans } = marked(actions('Run\t3106\tTARGETDIR\t«msiexec /i "[TARGETDIR]a.msi" /qn»'));
    const schedule = sequence("InstallInitialize\t\t1500", "Run\tNOT Installed\t4001", "InstallFinalize\t\t6600");
    const { folder, client } = await start({ "db/CustomAction.idt": text, "db/InstallExecuteSequence.idt": schedule });
    const uri = folder.uriOf("db/CustomAction.idt");
    const [finding] = client.diagnostics(uri);
    assert.equal(finding?.code, NESTED);
    assert.deepEqual(finding.range, {
      start: positionIn(text, spans[0]?.start ?? -1),
      end: positionIn(text, spans[0]?.end ?? -1),
    });
    const other = folder.uriOf("db/InstallExecuteSequence.idt");
    await client.analysed(() => client.open(other, schedule));
    const line = { start: { line: 4, character: 0 }, end: { line: 5, character: 0 } };
    await client.analysed(() => client.change(other, "", line));
    assert.deepEqual(client.codes(uri), []);
  });

  test("tell on hover what a type means and where a number of a sequence stands", async () => {
    const { text, cursor } = marked(actions("Run\t31‸06\tTARGETDIR\tmsiexec /i a.msi"));
    const numbers = marked(
      sequence("InstallInitialize\t\t1500", "Run\t\t4001", "InstallFinalize\t\t66‸00", "Done\t\t-1"),
    );
    const { folder, client } = await start({ "CustomAction.idt": text, "s.idt": numbers.text });
    const at = async (name: string, source: string, offset: number | undefined) => {
      const hover = await client.hover(folder.uriOf(name), positionIn(source, offset ?? -1));
      assert.ok(hover !== null && typeof hover.contents === "object" && "value" in hover.contents, "no hover");
      return hover.contents.value;
    };
    assert.match(
      await at("CustomAction.idt", text, cursor),
      /Type 3106 = EXE with the directory as working directory \(34\) \+ deferred \+ no impersonation/,
    );
    const finalize = await at("s.idt", numbers.text, numbers.cursor);
    assert.match(
      finalize,
      /\*\*InstallFinalize\*\* in `InstallExecuteSequence`: 6600, after `Run` \(4001\), the last one\. \*\*Mutex held\*\*/,
    );
    assert.match(
      await at("s.idt", numbers.text, numbers.text.indexOf("-1")),
      /-1, run after the installation has succeeded/,
    );
    assert.match(
      await at("s.idt", numbers.text, numbers.text.indexOf("4001")),
      /4001, after `InstallInitialize` \(1500\), before `InstallFinalize` \(6600\)[\s\S]*Type 3106/,
    );
    assert.equal(await client.hover(folder.uriOf("s.idt"), { line: 0, character: 1 }), null);
  });

  test("say what is wrong with them at its place, and what a file is that only is called like one", async () => {
    const { folder, client } = await start({
      "db/CustomAction.idt": actions("Run\tmany\tX\tY"),
      "Setup.msi": "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
      "Setup.aip": `<DOCUMENT Type="Advanced Installer"><COMPONENT cid="x.MsiCustActComponent"><ROW Action="A" Type="x"/></COMPONENT></DOCUMENT>`,
      "Setup.ism": `<msi><table name="CustomAction"><col key="yes" def="s72">Action</col><row><td>A</td><td>B</td></row></table></msi>`,
      "Setup.vdproj": `"DeployProject"\r\n{\r\n"Deployable"\r\n{\r\nnonsense\r\n}\r\n}\r\n`,
    });
    const [integer] = client.diagnostics(folder.uriOf("db/CustomAction.idt"));
    assert.equal(integer?.code, "not-an-integer");
    assert.deepEqual(integer.range, { start: { line: 3, character: 4 }, end: { line: 3, character: 8 } });
    assert.deepEqual(client.codes(folder.uriOf("Setup.msi")), ["lfs-pointer"]);
    assert.deepEqual(client.codes(folder.uriOf("Setup.aip")), ["not-an-integer"]);
    assert.deepEqual(client.codes(folder.uriOf("Setup.ism")), ["long-row"]);
    assert.deepEqual(client.codes(folder.uriOf("Setup.vdproj")), ["not-an-entry"]);
  });

  test("offer no comment that they cannot hold", async () => {
    const text = actions("Run\t3106\tTARGETDIR\tmsiexec /i a.msi /qn");
    const { folder, client } = await start({ "CustomAction.idt": text, "s.idt": sequence("Run\t\t4001") });
    const uri = folder.uriOf("CustomAction.idt");
    const [finding] = client.diagnostics(uri);
    assert.ok(finding);
    const offered = await client.codeActions(uri, finding.range);
    assert.deepEqual(
      offered.filter(({ title }) => /comment/.test(title)),
      [],
    );
  });
});
