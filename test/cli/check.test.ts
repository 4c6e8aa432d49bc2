import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { describe, test } from "node:test";
import { ruleSummaries } from "../../src/analysis/index.ts";
import { createFolder } from "../folder.ts";
import { marked } from "../marked.ts";
import { command } from "./command.ts";

const RULE = "nested-install-in-execute-sequence";

const { text: NESTED, spans } = marked(`<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs">
  <Package Name="P" Version="1.0" Manufacturer="M" UpgradeCode="11111111-2222-3333-4444-555555555555">
    <CustomAction Id="RunChild" Directory="TARGETDIR" ExeCommand="«msiexec /i child.msi /qn»" />
    <CustomAction Id="RunCode" BinaryRef="Code" DllEntry="Entry" />
    <Binary Id="Code" SourceFile="code.dll" />
    <InstallExecuteSequence>
      <Custom Action="RunChild" After="InstallFiles" Condition="NOT Installed" />
      <Custom Action="RunCode" After="RunChild" />
    </InstallExecuteSequence>
  </Package>
</Wix>
`);
const HARMLESS = NESTED.replace("msiexec /i child.msi /qn", "notepad.exe")
  .replace(/<CustomAction Id="RunCode".*\n.*\n/, "")
  .replace(/<Custom Action="RunCode".*\n/, "");

const nested = () => createFolder({ "setup/Package.wxs": NESTED });
const check = (cwd: string, ...args: string[]) => command(["check", ...args], { cwd });

describe("exit codes", () => {
  test("0 where nothing is found", async () => {
    const { code, out } = await check(createFolder({ "a.wxs": HARMLESS }).path);
    assert.deepEqual([code, out], [0, "0 findings in 1 file; 1 action, 1 understood\n"]);
  });

  test("1 where a finding reaches --fail-on", async () => {
    const { path: cwd } = nested();
    assert.equal((await check(cwd)).code, 1);
    assert.equal((await check(cwd, "--fail-on", "information")).code, 1);
    assert.equal((await check(cwd, "--fail-on", "never")).code, 0);
    const warned = createFolder({ "a.wxs": NESTED.replace("/qn", '/qn" Return="asyncNoWait') });
    assert.equal((await check(warned.path)).code, 0);
    assert.equal((await check(warned.path, "--fail-on", "warning")).code, 1);
  });

  test("2 where there is nothing to read, with a reason", async () => {
    const { path: cwd } = createFolder({ "readme.txt": "", "empty/a.wxs": "" });
    for (const [args, reason] of [
      [["."], /could be read/],
      [["empty"], /could be read/],
      [["readme.txt"], /could be read/],
      [["missing"], /no file or folder missing/],
      [["--format", "xml"], /--format/],
    ] as const) {
      const { code, error } = await check(cwd, ...args);
      assert.equal(code, 2, args.join(" "));
      assert.match(error, reason);
    }
    const { code, error } = await check(createFolder({ "readme.txt": "" }).path, "--format", "json");
    assert.equal(code, 2);
    assert.match(error, /No installer source was found/);
  });

  test("2 for a source outside --root", async () => {
    const { path: cwd } = nested();
    const other = createFolder();
    assert.equal((await check(cwd, "--root", other.path)).code, 2);
    assert.equal((await check(cwd, "--root", cwd)).code, 1);
  });
});

