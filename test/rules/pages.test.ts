import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createWorkspace } from "../../src/analysis/index.ts";
import type { Report } from "../../src/analysis/report.ts";
import type { Files } from "../../src/model/files.ts";
import type { Finding } from "../../src/model/finding.ts";
import { RULES } from "../../src/rules/index.ts";
import { marked } from "../marked.ts";
import { type Block, pageIds, readPage } from "./pages.ts";

const file = "/page/page.wxs";

/** Nothing but one source. */
function filesWith(text: string): Files {
  return {
    read: (path) => Promise.resolve(path === file ? text : undefined),
    readRanges: () => Promise.resolve(undefined),
    list: (folder) => Promise.resolve(folder === "/page" ? [{ name: "page.wxs", kind: "file" }] : []),
    rootOf: (path) => (path.startsWith("/page") ? "/page" : undefined),
  };
}

/** What the engine says of a source; a rule that is off by default is switched on. */
function analyse(text: string, rule: string): Promise<Report> {
  const off = RULES.find((one) => one.id === rule)?.level === "off";
  const workspace = createWorkspace(filesWith(text), {
    levels: new Map(off ? [[rule, "warning"]] : []),
    defines: new Map(),
    includePaths: [],
  });
  workspace.setScope({ folders: [], files: [file] });
  return workspace.analyse(new AbortController().signal);
}

function placeOf({ site }: Finding): string {
  return site.kind === "text" ? `${site.span.start}-${site.span.end}` : site.table;
}

async function checkWrong(id: string, { source, also }: Block): Promise<void> {
  const { text, spans } = marked(source);
  assert.ok(spans.length > 0, "a wrong block marks where its findings stand");
  const { findings } = await analyse(text, id);
  const own = findings.filter((finding) => finding.rule === id);
  assert.deepEqual(
    own.map(placeOf),
    spans.map(({ start, end }) => `${start}-${end}`),
  );
  const others = findings.filter((finding) => finding.rule !== id && !also.includes(finding.rule));
  assert.deepEqual(
    others.map((finding) => finding.message),
    [],
  );
}

async function checkRight(id: string, { source }: Block): Promise<void> {
  const { text, spans } = marked(source);
  assert.equal(spans.length, 0, "a right block has no marks");
  const report = await analyse(text, id);
  assert.deepEqual(
    report.findings.filter((finding) => finding.rule === id).map((finding) => finding.message),
    [],
  );
}

for (const id of pageIds) {
  describe(`the page of ${id}`, () => {
    const page = readPage(id);

    for (const block of page.blocks) {
      const check = block.heading === "Wrong" ? checkWrong : checkRight;
      test(`${block.heading}, line ${block.line}`, () => check(id, block));
      test(`line ${block.line} is read without a problem of the source`, async () => {
        const { problems } = await analyse(marked(block.source).text, id);
        assert.deepEqual(
          problems.filter((problem) => problem.severity === "error").map((problem) => problem.message),
          [],
        );
      });
    }
  });
}
