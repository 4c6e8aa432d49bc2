import assert from "node:assert/strict";
import { test } from "node:test";
import type { Report } from "../../src/analysis/report.ts";
import type { Workspace } from "../../src/analysis/workspace.ts";
import type { Finding } from "../../src/model/finding.ts";
import { parseXml } from "../../src/sources/wix/xml.ts";
import { createFolder } from "../folder.ts";
import { analysed, applyEdits, assertCured, assertHome, danglingReferences } from "./proof.ts";

/** A generator of the same numbers for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

/** Chooses among what it is given, from one seed. */
class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = random(seed);
  }

  of<T>(all: readonly T[]): T {
    return all[Math.floor(this.#next() * all.length)] as T;
  }

  chance(part: number): boolean {
    return this.#next() < part;
  }
}

/** A product that runs a nested installation in some way, amid other actions that do not. */
function source(dice: Dice): string {
  const v4 = dice.chance(0.5);
  const eol = dice.of(["\n", "\r\n"]);
  const indent = dice.of(["  ", "\t", "    "]);
  const condition = dice.of(["NOT Installed", "", "NOT Installed AND CHILD = 1", "A < 3 OR B", 'REMOVE <> "ALL"']);
  const lines = v4 ? inV4(dice, condition) : inV3(dice, condition);
  return lines.map((line) => indent.repeat(depthOf(line)) + line.trim()).join(eol) + eol;
}

const depthOf = (line: string) => line.length - line.trimStart().length;

const COMMANDS = [
  'msiexec.exe /i "[#ChildMsi]" /qn',
  '"[SystemFolder]msiexec.exe" /i "[INSTALLFOLDER]child.msi" /quiet /norestart PORT=80',
  'cmd.exe /c start /wait msiexec /i "[#ChildMsi]" /passive',
  'msiexec /p "[SourceDir]fix.msp" /qn',
  "msiexec /x {7DC9E1A2-3B4C-4D5E-8F60-718293A4B5C6} /qn",
  "powershell.exe -Command \"Start-Process msiexec.exe -ArgumentList '/i child.msi /qn' -Wait\"",
];

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The action, its setters and rows; what they are called is told apart by the generation. */
function wiring(dice: Dice, v4: boolean, condition: string): readonly string[] {
  const command = dice.of(COMMANDS);
  const execute = dice.of(['Execute="deferred" Impersonate="no" ', 'Execute="commit" ', "", 'Execute="immediate" ']);
  const returns = dice.of(['Return="check" ', 'Return="ignore" ', ""]);
  const deferred = execute.includes("deferred") || execute.includes("commit");
  const place = deferred
    ? dice.of(['After="InstallFiles"', 'Before="InstallFinalize"'])
    : dice.of(['After="InstallFinalize"', 'Before="InstallValidate"']);
  const row = (action: string, at: string) =>
    condition === "" || dice.chance(0.1)
      ? `   <Custom Action="${action}" ${at} />`
      : v4
        ? `   <Custom Action="${action}" ${at} Condition="${escaped(condition)}" />`
        : `   <Custom Action="${action}" ${at}>${dice.chance(0.5) ? `<![CDATA[${condition}]]>` : escaped(condition)}</Custom>`;
  const after = dice.chance(0.5) ? [row("Other", 'After="Child"')] : [row("Other", 'Before="InstallFinalize"')];
  const noise = dice.chance(0.5) ? ["   <!-- Kept: -- is not allowed here, - is. -->".replace("--  is", "- is")] : [];
  const quiet = command.startsWith('"') && dice.chance(0.7);
  const other = '  <CustomAction Id="Other" Property="OTHER" Value="1" />';
  if (!quiet && dice.chance(0.2)) {
    const early = `  <CustomAction Id="Child" Directory="INSTALLFOLDER" Return="asyncNoWait" ExeCommand="${escaped(command)}" />`;
    return [early, other, "  <InstallUISequence>", row("Child", 'Before="ExecuteAction"'), "  </InstallUISequence>"];
  }
  if (!quiet) {
    const action = `  <CustomAction Id="Child" Directory="INSTALLFOLDER" ${execute}${returns}ExeCommand="${escaped(command)}" />`;
    return [
      action,
      other,
      "  <InstallExecuteSequence>",
      row("Child", place),
      ...noise.map(() => "   <!-- kept -->"),
      ...after,
      "  </InstallExecuteSequence>",
    ];
  }
  const property = deferred !== dice.chance(0.2) ? "Child" : "WixQuietExecCmdLine";
  const binary = v4 ? 'BinaryRef="Wix4UtilCA_X86"' : 'BinaryKey="WixCA"';
  const action = `  <CustomAction Id="Child" ${binary} DllEntry="WixQuietExec" ${execute}${returns}/>`;
  if (v4 || dice.chance(0.5)) {
    const setter = `  <SetProperty Id="${property}" Before="Child" Sequence="execute" Value="${escaped(command)}" />`;
    return [
      setter,
      action,
      other,
      "  <InstallExecuteSequence>",
      row("Child", place),
      ...after,
      "  </InstallExecuteSequence>",
    ];
  }
  const setter = `  <CustomAction Id="SetChild" Property="${property}" Value="${escaped(command)}" />`;
  return [
    setter,
    action,
    other,
    "  <InstallExecuteSequence>",
    row("SetChild", 'Before="Child"'),
    row("Child", place),
    ...after,
    "  </InstallExecuteSequence>",
  ];
}

function inV4(dice: Dice, condition: string): readonly string[] {
  return [
    '<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs" xmlns:ui="http://wixtoolset.org/schemas/v4/wxs/ui">',
    ' <Package Name="Random" Version="1.0.0" Manufacturer="M" UpgradeCode="51C2C0E2-6B3B-4E7D-8E2F-2F6E9F0C7A11" Scope="perMachine">',
    '  <MajorUpgrade DowngradeErrorMessage="Newer." />',
    '  <StandardDirectory Id="ProgramFilesFolder"><Directory Id="INSTALLFOLDER" Name="R" /></StandardDirectory>',
    '  <Feature Id="Main">',
    '   <Component Directory="INSTALLFOLDER"><File Id="App" Source="app.exe" /></Component>',
    '   <Component Directory="INSTALLFOLDER"><File Id="ChildMsi" Source="child.msi" /></Component>',
    "  </Feature>",
    ...(dice.chance(0.5) ? ['  <ui:WixUI Id="WixUI_Minimal" />'] : []),
    ...wiring(dice, true, condition),
    " </Package>",
    "</Wix>",
  ];
}

function inV3(dice: Dice, condition: string): readonly string[] {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">',
    ' <Product Id="*" Name="Random" Language="1033" Version="1.0.0" Manufacturer="M" UpgradeCode="51C2C0E2-6B3B-4E7D-8E2F-2F6E9F0C7A11">',
    '  <Package InstallerVersion="200" Compressed="yes" />',
    '  <Media Id="1" Cabinet="a.cab" EmbedCab="yes" />',
    '  <Directory Id="TARGETDIR" Name="SourceDir"><Directory Id="INSTALLFOLDER" Name="R">',
    '   <Component Id="AppComponent" Guid="*"><File Id="App" Source="app.exe" KeyPath="yes" /></Component>',
    '   <Component Id="ChildComponent" Guid="*"><File Id="ChildMsi" Source="child.msi" KeyPath="yes" /></Component>',
    "  </Directory></Directory>",
    '  <Feature Id="Main" Level="1">',
    '   <ComponentRef Id="AppComponent" />',
    '   <ComponentRef Id="ChildComponent" />',
    "  </Feature>",
    ...(dice.chance(0.5) ? ['  <UIRef Id="WixUI_Minimal" />'] : []),
    ...wiring(dice, false, condition),
    " </Product>",
    "</Wix>",
  ];
}

