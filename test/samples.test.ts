import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { createWorkspace } from "../src/analysis/index.ts";
import type { Report } from "../src/analysis/report.ts";
import { createFiles } from "../src/files.ts";
import type { Finding } from "../src/model/finding.ts";
import { RULES } from "../src/rules/index.ts";

const samples = path.resolve(import.meta.dirname, "../samples").replaceAll("\\", "/");

function analyse(levels: ReadonlyMap<string, "warning">): Promise<Report> {
  const files = createFiles({ roots: [samples], trusted: true });
  const workspace = createWorkspace(files, { levels, defines: new Map(), includePaths: [] });
  workspace.setScope({ folders: [samples], files: [] });
  return workspace.analyse(new AbortController().signal);
}

const fileOf = ({ site }: Finding) => site.file.replace(`${samples}/`, "");

/** The rows of the table of findings in samples/README.md, as `file action rule`, with what the rule's cell adds in brackets. */
function explained(): readonly string[] {
  const readme = readFileSync(path.join(samples, "README.md"), "utf8");
  const table = readme.slice(readme.indexOf("| file | action | rule |")).split("\n\n")[0] ?? "";
  const rows = table
    .split("\n")
    .slice(2)
    .map((row) => row.split("|").map((cell) => cell.trim()));
  return rows.map(([, file, action, rule]) => `${file} ${action} ${rule}`);
}

/** A finding as that table writes it: outcome and confidence are named where they are not the usual ones of the rule. */
function written(finding: Finding): string {
  const outcome = finding.rule.includes("in-execute-sequence") && ["1618-hidden", "blocks"].includes(finding.outcome);
  const confidence =
    finding.rule === "nested-install-in-execute-sequence" &&
    finding.outcome !== "blocks" &&
    finding.confidence !== "guaranteed";
  const notes = [...(outcome ? [finding.outcome] : []), ...(confidence ? [finding.confidence] : [])];
  return `${fileOf(finding)} ${finding.action} ${finding.rule}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
}

test("samples/README.md explains every finding of the sample and no other", async () => {
  const report = await analyse(new Map());
  assert.deepEqual(report.findings.map(written).sort(), [...explained()].sort());
  assert.deepEqual(
    report.suppressed.map((one) => one.action),
    ["RepairLabAgent"],
  );
  assert.deepEqual(
    report.unresolved.map((one) => one.action),
    ["ReadMachineId"],
  );
  assert.deepEqual(
    report.problems.map((one) => one.message),
    [],
  );
});

test("the sample has a finding of every rule", async () => {
  const report = await analyse(new Map([["unresolved-action", "warning"]]));
  assert.deepEqual(new Set(report.findings.map((one) => one.rule)), new Set(RULES.map((rule) => rule.id)));
});
