import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { Report } from "../src/analysis/report.ts";
import { analyseCorpus, corpus, corpusIsMissing } from "./corpus.ts";

/** A line of expected.jsonl: what an expert says of one action. */
interface Expected {
  readonly folder: string;
  readonly file: string;
  readonly line: number;
  readonly action: string;
  readonly expect: string;
  readonly why: string;
  readonly absent?: boolean;
}

const lines: readonly Expected[] = existsSync(`${corpus}/expected.jsonl`)
  ? readFileSync(`${corpus}/expected.jsonl`, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line))
  : [];

/** `Install$(var.X)` in the file is `InstallFoo`, or itself where nobody defines X. */
function names(action: string, found: string): boolean {
  const literal = action.split(/\$\([^)]*\)/);
  return (
    action === found ||
    (literal.length > 1 && found.startsWith(literal[0] ?? "") && found.endsWith(literal.at(-1) ?? ""))
  );
}

describe("the judged corpus", { skip: corpusIsMissing }, () => {
  let report: Promise<Report> | undefined;
  const analysed = () => {
    report ??= analyseCorpus("judged");
    return report;
  };

  test("is read without a defect of ours", async () => {
    const { problems } = await analysed();
    assert.deepEqual(
      problems.filter(({ code }) => code === "internal-error").map(({ message }) => message),
      [],
    );
  });

  for (const line of lines) {
    test(titleOf(line), async () => {
      assertMet(line, await analysed());
    });
  }
});

function titleOf({ folder, file, action, expect }: Expected): string {
  return `${folder}/${file}: ${action} is ${expect}`;
}

function assertMet({ folder, file, action, expect, absent }: Expected, report: Report): void {
  const path = `${corpus}/judged/${folder}/${file}`;
  const findings = report.findings.filter((one) => names(action, one.action) && one.site.file === path);
  const rules = findings.map((one) => one.rule);
  const actions = report.actions.filter((one) => names(action, one.action) && one.site.file === path);
  if (absent === true) {
    assert.equal(actions.length, 0, "the action is not in the database");
    return;
  }
  // A row of a sequence may name an action that no row defines: a line of expected.jsonl can be about that.
  const dangling = report.problems.some(
    (one) => one.code === "undefined-action" && one.site.file === path && one.message.includes(action),
  );
  assert.ok(actions.length > 0 || dangling, "the action is in the database");
  assert.ok(dangling || actions.some((one) => one.steps.length > 0), "the action is scheduled");
  const silent = findings.length === 0;
  if (expect === "none") assert.deepEqual(rules, []);
  else if (expect === "none-or-unresolved") assert.ok(silent || rules.every((rule) => rule === "unresolved-action"));
  else if (expect.endsWith("-or-unresolved")) {
    const unresolved = actions.some((one) => !one.understood);
    assert.ok(unresolved || rules.includes(expect.slice(0, -"-or-unresolved".length)));
  } else assert.ok(rules.includes(expect), `found ${rules.join(", ") || "nothing"}`);
}
