import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { describe, test } from "node:test";
import { createWorkspace } from "../../src/analysis/index.ts";
import type { Report } from "../../src/analysis/report.ts";
import { createBreath } from "../../src/analysis/turn.ts";
import type { Configuration, Workspace } from "../../src/analysis/workspace.ts";
import { createFiles } from "../../src/files.ts";
import type { Finding } from "../../src/model/finding.ts";
import { createFolder, type Folder } from "../folder.ts";

const never = new AbortController().signal;
const RULE = "nested-install-in-execute-sequence";

/** A package whose action `id` runs a command after InstallFiles. */
function product(id: string, command = "msiexec /i child.msi /qn", before = ""): string {
  return `<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs">
  <Package Name="P" Version="1.0" Manufacturer="M" UpgradeCode="11111111-2222-3333-4444-555555555555">
    ${before}<CustomAction Id="${id}" Directory="TARGETDIR"
        ExeCommand="${command}" Execute="deferred" Return="check" />
    <InstallExecuteSequence><Custom Action="${id}" After="InstallFiles" /></InstallExecuteSequence>
  </Package>
</Wix>
`;
}

const fragment = (id: string) =>
  `<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs"><Fragment><Property Id="${id}" Value="1" /></Fragment></Wix>`;

interface Opened {
  readonly folder: Folder;
  readonly workspace: Workspace;
  readonly at: (name: string) => string;
  readonly analyse: () => Promise<Report>;
}

function open(
  files: Readonly<Record<string, string | Uint8Array>>,
  configuration: Partial<Configuration> = {},
): Opened {
  const folder = createFolder(files);
  const workspace = createWorkspace(createFiles({ roots: [folder.path], trusted: false }), {
    levels: new Map(),
    defines: new Map(),
    includePaths: [],
    ...configuration,
  });
  workspace.setScope({ folders: [folder.path], files: [] });
  return { folder, workspace, at: (name) => `${folder.path}/${name}`, analyse: () => workspace.analyse(never) };
}

const actionsOf = (report: Report) => report.findings.map((finding) => finding.action);
const work = ({ stats }: Report) => ({ parsed: stats.parsed, linked: stats.linked, judged: stats.judged });

/** The text at a finding's place. */
function textAt(workspace: Workspace, { site }: Finding): string {
  assert.ok(site.kind === "text");
  return workspace.textOf(site.file)?.slice(site.span.start, site.span.end) ?? "";
}

/** A problem's code with the name of its file. */
const problemsOf = (report: Report) =>
  report.problems.map(({ code, site }) => `${path.posix.basename(site.file)}: ${code}`);

describe("an analysis", () => {
  test("finds, places and counts", async () => {
    const { workspace, analyse } = open({ "a.wxs": product("RunChild") });
    const { findings, stats, unresolved } = await analyse();
    assert.deepEqual(
      findings.map(({ rule, severity, action, table, condition }) => [rule, severity, action, table, condition]),
      [[RULE, "error", "RunChild", "InstallExecuteSequence", null]],
    );
    assert.ok(findings[0] !== undefined);
    assert.equal(textAt(workspace, findings[0]), "msiexec /i child.msi /qn");
    assert.match(findings[0].fingerprint, /^[0-9a-f]{16}$/);
    assert.deepEqual([stats.files, stats.actions, stats.resolved, unresolved.length], [1, 1, 1, 0]);
  });

  test("a place that several projects share is one finding that lists them", async () => {
    const project =
      '<Project Sdk="WixToolset.Sdk/5.0.2"><ItemGroup><Compile Include="..\\shared.wxs" /></ItemGroup></Project>';
    const { analyse } = open({ "a/A.wixproj": project, "b/B.wixproj": project, "shared.wxs": product("RunChild") });
    const { findings, databases, stats } = await analyse();
    assert.deepEqual(
      findings.map(({ action, projects }) => [action, projects]),
      [["RunChild", ["A", "B"]]],
    );
    assert.deepEqual([databases.length, stats.actions], [2, 1]);
  });

  test("levels are configured, and a rule that is off is silent", async () => {
    const quiet = open({ "a.wxs": product("RunChild") }, { levels: new Map([[RULE, "off"]]) });
    assert.deepEqual(actionsOf(await quiet.analyse()), []);
    const milder: Configuration = { levels: new Map([[RULE, "information"]]), defines: new Map(), includePaths: [] };
    quiet.workspace.configure(milder);
    const report = await quiet.analyse();
    assert.deepEqual(
      report.findings.map(({ severity }) => severity),
      ["information"],
    );
    assert.deepEqual(work(report), { parsed: 0, linked: 0, judged: 0 });
  });
});

