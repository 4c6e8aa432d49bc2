import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { createWorkspace } from "../src/analysis/index.ts";
import type { Report } from "../src/analysis/report.ts";
import { createFiles } from "../src/files.ts";
import type { Site } from "../src/model/site.ts";
import { createFolder } from "./folder.ts";
import { marked } from "./marked.ts";

const root = path.join(import.meta.dirname, "solutions/three-projects");

/** The files of the solution with their marks, by their path in it. */
const sources = new Map(
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => [path.relative(root, file).replaceAll("\\", "/"), readFileSync(file, "utf8")]),
);
const textOf = (name: string) => marked(sources.get(name) ?? assert.fail(`no ${name}`)).text;

/** A copy of the solution that may be edited, analysed as an editor would: once, and then after each change. */
function openCopy() {
  const folder = createFolder(Object.fromEntries([...sources.keys()].map((name) => [name, textOf(name)])));
  const workspace = createWorkspace(createFiles({ roots: [folder.path], trusted: true }), {
    levels: new Map(),
    defines: new Map(),
    includePaths: [],
  });
  workspace.setScope({ folders: [folder.path], files: [] });
  return {
    workspace,
    at: (name: string) => `${folder.path}/${name}`,
    placeOf: (site: Site) => {
      const span = site.kind === "text" ? site.span : { start: -1, end: -1 };
      return `${path.posix.relative(folder.path, site.file)}:${span.start}-${span.end}`;
    },
    analyse: () => workspace.analyse(new AbortController().signal),
    edit(name: string, from: string, to: string): Promise<Report> {
      const text = textOf(name);
      assert.ok(text.includes(from), `${name} has ${from}`);
      folder.write({ [name]: text.replace(from, to) });
      workspace.invalidate(`${folder.path}/${name}`);
      return workspace.analyse(new AbortController().signal);
    },
  };
}

/** The marked range of a file. */
function markIn(name: string): string {
  const [span] = marked(sources.get(name) ?? "").spans;
  return `${name}:${span?.start}-${span?.end}`;
}

/** Where the action says what it runs, and where the text of that stands: two includes away. */
const COMMAND = markIn("Package/Codec.wxs");
const TEXT = markIn("Shared/Commands.wxi");

const summary = (report: Report) =>
  report.findings.map(({ rule, outcome, confidence, action, projects }) => ({
    rule,
    outcome,
    confidence,
    action,
    projects,
  }));

const FINDING = {
  rule: "nested-install-in-execute-sequence",
  outcome: "1618",
  confidence: "guaranteed",
  action: "InstallCodec",
  projects: ["Package"],
};

describe("a solution of a package, a module and a bundle", () => {
  test("has the finding where the action names its command, with its text in an include of an include, for the one project that builds it", async () => {
    const { analyse, placeOf } = openCopy();
    const report = await analyse();
    assert.deepEqual(summary(report), [FINDING]);
    assert.deepEqual(
      report.findings.map(({ site }) => placeOf(site)),
      [COMMAND],
    );
    const [site] = report.findings.map((finding) => finding.site);
    const [piece] = site?.kind === "text" ? site.pieces : [];
    assert.equal(piece && placeOf({ ...piece, kind: "text", pieces: [] }).split("-")[0], TEXT.split("-")[0]);
    assert.deepEqual(
      piece?.via.map(({ kind, name }) => `${kind} ${name}`),
      ["variable CodecCommand", "include ..\\Shared\\Setup.wxi", "include Commands.wxi"],
    );
    assert.deepEqual(
      report.problems.filter(({ severity }) => severity === "error"),
      [],
    );
    assert.deepEqual(report.databases.map(({ kind, toolset }) => `${kind} ${toolset}`).sort(), [
      "module wix3",
      "package wix4",
    ]);
  });

  test("loses it when the project defines another edition, and has it again when that is taken back", async () => {
    const { analyse, edit } = openCopy();
    await analyse();
    const lite = await edit("Package/Package.wixproj", "Edition=Full", "Edition=Lite");
    assert.deepEqual(summary(lite), []);
    const action = lite.actions.find(
      ({ database, action }) => database.kind === "package" && action === "InstallCodec",
    );
    assert.ok(
      action?.understood && action.steps.length === 1,
      "silent because of what it runs, not because nobody looked",
    );
    const full = await edit("Package/Package.wixproj", "Edition=Full", "Edition=Full");
    assert.deepEqual(summary(full), [FINDING]);
  });

  test("has it for both editions when the project does not say which", async () => {
    const { edit } = openCopy();
    const report = await edit("Package/Package.wixproj", "<DefineConstants>Edition=Full</DefineConstants>", "");
    assert.deepEqual(
      report.findings.map(({ action, confidence }) => [action, confidence === "guaranteed"]),
      [["InstallCodec", false]],
    );
  });

  test("has it at lower certainty when nothing refers to the fragment any more, and says so", async () => {
    const { edit, placeOf } = openCopy();
    const report = await edit("Package/Package.wxs", '<CustomActionRef Id="InstallCodec" />', "");
    assert.deepEqual(summary(report), [{ ...FINDING, confidence: "possible" }]);
    assert.deepEqual(
      report.findings.map(({ site }) => placeOf(site)),
      [COMMAND],
    );
    assert.match(report.findings[0]?.message ?? "", /nothing (in the product )?refers to|not referenced|unreferenced/i);
  });

  test("leads from the command to its text, and from the condition there to the project", async () => {
    const { workspace, analyse, at, placeOf } = openCopy();
    await analyse();
    const definitions = (name: string, text: string) =>
      workspace.navigation().definitionAt(at(name), textOf(name).indexOf(text)).map(placeOf);
    const [define] = definitions("Package/Codec.wxs", "CodecCommand");
    assert.match(define ?? "", /^Shared\/Commands\.wxi:/);
    const edition = textOf("Package/Package.wixproj").indexOf("Edition");
    assert.deepEqual(definitions("Shared/Commands.wxi", "Edition"), [
      `Package/Package.wixproj:${edition}-${edition + 7}`,
    ]);
    const [off] = workspace.navigation().inactiveIn(at("Shared/Commands.wxi"));
    assert.match(
      textOf("Shared/Commands.wxi").slice(off?.start, off?.end),
      /^\s*<\?define CodecCommand = '"\[INSTALLFOLDER\]Viewer\.exe" \/register'\?>\s*$/,
    );
  });

  test("keeps the module's action of the same name apart", async () => {
    const { workspace, analyse, at, placeOf } = openCopy();
    await analyse();
    const offset = textOf("Driver/Driver.wxs").indexOf("InstallCodec");
    const references = workspace.navigation().referencesAt(at("Driver/Driver.wxs"), offset, true);
    assert.deepEqual(
      references.map((site) => placeOf(site).replace(/:.*/, "")),
      ["Driver/Driver.wxs", "Driver/Driver.wxs"],
    );
    const own = textOf("Package/Package.wxs").indexOf("InstallCodec");
    const renaming = workspace.navigation().renameAt(at("Package/Package.wxs"), own, "StartCodec");
    assert.ok("edits" in renaming);
    assert.deepEqual(
      renaming.edits.map(({ file, edits }) => [file, edits.length]),
      [
        [at("Package/Codec.wxs"), 2],
        [at("Package/Package.wxs"), 1],
      ],
    );
  });
});