describe("check --format json", () => {
  test("keeps its contract", async () => {
    const { path: cwd } = nested();
    const { out } = await check(cwd, "--format", "json");
    const document = JSON.parse(out);
    assert.equal(document.version, 1);
    const [finding] = document.findings;
    assert.deepEqual(
      [finding.rule, finding.severity, finding.outcome, finding.confidence, finding.basis],
      [RULE, "error", "1618", "guaranteed", "documented"],
    );
    assert.deepEqual(
      [finding.action, finding.table, finding.condition, finding.projects, finding.file],
      ["RunChild", "InstallExecuteSequence", "NOT Installed", ["setup"], "setup/Package.wxs"],
    );
    const lines = NESTED.slice(0, spans[0]?.start).split("\n");
    const column = (lines.at(-1)?.length ?? 0) + 1;
    assert.deepEqual(finding.range, {
      start: { line: lines.length, column },
      end: { line: lines.length, column: column + "msiexec /i child.msi /qn".length },
    });
    assert.match(finding.fingerprint, /^[0-9a-f]{16}$/);
    assert.ok(finding.message.length > 20 && finding.advice.length > 20);
    for (const one of finding.related) assert.deepEqual(Object.keys(one).sort(), ["file", "message", "range"]);
    assert.deepEqual(Object.keys(finding.fixes[0]), ["kind", "title"]);
    const [unresolved] = document.unresolved;
    assert.deepEqual(
      [unresolved.action, unresolved.file, typeof unresolved.reason],
      ["RunCode", "setup/Package.wxs", "string"],
    );
    assert.deepEqual(Object.keys(document.stats), ["files", "bytes", "actions", "resolved", "milliseconds"]);
    assert.deepEqual([document.stats.files, document.stats.actions, document.stats.resolved], [1, 2, 1]);
  });

  test("lists what every action was understood to run", async () => {
    const { path: cwd } = nested();
    const { actions } = JSON.parse((await check(cwd, "--format", "json")).out);
    assert.deepEqual(
      actions.map((one: { action: string; type: number; understood: boolean }) => [
        one.action,
        one.type,
        one.understood,
      ]),
      [
        ["RunChild", 34, true],
        ["RunCode", 1, false],
      ],
    );
    assert.equal(actions[0].runs[0].program, "msiexec");
    assert.equal(actions[0].schedule[0].table, "InstallExecuteSequence");
    assert.equal(actions[0].schedule[0].condition, "NOT Installed");
  });

  test("names files outside the current folder absolutely, and lists problems with their places", async () => {
    const folder = createFolder({
      "a/a.wxs": NESTED.replace("<Package", "<?include none.wxi?><Package"),
      "b/x.txt": "",
    });
    const { problems, findings } = JSON.parse((await check(`${folder.path}/b`, "--format", "json", "../a")).out);
    assert.equal(findings[0].file, `${folder.path}/a/a.wxs`);
    assert.deepEqual([problems[0].code, problems[0].file], ["include-not-found", `${folder.path}/a/a.wxs`]);
    assert.equal(problems[0].range.start.line, 2);
  });
});

describe("check for people", () => {
  test("shows the line, marks the place, says why and what to do, and counts", async () => {
    const { path: cwd } = nested();
    const { out } = await check(cwd);
    const lines = out.split("\n");
    assert.equal(lines[0], "setup/Package.wxs");
    assert.equal(lines[2], `  3:67  error  ${RULE}`);
    assert.equal(
      lines[3],
      '    3 |     <CustomAction Id="RunChild" Directory="TARGETDIR" ExeCommand="msiexec /i child.msi /qn" />',
    );
    assert.equal(lines[4], `      | ${" ".repeat(66)}^${"~".repeat(23)}`);
    assert.match(out, /1618/);
    assert.match(out, /\n {4}setup\/Package\.wxs:7:\d+: note: /);
    assert.match(
      out,
      /\n1 finding \(1 error\) in 1 file; 2 actions, 1 understood; not understood:\n {2}RunCode \(setup\/Package\.wxs:4:\d+\): /,
    );
    assert.equal(out.match(/msi1618-disable-next-line/g)?.length, 1);
    assert.ok(!out.includes("\u001b"), "no colours outside a terminal");
  });

  test("uses colours on a terminal only, unless told not to", async () => {
    const { path: cwd } = nested();
    assert.ok((await command(["check"], { cwd, columns: 100 })).out.includes("\u001b[31m"));
    assert.ok(!(await command(["check", "--no-color"], { cwd, columns: 100 })).out.includes("\u001b"));
  });

  test("keeps what only informs for --all", async () => {
    const { path: cwd } = createFolder({
      "a.wxs": NESTED.replace("<CustomAction", `<!-- msi1618-disable-next-line ${RULE} -->\n<CustomAction`),
    });
    assert.match((await check(cwd)).out, /^0 findings in 1 file; 1 suppressed; /);
    assert.match((await check(cwd, "--all")).out, /information: .* \[suppression-without-reason\]/);
  });

  test("prints what is wrong with the sources", async () => {
    const { path: cwd } = createFolder({ "a.wxs": NESTED.replace("<Package", "<?include none.wxi?><Package") });
    assert.match((await check(cwd)).out, /\na\.wxs:2:\d+: error: .*none\.wxi.* \[include-not-found\]\n/);
  });
});

