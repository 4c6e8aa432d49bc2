import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { createWorkspace } from "../../src/analysis/index.ts";
import type { Report } from "../../src/analysis/report.ts";
import type { Workspace } from "../../src/analysis/workspace.ts";
import { createFiles } from "../../src/files.ts";

const samples = path.join(import.meta.dirname, "../../samples").replaceAll("\\", "/");

/**
 * What a report says, with one action's name replaced by another wherever it is a word. Numbers in a sequence are left out: where several rows want the
 * same place, WiX 3 puts them in the order of their names.
 */
function said({ findings, actions, problems }: Report, from: string, to: string): readonly string[] {
  const named = (text: string) =>
    text.replaceAll(new RegExp(`\\b(Set)?${from}\\b`, "g"), (_, set = "") => set + to).replaceAll(/\(\d+/g, "(#");
  return [
    ...findings.map(({ rule, confidence, outcome, action, message }) =>
      [rule, confidence, outcome, named(action), named(message)].join(" "),
    ),
    ...actions.map(({ action, type, steps, runs, understood }) =>
      [named(action), type, steps.length, understood, ...runs.map((run) => named(run.arguments))].join(" "),
    ),
    ...problems.map(({ code, message }) => `${code} ${named(message)}`),
  ].sort();
}

function apply(workspace: Workspace, edits: readonly { file: string; edits: readonly Edit[] }[]): void {
  for (const { file, edits: changes } of edits) {
    let text = workspace.textOf(file) ?? "";
    for (const { start, end, text: to } of [...changes].reverse()) text = text.slice(0, start) + to + text.slice(end);
    workspace.overlay(file, text);
  }
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

test("whichever action of the samples is renamed, what is found stays what it is but for the name", async () => {
  const workspace = createWorkspace(createFiles({ roots: [samples], trusted: false }), {
    levels: new Map(),
    defines: new Map(),
    includePaths: [],
  });
  workspace.setScope({ folders: [samples], files: [] });
  const analyse = () => workspace.analyse(new AbortController().signal);
  const before = await analyse();
  let renamed = 0;
  for (const { action, site } of before.actions) {
    assert.ok(site.kind === "text");
    const renaming = workspace.navigation().renameAt(site.file, site.span.start, "Renamed_1618");
    if ("refused" in renaming) {
      assert.match(renaming.refused, /named after|not defined/, action);
      continue;
    }
    apply(workspace, renaming.edits);
    assert.deepEqual(said(await analyse(), "Renamed_1618", action), said(before, "Renamed_1618", action), action);
    for (const { file } of renaming.edits) workspace.overlay(file, undefined);
    await analyse();
    renamed++;
  }
  assert.ok(renamed >= 20, `${renamed} actions were renamed`);
});
