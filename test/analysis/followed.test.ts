import assert from "node:assert/strict";
import { test } from "node:test";
import { createWorkspace } from "../../src/analysis/index.ts";
import { createFiles } from "../../src/files.ts";
import type { Files } from "../../src/model/files.ts";
import type { Site } from "../../src/model/site.ts";
import { createParsers } from "../../src/parsers.ts";
import { createFolder } from "../folder.ts";

/** A package in a folder of its own whose action runs a command. */
const source = (name: string, command: string) => `<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs">
  <Package Name="${name}" Manufacturer="Contoso" Version="1.0.0" UpgradeCode="7e2b1c58-0d1e-4b0c-8f0c-1f3f7a1d2a10">
    <CustomAction Id="Run" Directory="INSTALLFOLDER" ExeCommand="${command}" Execute="deferred" Impersonate="no" />
    <InstallExecuteSequence><Custom Action="Run" After="InstallFiles" /></InstallExecuteSequence>
  </Package>
</Wix>
`;

const FILES = {
  "a/A.wxs": source("A", "powershell -NoProfile -File a.ps1"),
  "a/a.ps1": '& cmd.exe /c "$PSScriptRoot\\b.cmd"\n',
  "a/b.cmd": "@echo off\r\ncscript //nologo %~dp0c.js\r\n",
  "a/c.js": 'new ActiveXObject("WScript.Shell").Run("msiexec /i child.msi /qn", 0, true);\n',
  "b/B.wxs": source("B", "notepad.exe"),
};

const signal = new AbortController().signal;

/** A workspace over a folder, and the paths that were read of it, below it. */
function open(files: Readonly<Record<string, string>> = FILES) {
  const folder = createFolder(files);
  const read: string[] = [];
  const disk = createFiles({ roots: [folder.path], trusted: false });
  const noting: Files = {
    ...disk,
    read: (path, given) => {
      read.push(path.slice(folder.path.length + 1));
      return disk.read(path, given);
    },
  };
  const configuration = { levels: new Map(), defines: new Map(), includePaths: [] };
  const workspace = createWorkspace(noting, configuration, createParsers());
  workspace.setScope({ folders: [folder.path], files: [] });
  return { folder, read, workspace };
}

const placeOf = (site: Site) => (site.kind === "text" ? (/[^/]*$/.exec(site.file)?.[0] ?? "") : site.table);

test("each hop is a related place, in the order in which they lead there", async () => {
  const { workspace } = open();
  const { findings } = await workspace.analyse(signal);
  assert.deepEqual(
    findings.map(({ rule, confidence }) => `${rule} ${confidence}`),
    ["nested-install-in-execute-sequence guaranteed"],
  );
  assert.deepEqual(
    (findings[0]?.related ?? []).map(({ message, site }) => `${placeOf(site)}: ${message}`),
    [
      "A.wxs: Run is defined here",
      "a.ps1: a.ps1 is this file",
      "a.ps1: b.cmd is run here",
      "b.cmd: b.cmd is this file",
      "b.cmd: c.js is run here",
      "c.js: c.js is this file",
      "c.js: c.js runs msiexec here",
      "A.wxs: Run is scheduled in InstallExecuteSequence, 4001",
    ],
  );
});

test("a change of a script judges again just what leads there, and reads nothing else", async () => {
  const { folder, read, workspace } = open();
  assert.equal((await workspace.analyse(signal)).stats.judged, 2);
  read.length = 0;
  folder.write({ "a/c.js": "WScript.Echo('nothing');\n" });
  workspace.invalidate(`${folder.path}/a/c.js`);
  const after = await workspace.analyse(signal);
  assert.deepEqual(after.findings, []);
  assert.equal(after.stats.judged, 1);
  assert.deepEqual(read, ["a/c.js"]);
});

test("a keystroke in a source reads and follows nothing anew", async () => {
  const { folder, read, workspace } = open();
  await workspace.analyse(signal);
  read.length = 0;
  workspace.overlay(`${folder.path}/b/B.wxs`, source("B", "notepad.exe x"));
  const other = await workspace.analyse(signal);
  assert.equal(other.stats.judged, 1);
  workspace.overlay(`${folder.path}/a/A.wxs`, source("AB", "powershell -NoProfile -File a.ps1"));
  const own = await workspace.analyse(signal);
  assert.equal(own.findings.length, 1);
  assert.deepEqual(read, []);
});

test("scripts that run each other in a circle come to an end", async () => {
  const { workspace } = open({
    "A.wxs": source("A", "cmd /c a.cmd"),
    "a.cmd": "call b.cmd\r\nmsiexec /i child.msi /qn\r\n",
    "b.cmd": "call a.cmd\r\npowershell -File c.ps1\r\n",
    "c.ps1": "& .\\a.cmd\n& .\\b.cmd\n",
  });
  const { findings, unresolved } = await workspace.analyse(signal);
  assert.deepEqual(
    findings.map(({ rule, confidence }) => `${rule} ${confidence}`),
    ["nested-install-in-execute-sequence guaranteed"],
  );
  assert.deepEqual(unresolved, []);
});

test("a script that is missing, of which there are two, or outside the workspace is not understood, and says why", async () => {
  const reason = async (command: string, files: Readonly<Record<string, string>> = {}) => {
    const { workspace } = open({ "s/A.wxs": source("A", command), ...files });
    const { unresolved } = await workspace.analyse(signal);
    return unresolved.map((one) => one.reason).join();
  };
  assert.equal(
    await reason("powershell -File gone.ps1"),
    'what the script "gone.ps1" does is not followed: it is not in the workspace',
  );
  assert.equal(
    await reason("powershell -File x.ps1", { "p/x.ps1": "", "q/x.ps1": "" }),
    'what the script "x.ps1" does is not followed: 2 files of the workspace are called so',
  );
  assert.match(await reason("cscript \\\\server\\share\\x.vbs"), /not followed: it is not in the workspace/);
  assert.match(await reason("cscript x.vbe", { "s/x.vbe": "#@~^AAAAAA==^#~@" }), /encoded by Script Encoder/);
});

test("without parsers JScript is not understood, and says why", async () => {
  const { folder } = open();
  const configuration = { levels: new Map(), defines: new Map(), includePaths: [] };
  const workspace = createWorkspace(createFiles({ roots: [folder.path], trusted: false }), configuration);
  workspace.setScope({ folders: [folder.path], files: [] });
  const { findings, unresolved } = await workspace.analyse(signal);
  assert.deepEqual(findings, []);
  assert.match(unresolved[0]?.reason ?? "", /there is no parser of JScript here/);
});
