import assert from "node:assert/strict";
import { test } from "node:test";
import type { Report } from "../../src/analysis/report.ts";
import { analyse, analyseCold, openWorkspace } from "../bench/engine.ts";
import type { Tree } from "../bench/memory.ts";

const ROOT = "/kept";

const wix = (body: string) => `<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs">${body}</Wix>`;
const fragment = (body: string) => wix(`<Fragment>${body}</Fragment>`);

/** A product in pieces: whatever is understood of Install and Chained hangs on the other files. */
const FIRST: Readonly<Record<string, string>> = {
  "a.wxs": wix(`<Package Name="P" Version="1.0" Manufacturer="M" UpgradeCode="11111111-2222-3333-4444-555555555555">
    <CustomActionRef Id="Install" /><CustomActionRef Id="SetCommand" /><PropertyRef Id="EXE" /><PropertyRef Id="MODE" />
  </Package>`),
  "actions.wxs":
    fragment(`<CustomAction Id="Install" Property="EXE" ExeCommand="/i &quot;[SourceDir]a.msi&quot; [MODE]" Execute="deferred" />
    <CustomAction Id="Chained" BinaryRef="Redist" ExeCommand="/q" />
    <CustomAction Id="Quiet" BinaryRef="Wix4UtilCA_X86" DllEntry="WixQuietExec" Execute="deferred" />
    <InstallExecuteSequence>
      <Custom Action="Install" After="InstallFiles" /><Custom Action="Chained" After="InstallFinalize" Condition="NOT Installed" />
      <Custom Action="Quiet" Before="InstallFinalize" />
    </InstallExecuteSequence>`),
  "command.wxs": fragment(`<CustomAction Id="SetCommand" Property="Quiet" Value="&quot;msiexec&quot; /x {A} /qn" />
    <InstallExecuteSequence><Custom Action="SetCommand" Before="Quiet" /></InstallExecuteSequence>`),
  "exe.wxs": fragment('<Property Id="EXE" Value="msiexec.exe" />'),
  "mode.wxs": fragment('<Property Id="MODE" Value="/qn" /><Binary Id="Redist" SourceFile="vc_redist.x64.exe" />'),
};

/** One after the other, each over the one before. */
const EDITS: readonly (readonly [what: string, file: string, from: string, to: string])[] = [
  ["a file that nothing reads grows", "a.wxs", "<PropertyRef", '<Property Id="OTHER" Value="1" /><PropertyRef'],
  ["a value", "exe.wxs", "msiexec.exe", "notepad.exe"],
  ["the value again", "exe.wxs", "notepad.exe", "msiexec.exe"],
  ["a part of the command", "mode.wxs", "/qn", "/qf"],
  ["text before everything", "mode.wxs", "<Property", "<!-- moved -->\n<Property"],
  ["a file of another name", "mode.wxs", "vc_redist.x64.exe", "tool.exe"],
  ["a setter with a condition", "command.wxs", 'Before="Quiet"', 'Before="Quiet" Condition="X"'],
  ["a setter too late", "command.wxs", 'Before="Quiet" Condition="X"', 'After="Quiet"'],
  ["a schedule by number", "actions.wxs", 'After="InstallFiles"', 'Sequence="6601"'],
  ["a condition that never holds", "actions.wxs", "NOT Installed", "0"],
  ["a reference taken away", "a.wxs", '<CustomActionRef Id="Install" />', ""],
  ["a search", "exe.wxs", 'Value="msiexec.exe" />', 'Value="msiexec.exe"><ComponentSearch Guid="{0}" /></Property>'],
  ["a folder of the property's name", "mode.wxs", "<Binary", '<StandardDirectory Id="EXE" /><Binary'],
];

const treeOf = (files: Readonly<Record<string, string>>): Tree =>
  new Map(Object.entries(files).map(([name, text]) => [`${ROOT}/${name}`, text]));

function shown({ findings, actions, unresolved }: Report): unknown {
  return {
    findings,
    unresolved,
    actions: actions.map(({ action, runs, understood, reason, trail, steps }) => ({
      ...{ action, runs, understood, reason, trail },
      steps: steps.map(({ table, sequence, never }) => ({ table, sequence, never })),
    })),
  };
}

test("after any edit, what was kept and what is made anew agree with a first analysis", async () => {
  const files = { ...FIRST };
  const workspace = openWorkspace(treeOf(files), ROOT);
  const reports = [await analyse(workspace)];
  for (const [what, file, from, to] of EDITS) {
    const before = files[file] ?? "";
    assert.ok(before.includes(from), `${what}: ${from} is not in ${file}`);
    files[file] = before.replace(from, to);
    workspace.overlay(`${ROOT}/${file}`, files[file]);
    const report = await analyse(workspace);
    assert.deepEqual(shown(report), shown(await analyseCold(treeOf(files), ROOT)), what);
    reports.push(report);
  }
  const distinct = new Set(reports.map((report) => JSON.stringify(shown(report))));
  assert.ok(distinct.size >= EDITS.length - 2, `most edits change what is said: ${distinct.size}`);
});

test("a change elsewhere leaves the verdicts of an action what they were", async () => {
  const files = { ...FIRST };
  const workspace = openWorkspace(treeOf(files), ROOT);
  const [first] = (await analyse(workspace)).findings;
  assert.ok(first !== undefined);
  workspace.overlay(`${ROOT}/a.wxs`, files["a.wxs"]?.replace('Name="P"', 'Name="Q"') ?? "");
  const again = (await analyse(workspace)).findings.find(({ action }) => action === first.action);
  assert.equal(again?.related, first.related);
});
