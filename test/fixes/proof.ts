import assert from "node:assert/strict";
import { createWorkspace } from "../../src/analysis/index.ts";
import type { Report } from "../../src/analysis/report.ts";
import type { FileEdit, Workspace } from "../../src/analysis/workspace.ts";
import { createFiles } from "../../src/files.ts";
import { type Database, integerOf, rowsByKey, rowsOf, textOf } from "../../src/model/database.ts";
import type { Finding } from "../../src/model/finding.ts";
import { isStandard } from "../../src/sources/wix/standardSchedule.ts";
import { parseXml, type XmlElement, xmlAttribute, xmlChildren } from "../../src/sources/wix/xml.ts";
import { wixDialog } from "../../src/timeline/wixDialogs.ts";

const signal = new AbortController().signal;

/** A workspace over a folder, analysed once. */
export async function analysed(folder: string): Promise<{ readonly workspace: Workspace; readonly report: Report }> {
  const files = createFiles({ roots: [folder], trusted: true });
  const workspace = createWorkspace(files, { levels: new Map(), defines: new Map(), includePaths: [] });
  workspace.setScope({ folders: [folder], files: [] });
  return { workspace, report: await workspace.analyse(signal) };
}

/** Lays the edits over the files of a workspace and analyses again; the texts of what was changed, by path. */
export async function applyEdits(
  workspace: Workspace,
  edits: readonly FileEdit[],
): Promise<{ readonly report: Report; readonly texts: ReadonlyMap<string, string> }> {
  const texts = new Map<string, string>();
  for (const edit of edits) {
    const bytes = workspace.patched(edit);
    assert.ok(bytes !== undefined, `${edit.file} can be changed in its encoding`);
    workspace.overlay(edit.file, bytes);
  }
  const report = await workspace.analyse(signal);
  for (const { file } of edits) texts.set(file, workspace.textOf(file) ?? "");
  return { report, texts };
}

/** Takes overlays away again. */
export async function takeBack(workspace: Workspace, files: Iterable<string>): Promise<Report> {
  for (const file of files) {
    workspace.overlay(file, undefined);
    workspace.invalidate(file);
  }
  return workspace.analyse(signal);
}

/** What a finding is, wherever it stands and however sure it is. */
export const nameOf = ({ rule, action, table }: Finding) => `${rule} ${action} ${table}`;

/** What a fix of a kind is known to lead to: an installation that is waited for still runs only where there is a user interface. */
const FOLLOWS: Readonly<Record<string, string>> = { wait: "nested-install-skipped-when-silent" };

/** Fails unless the finding is gone, nothing new has come, and no row refers to what is not there. */
export function assertCured(before: Report, after: Report, finding: Finding, kind: string): void {
  const there = after.findings.map(nameOf);
  assert.ok(!there.includes(nameOf(finding)), `${nameOf(finding)} is gone`);
  const known = new Set(before.findings.map(nameOf));
  const fresh = after.findings.filter((one) => !known.has(nameOf(one)) && one.rule !== FOLLOWS[kind]);
  assert.deepEqual(fresh.map(nameOf), [], "nothing new is found");
  const problems = (report: Report) => new Set(report.problems.map(({ code, message }) => `${code}: ${message}`));
  const old = problems(before);
  assert.deepEqual(
    [...problems(after)].filter((one) => !old.has(one)),
    [],
    "no problem is new",
  );
  const loose = before.databases.flatMap(dangling);
  assert.deepEqual(
    after.databases.flatMap(dangling).filter((one) => !loose.includes(one)),
    [],
    "nothing refers to what is not there",
  );
}

/** Every row that refers to an action, a binary, a file or a component that no row defines. */
export function dangling(database: Database): readonly string[] {
  const has = (table: string, key: string) => rowsByKey(database, table, key).some(({ linked }) => linked);
  const isAction = (name: string) =>
    isStandard(name) || has("CustomAction", name) || has("Dialog", name) || wixDialog(name) !== undefined;
  const sequences = [...database.tables.keys()].filter((name) => name.endsWith("Sequence"));
  const scheduled = sequences.flatMap((table) =>
    rowsOf(database, table).flatMap((row) => {
      const action = textOf(row, "Action") ?? "";
      return row.linked && !isAction(action) ? [`${table}: ${action}`] : [];
    }),
  );
  const events = rowsOf(database, "ControlEvent").flatMap((row) => {
    const argument = textOf(row, "Argument") ?? "";
    const runs = textOf(row, "Event") === "DoAction" && !argument.includes("[");
    return runs && row.linked && !isAction(argument) ? [`ControlEvent: ${argument}`] : [];
  });
  const sources = rowsOf(database, "CustomAction").flatMap((row) => {
    const type = integerOf(row, "Type") ?? 0;
    const source = textOf(row, "Source") ?? "";
    const table = { 0: "Binary", 16: "File" }[type & 0x30];
    const own = table === "File" || !/^(WixCA|Wix4UtilCA|UtilCA|WixUi|Wix4Ui)/.test(source);
    return table !== undefined && (type & 0x3f) !== 19 && own && row.linked && !has(table, source)
      ? [`${table}: ${source}`]
      : [];
  });
  return [...scheduled, ...events, ...sources];
}