const CURES = new Set(["bundle", "exit-dialog", "ui-sequence", "upgrade", "wait", "pass-command"]);

/** Lines that name neither the action nor what belongs to it alone, nor hold it, and so must stay as they are. */
function unrelated(text: string): readonly string[] {
  const related =
    /Child|child\.msi|WixQuietExecCmdLine|InstallExecuteSequence|UISequence|<UI>|<\/UI>|ExitDialog|Publish|Action="Other"/;
  return text.split(/(?<=\n)/).filter((line) => !related.test(line));
}

async function prove(
  workspace: Workspace,
  before: Report,
  finding: Finding,
  kind: string,
  text: string,
): Promise<void> {
  const edits = workspace.fix(finding, kind);
  assert.ok(edits.length > 0);
  const { report, texts } = await applyEdits(workspace, edits);
  for (const [file, now] of texts) assert.deepEqual(parseXml(now, file).problems, [], "it is well-formed");
  assertCured(before, report, finding, kind);
  const offer = finding.fixes.find((one) => one.kind === "bundle");
  const payload =
    offer?.kind === "bundle" && !offer.payload.spelled.startsWith("[#")
      ? offer.payload.spelled.split(/[\\\]]/).at(-1)
      : "child.msi";
  assertHome(kind, finding, report, texts.values(), kind === "bundle" ? (payload ?? "") : "msiexec");
  const main = [...texts].find(([file]) => file.endsWith("Random.wxs"))?.[1] ?? text;
  assert.deepEqual(unrelated(main), unrelated(text), "no line that has nothing to do with it is another");
  assert.deepEqual(danglingReferences([main]), []);
  for (const name of texts.keys()) workspace.overlay(name, undefined);
}

test("any fix of 1,000 random sources cures it and touches nothing else", async (context) => {
  const folder = createFolder();
  const file = `${folder.path}/Random.wxs`;
  const { workspace } = await analysed(folder.path);
  const made = new Map<string, number>();
  for (let seed = 1; seed <= 1000; seed++) {
    const dice = new Dice(seed);
    const text = source(dice);
    const bytes = new TextEncoder().encode(text);
    workspace.overlay(file, bytes);
    const report = await workspace.analyse(new AbortController().signal);
    const finding = dice.of(report.findings);
    if (finding === undefined) continue;
    const states = workspace.fixesOf(finding).filter(({ kind, refused }) => CURES.has(kind) && refused === undefined);
    if (states.length === 0) continue;
    const { kind } = dice.of(states);
    try {
      await prove(workspace, report, finding, kind, text);
    } catch (error) {
      if (error instanceof Error) error.message = `seed ${seed}, ${kind}: ${error.message}\n${text}`;
      throw error;
    }
    workspace.overlay(file, bytes);
    made.set(kind, (made.get(kind) ?? 0) + 1);
  }
  const total = [...made.values()].reduce((sum, one) => sum + one, 0);
  context.diagnostic(`${total} fixes: ${[...made].map(([kind, count]) => `${count} ${kind}`).join(", ")}`);
  assert.ok(total > 900, `${total} of 1,000 had a fix`);
});
