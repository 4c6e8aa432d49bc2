import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { after, before, describe, test } from "node:test";
import type { CodeAction, TextDocumentEdit, TextEdit } from "vscode-languageserver/node";
import type { Report } from "../../src/analysis/report.ts";
import type { Finding } from "../../src/model/finding.ts";
import { lineStarts } from "../../src/model/lines.ts";
import { decodeXml } from "../../src/sources/wix/encoding.ts";
import { createFolder, type Folder, LspClient } from "../server/lspClient.ts";
import { analysed, assertCured, assertHome, danglingReferences } from "./proof.ts";

const root = path.join(import.meta.dirname, "../fixtures/fixes");

/** A folder of test/fixtures/fixes: the sources before, what fix of which action is made, what it installs, and the sources after. */
interface Fixture {
  readonly name: string;
  readonly kind: string;
  readonly action: string;
  readonly payload: string;
  readonly before: ReadonlyMap<string, Buffer>;
  readonly after: ReadonlyMap<string, Buffer>;
}

const fixtures = readdirSync(root).sort().map(readFixture);

function readFixture(name: string): Fixture {
  const line = readFileSync(path.join(root, name, "fix.txt"), "utf8")
    .split("\n")
    .find((one) => one !== "" && !one.startsWith("#"));
  const [kind = "", action = "", payload = ""] = (line ?? "").split(" ");
  return { name, kind, action, payload, before: filesIn(name, "before"), after: filesIn(name, "after") };
}

function filesIn(name: string, part: string): ReadonlyMap<string, Buffer> {
  const folder = path.join(root, name, part);
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(paths.sort().map((file) => [path.relative(folder, file).replaceAll("\\", "/"), readFileSync(file)]));
}

/** The bytes of a text as an editor saves it: with the mark and in the encoding that the file has. */
function saved(text: string, like: Buffer | undefined): Buffer {
  const { encoding } = decodeXml(like ?? "", "/a");
  if (like?.[0] === 0xff) return Buffer.from(`\uFEFF${text}`, "utf16le");
  if (encoding === "windows-1252") return Buffer.from(text, "latin1");
  return Buffer.from((like?.[0] === 0xef ? "\uFEFF" : "") + text, "utf8");
}

describe("fixes through the language server", () => {
  const folders = new Map<string, Folder>();
  let client: LspClient;

  before(async () => {
    for (const { name, before: files } of fixtures) folders.set(name, createFolder(Object.fromEntries(files)));
    client = await LspClient.start({ folders: [...folders.values()] });
    await client.analysed();
  });

  after(async () => {
    await client?.stop();
    for (const folder of folders.values()) folder.remove();
  });

  for (const fixture of fixtures) {
    test(fixture.name, async () => {
      const folder = folders.get(fixture.name);
      assert.ok(folder !== undefined);
      const asIs = await analysed(folder.path);
      const finding = theFinding(asIs.report, fixture);
      const action = await resolved(client, folder, finding, fixture);
      const files = editedFiles(action, folder, fixture.before);
      for (const [name, bytes] of files) folder.write(name, bytes);
      assertAfter(fixture, new Map([...fixture.before, ...files]));
      const then = await analysed(folder.path);
      assertProven(fixture, asIs.report, then.report, finding, files);
    });
  }
});

function theFinding(report: Report, { kind, action }: Fixture): Finding {
  const finding = report.findings.find(
    (one) => one.action === action && one.fixes.some((offer) => offer.kind === kind),
  );
  assert.ok(
    finding !== undefined,
    `${action} has a finding that offers ${kind}: ${report.findings.map((one) => one.action)}`,
  );
  return finding;
}

/** Asks for the code actions where the finding stands, chooses the fix, and has its edits built. */
async function resolved(
  client: LspClient,
  folder: Folder,
  { site, fingerprint }: Finding,
  { kind }: Fixture,
): Promise<CodeAction> {
  assert.ok(site.kind === "text");
  const uri = folder.uriOf(path.relative(folder.path, site.file));
  const text = decodeXml(readFileSync(site.file), site.file).text;
  const position = positionIn(text, site.span.start);
  const actions = await client.codeActions(uri, { start: position, end: position });
  const chosen = actions.find(({ data }) => data?.kind === kind && data?.fingerprint === fingerprint);
  assert.ok(chosen !== undefined, `${kind} is offered among ${actions.map(({ title }) => title).join("; ")}`);
  assert.equal(chosen.edit, undefined, "its edits are not built before it is chosen");
  return client.resolve(chosen);
}