/** Every reference element of the sources whose target no element defines. */
export function danglingReferences(texts: Iterable<string>): readonly string[] {
  const defined = new Set<string>();
  const asked: string[] = [];
  for (const text of texts) {
    eachElement(text, (element, attribute) => {
      const id = attribute("Id") ?? "";
      if (element.name.endsWith("Ref")) asked.push(`${element.name.slice(0, -3)} ${id}`);
      else defined.add(`${element.name} ${id.replace(/^\w+ /, "")}`);
      if (element.name === "SetProperty") defined.add(`CustomAction ${attribute("Action") ?? `Set${id}`}`);
      if (element.name === "StandardDirectory") defined.add(`Directory ${id}`);
    });
  }
  const ours = /^(CustomAction|Property|Component|Binary|File|Dialog) /;
  return asked.filter((one) => ours.test(one) && !defined.has(one));
}

/** Calls for every element of a text, with what gives its attributes. */
export function eachElement(
  text: string,
  visit: (element: XmlElement, attribute: (name: string) => string | undefined) => void,
): void {
  const document = parseXml(text, "/a.wxs");
  const pending = document.root === undefined ? [] : [document.root];
  for (let element = pending.pop(); element !== undefined; element = pending.pop()) {
    const at = element;
    visit(at, (name) => xmlAttribute(document, at, name)?.value);
    pending.push(...xmlChildren(element));
  }
}

/** The SourceFiles of everything that chains of bundles install. */
export function chained(texts: Iterable<string>): readonly string[] {
  const found: string[] = [];
  for (const text of texts) {
    eachElement(text, (element, attribute) => {
      if (/^(Msi|Msp|Msu|Exe|Bundle)Package$/.test(element.name)) found.push(attribute("SourceFile") ?? "");
    });
  }
  return found;
}

/** Fails unless what the action installed has a new home: a chain, the end of the UI sequence, an event of the exit dialog, an Upgrade row. */
export function assertHome(
  kind: string,
  finding: Finding,
  after: Report,
  texts: Iterable<string>,
  payload: string,
): void {
  const actions = after.actions.filter(({ action }) => action === finding.action);
  if (kind === "bundle") {
    assert.ok(
      chained(texts).some((source) => source.toLowerCase().endsWith(payload.toLowerCase())),
      `${payload} is installed by a chain`,
    );
    assert.ok(
      actions.every(({ steps }) => steps.length === 0),
      "nothing runs the action any more",
    );
  } else if (kind === "ui-sequence" || kind === "exit-dialog") {
    const steps = actions.flatMap((one) => one.steps);
    assert.ok(
      steps.length > 0 && steps.every(({ moment }) => moment === "after-execute"),
      "it runs after ExecuteAction",
    );
    const table = kind === "exit-dialog" ? /ControlEvent/ : /UISequence/;
    assert.ok(
      steps.every((step) => table.test(step.table)),
      "it runs where the fix says",
    );
    const runs = actions.flatMap((one) => one.runs.map((run) => `${run.program} ${run.arguments}`));
    assert.ok(
      runs.some((run) => run.toLowerCase().includes(payload.toLowerCase())),
      `${runs.join()} runs ${payload}`,
    );
    const quiet = runs.filter((run) => /(^|\s)[/-](qn|quiet|q)(\s|$)/i.test(run));
    assert.deepEqual(
      quiet,
      [],
      "the client is not elevated: without a user interface a package for the machine cannot ask to be",
    );
  } else if (kind === "upgrade") {
    const codes = after.databases.flatMap((one) => rowsOf(one, "Upgrade").map((row) => textOf(row, "UpgradeCode")));
    assert.ok(
      codes.some((code) => code?.toLowerCase().includes(payload.toLowerCase())),
      `an Upgrade row removes ${payload}`,
    );
  } else {
    const steps = actions.flatMap((one) => one.steps);
    assert.ok(steps.length > 0, "the action is still scheduled");
  }
}