describe("a change", () => {
  const files = Object.fromEntries(
    [1, 2, 3].flatMap((number) => [
      [`p${number}/product.wxs`, product(`Run${number}`)],
      [`p${number}/more.wxs`, fragment(`P${number}`)],
    ]),
  );

  test("nothing at all costs nothing", async () => {
    const { analyse } = open(files);
    assert.deepEqual(work(await analyse()), { parsed: 6, linked: 3, judged: 3 });
    assert.deepEqual(work(await analyse()), { parsed: 0, linked: 0, judged: 0 });
  });

  test("one keystroke parses one file and links the units that contain it", async () => {
    const { workspace, at, analyse } = open(files);
    await analyse();
    workspace.overlay(at("p2/product.wxs"), product("Run2", "notepad.exe"));
    const report = await analyse();
    assert.deepEqual(work(report), { parsed: 1, linked: 1, judged: 1 });
    assert.deepEqual(actionsOf(report), ["Run1", "Run3"]);
  });

  test("opening, saving and closing a document unchanged costs nothing", async () => {
    const { folder, workspace, at, analyse } = open(files);
    await analyse();
    const opened = product("Run1");
    workspace.overlay(at("p1/product.wxs"), opened);
    assert.deepEqual(work(await analyse()), { parsed: 0, linked: 0, judged: 0 });
    const edited = product("Run1", "msiexec /x child.msi /qn");
    workspace.overlay(at("p1/product.wxs"), edited);
    await analyse();
    folder.write({ "p1/product.wxs": edited });
    workspace.invalidate(at("p1/product.wxs"));
    assert.deepEqual(work(await analyse()), { parsed: 0, linked: 0, judged: 0 });
    workspace.overlay(at("p1/product.wxs"), undefined);
    const report = await analyse();
    assert.deepEqual(work(report), { parsed: 0, linked: 0, judged: 0 });
    assert.equal(report.findings.length, 3);
  });

  test("closing without saving brings the file of the disk back", async () => {
    const { workspace, at, analyse } = open({ "a.wxs": product("RunChild") });
    workspace.overlay(at("a.wxs"), product("RunChild", "notepad.exe"));
    assert.deepEqual(actionsOf(await analyse()), []);
    workspace.overlay(at("a.wxs"), undefined);
    assert.deepEqual(actionsOf(await analyse()), ["RunChild"]);
  });

  test("an included file that changes reaches those that include it", async () => {
    const including = (name: string) =>
      `<?include ..\\shared\\flags.wxi?>\n${product(name, "msiexec $(var.Verb) child.msi /qn").replace("<Wix", "<Wix")}`;
    const withVerb = (verb: string) => `<Include><?define Verb = "${verb}"?></Include>`;
    const { folder, workspace, at, analyse } = open({
      "a/a.wxs": including("A"),
      "b/b.wxs": including("B"),
      "c/c.wxs": product("C"),
      "shared/flags.wxi": withVerb("/i"),
    });
    assert.deepEqual(actionsOf(await analyse()), ["A", "B", "C"]);
    folder.write({ "shared/flags.wxi": withVerb("/y") });
    workspace.invalidate(at("shared/flags.wxi"));
    const report = await analyse();
    assert.deepEqual(actionsOf(report), ["C"]);
    assert.deepEqual(work(report), { parsed: 1, linked: 2, judged: 2 });
  });

  test("a file that a source spells in other letters is found, and its changes are seen", async () => {
    const { folder, workspace, at, analyse } = open({
      "src/a.wxs": product("A", "msiexec $(var.Verb) child.msi /qn", "<?include ..\\SHARED\\flags.WXI?>"),
      "Shared/Flags.wxi": '<Include><?define Verb = "/i"?></Include>',
    });
    const first = await analyse();
    assert.deepEqual([actionsOf(first), problemsOf(first)], [["A"], []]);
    folder.write({ "Shared/Flags.wxi": '<Include><?define Verb = "/y"?></Include>' });
    workspace.invalidate(at("Shared/Flags.wxi"));
    assert.deepEqual(actionsOf(await analyse()), []);
  });

  test("files that come and go are seen, also an unsaved new one", async () => {
    const { folder, workspace, at, analyse } = open({ "a/a.wxs": product("A") });
    assert.deepEqual(actionsOf(await analyse()), ["A"]);
    folder.write({ "b/b.wxs": product("B") });
    workspace.invalidate(at("b/b.wxs"));
    assert.deepEqual(actionsOf(await analyse()), ["A", "B"]);
    workspace.overlay(at("c/c.wxs"), product("C"));
    assert.deepEqual(actionsOf(await analyse()), ["A", "B", "C"]);
    workspace.overlay(at("c/c.wxs"), undefined);
    folder.remove("b");
    workspace.invalidate(at("b"));
    assert.deepEqual(actionsOf(await analyse()), ["A"]);
  });

  test("a define in a project changes what is compiled", async () => {
    const conditional = product("A")
      .replace("<CustomAction", "<?if $(var.Nested) = yes?><CustomAction")
      .replace("/>\n    <Install", "/>\n<?endif?>\n    <Install");
    const project = (value: string) =>
      `<Project Sdk="WixToolset.Sdk/5.0.2"><PropertyGroup><DefineConstants>Nested=${value}</DefineConstants></PropertyGroup></Project>`;
    const { folder, workspace, at, analyse } = open({ "A.wixproj": project("yes"), "a.wxs": conditional });
    assert.deepEqual(actionsOf(await analyse()), ["A"]);
    folder.write({ "A.wixproj": project("no") });
    workspace.invalidate(at("A.wixproj"));
    assert.deepEqual(actionsOf(await analyse()), []);
  });

  test("edits elsewhere in the file leave the fingerprint, another command changes it", async () => {
    const { workspace, at, analyse } = open({ "a.wxs": product("RunChild") });
    const fingerprint = async () => (await analyse()).findings[0]?.fingerprint;
    const first = await fingerprint();
    workspace.overlay(at("a.wxs"), product("RunChild", undefined, "<!-- a comment\n over lines -->\n"));
    assert.equal(await fingerprint(), first);
    workspace.overlay(at("a.wxs"), product("RunChild", "msiexec /i other.msi /qn"));
    assert.notEqual(await fingerprint(), first);
  });
});

