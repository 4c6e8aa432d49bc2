import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { createWorkspace } from "../../src/analysis/index.ts";
import { inTableTerms } from "../../src/analysis/tableTerms.ts";
import { createFiles } from "../../src/files.ts";
import { createFolder } from "../folder.ts";

const rows = (...lines: readonly string[]) => lines.map((line) => `${line}\r\n`).join("");

describe("what is found in tables", () => {
  test("is said in terms of tables", async () => {
    const { path: folder } = createFolder({
      "a.idt": rows(
        "Action\tType\tSource\tTarget",
        "s72\ti2\tS72\tS0",
        "CustomAction\tAction",
        "Run\t3106\tTARGETDIR\tmsiexec /i a.msi /qn",
      ),
      "s.idt": rows("Action\tCondition\tSequence", "s72\tS255\tI2", "InstallExecuteSequence\tAction", "Run\t\t4001"),
    });
    const workspace = createWorkspace(createFiles({ roots: [folder], trusted: false }), {
      levels: new Map(),
      defines: new Map(),
      includePaths: [],
    });
    workspace.setScope({ folders: [folder], files: [] });
    const [finding] = (await workspace.analyse(new AbortController().signal)).findings;
    assert.match(finding?.message ?? "", /; its exit code, which is checked, then makes the whole installation fail/);
    assert.match(
      finding?.advice ?? "",
      /Deferred execution \(1024 in its Type\), a number after InstallFinalize, no impersonation \(2048\) and elevation do not help, and 64 in its Type only hides the failure/,
    );
  });

  test("knows every attribute of WiX that a rule names", () => {
    const folder = path.resolve(import.meta.dirname, "../../src/rules");
    const texts = readdirSync(folder)
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(path.join(folder, name), "utf8"));
    const named = new Set(
      texts.flatMap((text) =>
        [...text.matchAll(/\b(?:Return|Execute|Impersonate|After|Before)="\w+"/g)].map(([attribute]) => attribute),
      ),
    );
    assert.ok(named.size > 5);
    for (const attribute of named) assert.doesNotMatch(inTableTerms(attribute), /="/);
  });
});