describe("the other commands", () => {
  test("tables prints rows as the MSI would hold them", async () => {
    const { path: cwd } = nested();
    const { code, out } = await command(["tables"], { cwd });
    assert.equal(code, 0);
    const { version, databases } = JSON.parse(out);
    assert.equal(version, 1);
    const [database] = databases;
    assert.deepEqual([database.name, database.kind, database.files], ["P", "package", ["setup/Package.wxs"]]);
    const { columns, rows } = database.tables.CustomAction;
    assert.deepEqual(columns.slice(0, 4), ["Action", "Type", "Source", "Target"]);
    assert.deepEqual(
      rows.map((row: unknown[]) => row.slice(0, 4)),
      [
        ["RunChild", 34, "TARGETDIR", "msiexec /i child.msi /qn"],
        ["RunCode", 1, "Code", "Entry"],
      ],
    );
    const schedule = new Map<string, unknown[]>(
      database.tables.InstallExecuteSequence.rows.map((row: string[]) => [row[0], row.slice(1)]),
    );
    assert.deepEqual(schedule.get("RunChild"), ["NOT Installed", 4001]);
    assert.deepEqual(schedule.get("RunCode"), [null, 4002]);
  });

  test("tables prints what a source does not say as unknown, check claims less of it", async () => {
    const open = NESTED.replace('/qn"', '/qn" Return="$(var.Return)"');
    assert.notEqual(open, NESTED);
    const { path: cwd } = createFolder({ "a.wxs": open });
    const [database] = JSON.parse((await command(["tables"], { cwd })).out).databases;
    const types = new Map(database.tables.CustomAction.rows.map((row: unknown[]) => [row[0], row[1]]));
    assert.deepEqual(types.get("RunChild"), { unknown: "$(var.Return)" });
    const { findings } = JSON.parse((await command(["check", "--format", "json"], { cwd })).out);
    assert.deepEqual(
      findings.map((one: Record<string, unknown>) => [one["rule"], one["action"], one["confidence"]]),
      [["nested-install-in-execute-sequence", "RunChild", "likely"]],
    );
  });

  test("explain prints every rule's page, without the marks of its tests", async () => {
    for (const { id } of ruleSummaries) {
      const { code, out } = await command(["explain", id]);
      assert.equal(code, 0);
      assert.match(out, /^# .*\n/);
      assert.ok(!/[«»‸]/.test(out), id);
    }
  });

  test("explain of no rule lists them", async () => {
    for (const argv of [["explain"], ["explain", "no-such-rule"]]) {
      const { code, error } = await command(argv);
      assert.equal(code, 2);
      for (const { id } of ruleSummaries) assert.ok(error.includes(id), id);
    }
  });

  test("--version and --help say what they should, an unknown command is wrong usage", async () => {
    assert.match((await command(["--version"])).out, /^msi1618 \d+\.\d+\.\d+\n$/);
    assert.match((await command(["--help"])).out, /msi1618 check/);
    assert.match((await command(["check", "--help"])).out, /--fail-on/);
    assert.equal((await command(["chekc"])).code, 2);
  });
});

describe("the program", () => {
  const bin = path.resolve(import.meta.dirname, "../../src/cli/bin.ts");

  test("ends with the exit code", () => {
    const { path: cwd } = nested();
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, "check"], { cwd, encoding: "utf8" });
    assert.equal(status, 1, stderr);
    assert.match(stdout, /1 finding/);
  });

  test("is not hurt by a reader that leaves early", async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`p${at}/a.wxs`, NESTED]));
    const child = spawn(process.execPath, [bin, "check", "--format", "json"], { cwd: createFolder(many).path });
    let error = "";
    child.stderr.on("data", (chunk) => {
      error += chunk;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    await new Promise((resolve) => child.once("close", resolve));
    assert.equal(error, "");
  });
});