describe("an abort", () => {
  test("rejects with its reason, and the next analysis is complete", async () => {
    const { workspace, at, analyse } = open({ "a/a.wxs": product("A"), "b/b.wxs": product("B") });
    const controller = new AbortController();
    const running = workspace.analyse(controller.signal);
    controller.abort(new Error("typed on"));
    await assert.rejects(running, /typed on/);
    assert.deepEqual(actionsOf(await analyse()), ["A", "B"]);
    workspace.overlay(at("a/a.wxs"), product("A", "notepad.exe"));
    const again = new AbortController();
    const second = workspace.analyse(again.signal);
    again.abort(new Error("and on"));
    await assert.rejects(second, /and on/);
    assert.deepEqual(actionsOf(await analyse()), ["B"]);
  });

  test("reaches work that is under way: it lets others have their turn", async () => {
    const controller = new AbortController();
    const breathe = createBreath(controller.signal);
    setTimeout(() => controller.abort(new Error("under way")), 1);
    const work = async () => {
      for (let step = 0; step < 10_000; step++) {
        for (const until = performance.now() + 1; performance.now() < until; );
        await breathe();
      }
    };
    await assert.rejects(work(), /under way/);
  });
});

describe("suppression", () => {
  const disable = (text: string) => product("RunChild", undefined, `<!-- ${text} -->\n    `);
  const outcome = async (text: string) => {
    const { analyse } = open({ "a.wxs": disable(text) });
    const report = await analyse();
    return [report.findings.length, report.suppressed.length, ...report.problems.map(({ code }) => code)];
  };

  const cases: readonly (readonly [string, readonly (string | number)[]])[] = [
    [`msi1618-disable-next-line ${RULE}: the child is no MSI`, [0, 1]],
    [`msi1618-disable-next-line unresolved-action, ${RULE}: both`, [0, 1]],
    [`msi1618-disable-file ${RULE}: generated`, [0, 1]],
    [`msi1618-disable-next-line ${RULE}`, [0, 1, "suppression-without-reason"]],
    ["msi1618-disable-next-line msi-started-as-program: no", [1, 0, "unused-suppression"]],
    ["msi1618-disable-next-line no-such-rule: no", [1, 0, "unknown-rule"]],
    ["msi1618-disable-next-line: everything", [1, 0, "malformed-suppression"]],
    [`msi1618-ignore ${RULE}: what`, [1, 0, "malformed-suppression"]],
  ];
  for (const [text, expected] of cases) test(text, async () => assert.deepEqual(await outcome(text), expected));

  test("counts for the next element only", async () => {
    const { workspace, at, analyse } = open({ "a.wxs": product("RunChild") });
    const comment = `<!-- msi1618-disable-next-line ${RULE}: above another element -->`;
    workspace.overlay(
      at("a.wxs"),
      product("RunChild", undefined, `${comment}\n    <Property Id="X" Value="1" />\n    `),
    );
    const report = await analyse();
    assert.deepEqual([report.findings.length, report.suppressed.length], [1, 0]);
  });

  test("the fix writes one that works", async () => {
    const { workspace, at, analyse } = open({ "a.wxs": product("RunChild") });
    const [finding] = (await analyse()).findings;
    assert.ok(finding !== undefined);
    assert.ok(finding.fixes.some(({ kind }) => kind === "suppress"));
    const [fix] = workspace.fix(finding, "suppress", "tested");
    assert.equal(fix?.file, at("a.wxs"));
    const text = workspace.textOf(at("a.wxs")) ?? "";
    const fixed = (fix?.edits ?? []).reduceRight(
      (now, one) => now.slice(0, one.start) + one.text + now.slice(one.end),
      text,
    );
    workspace.overlay(at("a.wxs"), fixed);
    const report = await analyse();
    assert.deepEqual([report.findings.length, report.suppressed.length, report.problems.length], [0, 1, 0]);
  });
});

