import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import type { Workspace } from "../../src/analysis/workspace.ts";
import type { Finding, FixOffer } from "../../src/model/finding.ts";
import { corpus, corpusIsMissing } from "../corpus.ts";
import { layOut, readStories } from "../stories.ts";
import { analysed, applyEdits, assertCured, assertHome, danglingReferences, takeBack } from "./proof.ts";

const below = realpathSync(mkdtempSync(path.join(tmpdir(), "msi1618-every-")));
after(() => rmSync(below, { recursive: true, force: true }));

const CURES = ["bundle", "exit-dialog", "ui-sequence", "upgrade", "wait", "pass-command"];

/** Guaranteed findings that no fix moves, each with the reason; whoever finds one shortens this. */
const WITHOUT: Readonly<Record<string, string>> = {
  "actions-from-foreach InstallDeu": "the body of a foreach makes several actions",
  "actions-from-foreach InstallFra": "the body of a foreach makes several actions",
  "administrative-dialogs CheckShare": "it installs in an administrative installation, which no bundle makes",
  "concurrent-installation": "types 7, 23 and 39 are raw rows of a CustomTable",
  "advertisement AdvertiseViewer": "an advertisement has no UI sequence, and no chain advertises",
};

/** The last part of what an offer installs or runs, as it is named in its new home. */
function payloadOf(offer: FixOffer, finding: Finding): string {
  if (offer.kind !== "bundle") return "";
  const spelled = offer.payload.spelled.replaceAll('"', "");
  if (/^\[[#!]/.test(spelled) || spelled === "") return "";
  assert.ok(finding.action !== "");
  return spelled.split(/[\\/\]]/).at(-1) ?? "";
}

/** Makes every cure that a finding allows, proves each, and takes it back. */
async function cures(workspace: Workspace, finding: Finding, folder: string): Promise<readonly string[]> {
  const made: string[] = [];
  for (const { kind, refused } of workspace.fixesOf(finding)) {
    const offer = finding.fixes.find((one) => one.kind === kind);
    if (refused !== undefined || offer === undefined || !CURES.includes(kind)) continue;
    const before = await workspace.analyse(new AbortController().signal);
    const edits = workspace.fix(finding, kind);
    assert.ok(edits.length > 0, `${kind} of ${finding.action} has edits`);
    assert.ok(
      edits.every(({ file }) => file.startsWith(folder)),
      "nothing outside is changed",
    );
    const untouched = new Map(
      edits.filter(({ created }) => !created).map(({ file }) => [file, workspace.textOf(file) ?? ""]),
    );
    const { report, texts } = await applyEdits(workspace, edits);
    assertCured(before, report, finding, kind);
    const bundles = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".wxs"));
    const others = bundles.map((name) => workspace.textOf(`${folder}/${name.replaceAll("\\", "/")}`) ?? "");
    assertHome(kind, finding, report, [...texts.values(), ...others], payloadOf(offer, finding));
    const loose = danglingReferences(untouched.values());
    assert.deepEqual(
      danglingReferences(texts.values()).filter((one) => !loose.includes(one) && untouched.size === texts.size),
      [],
    );
    const again = report.findings.find(
      (one) => one.rule === finding.rule && one.action === finding.action && one.table === finding.table,
    );
    assert.equal(again, undefined, "nothing is left to fix again");
    await takeBack(workspace, texts.keys());
    made.push(kind);
  }
  return made;
}

const tally = { guaranteed: 0, cured: 0, fixes: 0 };

for (const story of readStories()) {
  if ((story.findings ?? []).length === 0) continue;
  test(`each fix of ${story.name} cures it`, async () => {
    const folder = layOut(story, below);
    const { workspace, report } = await analysed(folder);
    for (const finding of report.findings) {
      const made = await cures(workspace, finding, folder);
      const reason = WITHOUT[`${story.name} ${finding.action}`] ?? WITHOUT[story.name];
      tally.fixes += made.length;
      if (finding.confidence !== "guaranteed") continue;
      tally.guaranteed++;
      if (made.length > 0) tally.cured++;
      assert.equal(
        made.length === 0,
        reason !== undefined,
        `${finding.action}: ${made.join(", ") || "no fix"} (${reason ?? ""})`,
      );
    }
  });
}

test("every guaranteed finding of the judged corpus has a cure or a reason", {
  skip: corpusIsMissing,
}, async (context) => {
  const folder = realpathSync(path.join(corpus, "judged")).replaceAll("\\", "/");
  const { workspace, report } = await analysed(folder);
  let [guaranteed, cured] = [0, 0];
  for (const finding of report.findings) {
    const made = await cures(workspace, finding, folder);
    if (finding.confidence !== "guaranteed") continue;
    guaranteed++;
    if (made.length > 0) cured++;
    else
      context.diagnostic(
        `no cure: ${finding.action} in ${finding.site.file.replace(folder, "")}: ${reasons(workspace, finding)}`,
      );
  }
  context.diagnostic(`judged corpus: ${cured} of ${guaranteed} guaranteed findings have a cure`);
  assert.ok(guaranteed > 0);
});

function reasons(workspace: Workspace, finding: Finding): string {
  return workspace
    .fixesOf(finding)
    .filter(({ kind }) => CURES.includes(kind))
    .map(({ kind, refused }) => `${kind}: ${refused ?? "can be made"}`)
    .join("; ");
}

test("the count", (context) => {
  context.diagnostic(
    `fixtures: ${tally.cured} of ${tally.guaranteed} guaranteed findings have a cure; ${tally.fixes} fixes were proven`,
  );
  assert.ok(tally.cured >= 37 && tally.guaranteed - tally.cured <= 12);
});
