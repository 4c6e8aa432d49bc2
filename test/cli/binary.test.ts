import assert from "node:assert/strict";
import { truncateSync } from "node:fs";
import { test } from "node:test";
import { createFolder } from "../folder.ts";
import { COLUMNS, databaseStorage, type WrittenDatabase, writeDatabase } from "../sources/msi/databaseWriter.ts";
import { command } from "./command.ts";

const tables = (command_: string): WrittenDatabase["tables"] => ({
  CustomAction: { columns: COLUMNS.CustomAction, rows: [["RunChild", 3106, "TARGETDIR", command_, null]] },
  InstallExecuteSequence: { columns: COLUMNS.InstallExecuteSequence, rows: [["RunChild", null, 4001]] },
  Own: { columns: { Key: "*s72", Value: "I4" }, rows: [["a", 1]] },
});

const nested = databaseStorage({ tables: tables("msiexec /i inner.msi /qn") });
const SETUP = writeDatabase({ tables: tables("msiexec /i child.msi /qn"), storages: { "Child.msi": nested } });

test("a finding in a package stands in a cell, in text and in JSON", async () => {
  const { path: cwd } = createFolder({ "Setup.msi": SETUP });
  const text = await command(["check", "Setup.msi"], { cwd });
  assert.equal(text.code, 1);
  assert.match(text.out, /^Setup\.msi\n\n {2}CustomAction\/RunChild\/Target {2}error {2}nested-install/);
  assert.match(text.out, /\n {2}Child\.msi!CustomAction\/RunChild\/Target {2}error /);
  assert.match(text.out, /\n {4}Setup\.msi: InstallExecuteSequence\/RunChild: note: /);
  assert.match(text.out, /2 findings \(2 errors\) in 1 file; 2 actions, 2 understood\n$/);
  const json = await command(["check", "--format", "json"], { cwd });
  const { findings, stats } = JSON.parse(json.out);
  assert.deepEqual(
    findings.map(({ file, cell, range }: Record<string, unknown>) => ({ file, cell, range })),
    [
      { file: "Setup.msi", cell: { table: "CustomAction", row: "RunChild", column: "Target" }, range: undefined },
      {
        file: "Setup.msi",
        cell: { storage: "Child.msi", table: "CustomAction", row: "RunChild", column: "Target" },
        range: undefined,
      },
    ],
  );
  assert.notEqual(findings[0].fingerprint, findings[1].fingerprint);
  assert.deepEqual([stats.files, stats.bytes], [1, SETUP.length]);
});

test("tables prints every table of a package, also those that nothing judges", async () => {
  const { path: cwd } = createFolder({ "Setup.msi": SETUP });
  const { code, out } = await command(["tables"], { cwd });
  assert.equal(code, 0);
  const [own, child] = JSON.parse(out).databases;
  assert.deepEqual(own.tables.Own, { columns: ["Key", "Value"], rows: [["a", 1]] });
  assert.equal(own.tables.CustomAction.rows[0][3], "msiexec /i child.msi /qn");
  assert.equal(child.name, "Setup.msi > Child.msi");
});

test("a package that cannot be read is said to be one, and is no success", async () => {
  const { path: cwd } = createFolder({ "Setup.msi": SETUP.subarray(0, 400), "Empty.msi": "" });
  for (const [file, says] of [
    ["Setup.msi", /Setup\.msi cannot be read: it ends within its header\./],
    ["Empty.msi", /Empty\.msi is empty/],
  ] as const) {
    const { code, out } = await command(["check", file], { cwd });
    assert.match(out, says);
    assert.equal(code, 2);
  }
});

test("an embedded chainer of a package stands in its row, in text and in JSON", async () => {
  const { path: cwd } = createFolder({
    "Setup.msi": writeDatabase({
      tables: {
        Property: { columns: COLUMNS.Property, rows: [["MSIEXEC", "msiexec.exe"]] },
        MsiEmbeddedChainer: {
          columns: { MsiEmbeddedChainer: "*s72", Condition: "S255", CommandLine: "S255", Source: "s72", Type: "i4" },
          rows: [["Chain", null, "/i other.msi /qn", "MSIEXEC", 50]],
        },
      },
    }),
  });
  const { out } = await command(["check", "Setup.msi"], { cwd });
  assert.match(out, /\n {2}MsiEmbeddedChainer\/Chain\/CommandLine {2}warning {2}embedded-chainer-without-transaction/);
  assert.match(out, /Setup\.msi: MsiEmbeddedChainer\/Chain: note: Chain is defined here/);
  const { findings } = JSON.parse((await command(["check", "--format", "json"], { cwd })).out);
  const [{ cell }] = findings;
  assert.deepEqual(cell, { table: "MsiEmbeddedChainer", row: "Chain", column: "CommandLine" });
});

test("a package that was cut off before its directory is no success", async () => {
  const { path: cwd } = createFolder({ "Setup.msi": SETUP.subarray(0, 1024) });
  const { code, out, error } = await command(["check", "Setup.msi"], { cwd });
  assert.equal(code, 2);
  assert.match(out, /error: Setup\.msi cannot be read: its directory is not there, as in a file that was cut off\./);
  assert.match(error, /No installer source in Setup\.msi could be read/);
});

test("an archive that is too large is said to be that, and not only to be missing", async () => {
  const { path: cwd } = createFolder({ "CustomAction.idt": "Action\r\n" });
  truncateSync(`${cwd}/CustomAction.idt`, 33 * 1024 * 1024);
  const { code, out } = await command(["check", "."], { cwd });
  assert.equal(code, 2);
  assert.match(out, /CustomAction\.idt is not there, may not be read, or is too large to be read as a whole\./);
});