describe("what is asked at an offset", () => {
  test("is the action whose definition or schedule stands there", async () => {
    const { workspace, at, analyse } = open({ "a.wxs": product("RunChild") });
    await analyse();
    const text = product("RunChild");
    const actionAt = (needle: string) => workspace.actionAt(at("a.wxs"), text.indexOf(needle))?.action;
    assert.equal(actionAt("ExeCommand"), "RunChild");
    assert.equal(actionAt("Custom Action"), "RunChild");
    assert.equal(actionAt("Manufacturer"), undefined);
  });
});

describe("bad input", () => {
  const good = { "good/a.wxs": product("Good") };
  const cases: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>> = {
    "an empty file": { "bad/a.wxs": "" },
    "a file that is not text": { "bad/a.wxs": new Uint8Array([0, 1, 2, 0, 0, 0, 255, 254, 0, 0, 0, 0]) },
    "a file that is not UTF-8": {
      "bad/a.wxs": Buffer.from(product("Bad").replace('Name="P"', 'Name="\u00c4pfel"'), "latin1"),
    },
    "text that breaks off": { "bad/a.wxs": product("Bad").slice(0, 300) },
    "a missing include": { "bad/a.wxs": product("Bad", undefined, "<?include none.wxi?>") },
    "an include cycle": {
      "bad/a.wxs": product("Bad", undefined, "<?include loop.wxi?>"),
      "bad/loop.wxi": "<Include><?include loop.wxi?></Include>",
    },
    "a project that is no project": { "bad/a.wixproj": "<Wix/>", "bad/a.wxs": product("Bad") },
    "a project whose source is not there": {
      "bad/a.wixproj": '<Project><ItemGroup><Compile Include="none.wxs" /></ItemGroup></Project>',
    },
    "two definitions of one action": {
      "bad/a.wxs": product("Bad", undefined, '<CustomAction Id="Bad" Directory="TARGETDIR" ExeCommand="x" />'),
    },
    "an action that is scheduled and not defined": {
      "bad/a.wxs": product("Bad").replace('<CustomAction Id="Bad"', '<CustomAction Id="Other"'),
    },
    "a schedule that goes round": {
      "bad/a.wxs": product("Bad").replace('After="InstallFiles"', 'After="Bad"'),
    },
  };
  for (const [name, files] of Object.entries(cases)) {
    test(`${name} is a problem with a place, and the rest is analysed`, async () => {
      const { analyse } = open({ ...good, ...files });
      const report = await analyse();
      assert.ok(actionsOf(report).includes("Good"));
      assert.ok(report.problems.length > 0, "a problem");
      assert.ok(
        report.problems.every(({ code, site }) => code !== "internal-error" && site.file.includes("/bad/")),
        problemsOf(report).join(", "),
      );
    });
  }

  test("a folder without sources has nothing to say", async () => {
    const { stats, findings, problems } = await open({ "readme.txt": "" }).analyse();
    assert.deepEqual([stats.files, findings, problems], [0, [], []]);
  });

  test("a source behind a link that leaves the folder is not read", {
    skip: process.platform === "win32",
  }, async () => {
    const outside = createFolder({ "secret.wxs": product("Secret") });
    const { folder, analyse } = open({ "a.wxs": product("A") });
    symlinkSync(`${outside.path}/secret.wxs`, `${folder.path}/leak.wxs`);
    assert.deepEqual(actionsOf(await analyse()), ["A"]);
  });
});