function positionIn(text: string, offset: number) {
  const starts = lineStarts(text);
  const line = starts.findLastIndex((start) => start <= offset);
  return { line, character: offset - (starts[line] ?? 0) };
}

/** The files that the edit of an action changes or makes, as they are saved. */
function editedFiles({ edit }: CodeAction, folder: Folder, files: ReadonlyMap<string, Buffer>): Map<string, Buffer> {
  const created = new Set<string>();
  const out = new Map<string, Buffer>();
  const changes = edit?.documentChanges ?? [];
  assert.ok(changes.length > 0, "the action has edits");
  const annotated = changes.length > 1;
  const annotations = Object.values(edit?.changeAnnotations ?? {});
  assert.equal(annotations.length > 0, annotated, "several files are to be confirmed");
  assert.ok(annotations.every(({ needsConfirmation }) => needsConfirmation === true));
  for (const change of changes) {
    if ("kind" in change) {
      assert.ok(change.kind === "create");
      created.add(change.uri);
      continue;
    }
    const name = [...files.keys(), ...created].find(
      (one) => one === change.textDocument.uri || folder.uriOf(one) === change.textDocument.uri,
    );
    assert.ok(name !== undefined, `${change.textDocument.uri} is in the folder`);
    const relative = created.has(name)
      ? decodeURIComponent(name.slice(folder.uriOf("").length).replace(/^\//, ""))
      : name;
    const before = files.get(relative);
    out.set(relative, saved(edited(before === undefined ? "" : decodeXml(before, "/a").text, change), before));
  }
  return out;
}

function edited(text: string, { edits }: TextDocumentEdit): string {
  const starts = lineStarts(text);
  const at = ({ line, character }: TextEdit["range"]["start"]) => (starts[line] ?? text.length) + character;
  const plain = edits.map((edit) => {
    assert.ok("newText" in edit);
    return { start: at(edit.range.start), end: at(edit.range.end), text: edit.newText };
  });
  return plain
    .sort((a, b) => b.start - a.start)
    .reduce((now, one) => now.slice(0, one.start) + one.text + now.slice(one.end), text);
}

/** With UPDATE=1 an after/ that is not there yet is written, to be read; an existing one is never touched. */
function assertAfter({ name, after: expected }: Fixture, files: ReadonlyMap<string, Buffer>): void {
  if (process.env["UPDATE"] === "1" && expected.size === 0) {
    for (const [file, bytes] of files) {
      const target = path.join(root, name, "after", file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, bytes);
    }
    return;
  }
  assert.deepEqual([...files.keys()].sort(), [...expected.keys()].sort());
  for (const [file, bytes] of files) {
    const wanted = expected.get(file) ?? Buffer.alloc(0);
    assert.equal(decodeXml(bytes, file).text, decodeXml(wanted, file).text, file);
    assert.ok(bytes.equals(wanted), `${file} byte for byte`);
  }
}

function assertProven(
  { kind, action, payload }: Fixture,
  before: Report,
  now: Report,
  finding: Finding,
  files: ReadonlyMap<string, Buffer>,
): void {
  assertCured(before, now, finding, kind);
  const texts = [...files].filter(([name]) => name.endsWith(".wxs")).map(([, bytes]) => decodeXml(bytes, "/a").text);
  if (kind.startsWith("suppress")) assert.ok(now.suppressed.some((one) => one.action === action));
  else
    assertHome(
      kind,
      finding,
      now,
      texts,
      kind === "bundle" ? payload.replace(/^(.*)\.TargetPath$/, "$1.TargetPath)") : payload,
    );
  assert.deepEqual(kind === "bundle" || kind === "upgrade" ? [] : danglingReferences(texts), []);
  // Once more changes nothing more: the finding that offered the fix is not there.
  assert.ok(!now.findings.some((one) => one.action === action && one.rule === finding.rule));
}
