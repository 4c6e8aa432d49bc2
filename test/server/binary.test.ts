import assert from "node:assert/strict";
import { test } from "node:test";
import { FileChangeType } from "vscode-languageserver/node";
import { COLUMNS, writeDatabase } from "../sources/msi/databaseWriter.ts";
import { createFolder, LspClient } from "./lspClient.ts";

const setup = (command: string) =>
  writeDatabase({
    tables: {
      CustomAction: { columns: COLUMNS.CustomAction, rows: [["RunChild", 3106, "TARGETDIR", command, null]] },
      InstallExecuteSequence: { columns: COLUMNS.InstallExecuteSequence, rows: [["RunChild", null, 4001]] },
    },
  });

test("a package has its diagnostics at its start, each naming its cell; a package that is built anew has new ones", async () => {
  const folder = createFolder({ "bin2/Setup.msi": setup("msiexec /i child.msi /qn") });
  const client = await LspClient.start({ folders: [folder] });
  try {
    await client.analysed();
    const uri = folder.uriOf("bin2/Setup.msi");
    const [finding, ...more] = client.diagnostics(uri);
    assert.deepEqual(more, []);
    assert.deepEqual(finding?.range, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
    assert.match(String(finding.message), /^CustomAction\/RunChild\/Target: RunChild installs "child\.msi"/);
    assert.deepEqual(finding.data?.cell, { table: "CustomAction", row: "RunChild", column: "Target" });
    assert.match(finding.relatedInformation?.at(-1)?.message ?? "", /^InstallExecuteSequence\/RunChild: /);
    folder.write("bin2/Setup.msi", setup("notepad.exe a rather longer command"));
    await client.analysed(() => client.changedOnDisk(uri, FileChangeType.Changed));
    assert.deepEqual(client.diagnostics(uri), []);
  } finally {
    await client.stop();
    folder.remove();
  }
});
