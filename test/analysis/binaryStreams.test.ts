import assert from "node:assert/strict";
import { test } from "node:test";
import { createWorkspace } from "../../src/analysis/index.ts";
import { createFiles } from "../../src/files.ts";
import { cellName } from "../../src/model/site.ts";
import { createFolder } from "../folder.ts";
import { COLUMNS, writeDatabase } from "../sources/msi/databaseWriter.ts";

const script = (pad: number) =>
  Buffer.from(
    `' ${"-".repeat(pad)}\r\nFunction Install()\r\n  CreateObject("WScript.Shell").Run "msiexec /i child.msi /qn", 0, True\r\nEnd Function\r\n`,
  );

test("a script in a large package is read where it lies, and nothing else of the package", async () => {
  const cabinet = new Uint8Array(24 * 1024 * 1024);
  const actions = ["Small", "Large", "Harmless"];
  const folder = createFolder({
    "Setup.msi": writeDatabase({
      tables: {
        CustomAction: {
          columns: COLUMNS.CustomAction,
          rows: actions.map((name) => [name, 3078, `${name}.vbs`, "Install", null]),
        },
        InstallExecuteSequence: {
          columns: COLUMNS.InstallExecuteSequence,
          rows: actions.map((name, at) => [name, null, 4000 + at]),
        },
        Binary: { columns: COLUMNS.Binary, rows: actions.map((name) => [`${name}.vbs`, 1]) },
      },
      streams: {
        "a.cab": cabinet,
        "Binary.Small.vbs": script(10),
        "Binary.Large.vbs": script(50_000),
        "Binary.Harmless.vbs": Buffer.from("Function Install()\r\nEnd Function\r\n"),
      },
    }),
  });
  const workspace = createWorkspace(createFiles({ roots: [folder.path], trusted: false }), {
    levels: new Map(),
    defines: new Map(),
    includePaths: [],
  });
  workspace.setScope({ folders: [folder.path], files: [] });
  const { findings, unresolved, stats } = await workspace.analyse(new AbortController().signal);
  assert.deepEqual(unresolved, []);
  assert.deepEqual(
    findings.map(({ rule, action, outcome }) => `${rule} ${action} ${outcome}`),
    ["nested-install-in-execute-sequence Large 1618", "nested-install-in-execute-sequence Small 1618"],
  );
  const [first] = findings;
  const places = [first?.site, ...(first?.related ?? []).map(({ site }) => site)];
  assert.deepEqual(
    places.map((site) => (site?.kind === "cell" ? cellName(site) : "text")),
    ["CustomAction/Large/Target", "CustomAction/Large", "Binary/Large.vbs/Data", "InstallExecuteSequence/Large"],
  );
  assert.ok(stats.bytes < 200_000, `${stats.bytes} bytes were read`);
});
