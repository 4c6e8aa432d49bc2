import assert from "node:assert/strict";
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { after, test } from "node:test";
import { createWorkspace } from "../src/analysis/index.ts";
import type { Report } from "../src/analysis/report.ts";
import { createFiles } from "../src/files.ts";
import { decodeType } from "../src/model/customAction.ts";
import type { Finding } from "../src/model/finding.ts";
import { createParsers } from "../src/parsers.ts";
import { type Expected, layOut, type Quiet, readStories, type Story } from "./stories.ts";

const stories = readStories();
const parsers = createParsers();
const below = realpathSync(mkdtempSync(path.join(tmpdir(), "msi1618-fixtures-")));
after(() => rmSync(below, { recursive: true, force: true }));

const reports = new Map<string, Promise<Report>>();

/** The report of a story's sources without their marks, made once. */
function reportOf(story: Story): Promise<Report> {
  const known = reports.get(story.name);
  if (known !== undefined) return known;
  const folder = layOut(story, below);
  const configuration = { levels: new Map(), defines: new Map(), includePaths: [] };
  const workspace = createWorkspace(createFiles({ roots: [folder], trusted: true }), configuration, parsers);
  workspace.setScope({ folders: [folder], files: [] });
  const report = workspace.analyse(new AbortController().signal);
  reports.set(story.name, report);
  return report;
}

/** One line for each finding, with its place as `file:start-end`. */
function found(report: Report, story: Story): readonly string[] {
  const prefix = `${path.join(below, story.name).replaceAll("\\", "/")}/`;
  const place = ({ site }: Finding) =>
    site.kind === "text" ? `${site.file.replace(prefix, "")}:${site.span.start}-${site.span.end}` : site.table;
  return report.findings.map((one) => `${judgement(one)} ${place(one)}`).sort();
}

const judgement = (one: Omit<Expected, "form">) =>
  `${one.rule} ${one.outcome} ${one.confidence} ${one.basis} ${one.action} ${one.table}`;

function expected(story: Story): readonly string[] {
  const findings = story.findings ?? [];
  assert.equal(story.marks.length, findings.length, "one mark in the sources for each finding of findings.txt");
  return findings.map((one, at) => `${judgement(one)} ${placeOf(story.marks[at])}`).sort();
}

const placeOf = (mark: Story["marks"][number] | undefined) =>
  mark === undefined ? "nowhere" : `${mark.file}:${mark.span.start}-${mark.span.end}`;

/** With UPDATE=1 a findings.txt that is not there yet is written as found, to be reasoned over; an existing one is never touched. */
function propose(story: Story, report: Report): void {
  const target = path.join(story.folder, "findings.txt");
  if (process.env["UPDATE"] !== "1" || existsSync(target)) return;
  const lines = report.findings.map((one) => `${judgement(one)} ${typeOf(report, one.action)}:?`);
  writeFileSync(target, ["# Proposed by UPDATE=1: give the reason, or correct it.", ...lines, ""].join("\n"));
}

const typeOf = (report: Report, action: string) =>
  decodeType(report.actions.find((one) => one.action === action)?.type ?? 0).base;

for (const story of stories) {
  test(`fixture ${story.name}`, async () => {
    const report = await reportOf(story);
    propose(story, report);
    assert.notEqual(story.findings, undefined, "findings.txt is missing");
    assert.deepEqual(found(report, story), expected(story));
    assert.ok(
      report.stats.files >= [...story.sources.keys()].filter((name) => name.endsWith(".wxs")).length,
      "all read",
    );
    assert.deepEqual(
      report.problems.filter((problem) => problem.severity === "error").map((one) => one.message),
      [],
    );
    for (const quiet of story.quiet) assertQuiet(report, quiet.how, quiet.action);
  });
}

function assertQuiet(report: Report, how: Quiet["how"], action: string): void {
  const actions = report.actions.filter((one) => one.action === action);
  assert.equal(actions.length, how === "absent" ? 0 : 1, `${action} in the database`);
  for (const one of actions) {
    assert.equal(one.steps.length > 0, how !== "unscheduled", `${action} scheduled`);
    if (how === "unresolved") assert.equal(one.understood, false, `${action} not understood`);
    else assert.ok(one.understood || !one.runsCode || how === "unscheduled", `${action} understood: ${one.reason}`);
  }
}

test("no two fixtures share sequence, Execute, Return and command form", async () => {
  const owner = new Map<string, string>();
  for (const story of stories) {
    const report = await reportOf(story);
    for (const key of new Set((story.findings ?? []).map((one) => combination(report, one)))) {
      assert.equal(owner.get(key), undefined, `${story.name} repeats ${key}`);
      owner.set(key, story.name);
    }
  }
  assert.ok(new Set(owner.values()).size >= 30, `${new Set(owner.values()).size} positive fixtures`);
});

function combination(report: Report, one: Expected): string {
  if (one.table === "MsiEmbeddedChainer" || one.table === "MsiEmbeddedUI") return `${one.table} ${one.form}`;
  const action = report.actions.find((known) => known.action === one.action);
  assert.ok(action !== undefined, `${one.action} is in the database`);
  const type = decodeType(action.type);
  assert.equal(one.form.split(":")[0], String(type.base), `the form of ${one.action} names its type`);
  const when = type.execution === "immediate" && type.repeat !== "always" ? type.repeat : type.execution;
  return `${one.table} ${when} ${type.return} ${one.form}`;
}

test("WiX 3 and WiX 4 are both in the positive fixtures", () => {
  const positive = stories.filter((story) => (story.findings ?? []).length > 0);
  const using = (namespace: string) =>
    positive.filter((story) => [...story.sources.values()].some((source) => source.includes(namespace)));
  assert.ok(using("http://schemas.microsoft.com/wix/2006/wi").length >= 15);
  assert.ok(using("http://wixtoolset.org/schemas/v4/wxs").length >= 15);
});
