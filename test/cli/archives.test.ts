import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import iconv from "iconv-lite";
import { createFolder } from "../folder.ts";
import { COLUMNS, writeDatabase } from "../sources/msi/databaseWriter.ts";
import { hasMsitools } from "../sources/msi/msiinfo.ts";
import { command } from "./command.ts";

const rows = (...lines: readonly string[]) => lines.map((line) => `${line}\r\n`).join("");

/** What a package of one code page holds, as Windows Installer exports it. */
function archives(codePage: number, text: string): Readonly<Record<string, Uint8Array>> {
  const named = codePage === 0 ? "" : `${codePage}\t`;
  const files = {
    "_ForceCodepage.idt": `\r\n\r\n${codePage}\t_ForceCodepage\r\n`,
    "CustomAction.idt": rows(
      "Action\tType\tSource\tTarget\tExtendedType",
      "s72\ti2\tS72\tS0\tI4",
      `${named}CustomAction\tAction`,
      `Run\t3106\tTARGETDIR\tmsiexec /i "${text}.msi" /qn\t`,
      "Script\t38\t\tline 1\x11\x19line 2\x11\x19\x11\x19line 4\t",
      `Set\t51\tCMD\t"${text}"\t4096`,
    ),
    "InstallExecuteSequence.idt": rows(
      "Action\tCondition\tSequence",
      "s72\tS255\tI2",
      "InstallExecuteSequence\tAction",
      "InstallFinalize\t\t6600",
      "Run\tNOT Installed\t4002",
      "Script\t\t-1",
    ),
    "Property.idt": rows("Property\tValue", "s72\tl0", `${named}Property\tProperty`, `ProductName\t${text}`),
    "Binary.idt": rows("Name\tData", "s72\tv0", "Binary\tName", "Setup.exe\tSetup.exe.ibd"),
  };
  const encoding = codePage === 65_001 ? "utf8" : `cp${codePage}`;
  const encoded = Object.entries(files).map(([name, content]) => [
    name,
    Uint8Array.from(iconv.encode(content, encoding)),
  ]);
  return { ...Object.fromEntries(encoded), "Binary/Setup.exe.ibd": Uint8Array.of(77, 90, 0, 1, 2, 255) };
}

/** An archive with its rows in one order: a database has none. */
function sorted(bytes: Uint8Array): string {
  const [names, types, keys, ...lines] = Buffer.from(bytes).toString("latin1").split("\r\n");
  return [names, types, keys, ...lines.sort()].join("\r\n");
}

const read = (folder: string, name: string) => readFileSync(path.join(folder, name));

function msibuild(cwd: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync("msibuild", args, { cwd, encoding: "utf8" });
  assert.equal(status, 0, stderr);
}

describe("tables --format idt", () => {
  for (const [codePage, text] of [
    [1252, "Prüfung – 5 €"],
    [932, "日本語ソフト"],
    [65_001, "Prüfung 日本語 𝄞"],
  ] as const) {
    test(`goes to archives in ${codePage}, through msibuild into a package, and back`, {
      skip: hasMsitools ? false : "msitools are not installed",
    }, async () => {
      const folder = createFolder(archives(codePage, text));
      const files = Object.keys(archives(codePage, text)).filter((name) => name.endsWith(".idt"));
      const cwd = folder.path;
      const there = await command(["tables", "--format", "idt", "--dialect", "msitools", "--out", "msitools", "."], {
        cwd,
      });
      assert.deepEqual([there.code, there.error], [0, ""]);
      msibuild(path.join(cwd, "msitools"), "../package.msi", "-i", ...files);
      const back = await command(["tables", "--format", "idt", "--out", "back", "package.msi"], { cwd });
      assert.deepEqual([back.code, back.error], [0, ""]);
      for (const name of files) assert.equal(sorted(read(`${cwd}/back`, name)), sorted(read(cwd, name)), name);
      assert.deepEqual(read(`${cwd}/back`, "Binary/Setup.exe.ibd"), read(cwd, "Binary/Setup.exe.ibd"));
    });
  }

  test("writes what it reads, byte by byte", async () => {
    const files = archives(1252, "Prüfung");
    const { path: cwd } = createFolder(files);
    assert.equal((await command(["tables", "--format", "idt", "--out", "out", "."], { cwd })).code, 0);
    assert.deepEqual(
      readdirSync(`${cwd}/out`).sort(),
      Object.keys(files)
        .map((name) => name.split("/")[0])
        .filter((name, at, all) => all.indexOf(name) === at)
        .sort(),
    );
    for (const [name, bytes] of Object.entries(files))
      assert.deepEqual(new Uint8Array(read(`${cwd}/out`, name)), bytes, name);
  });

  test("overwrites nothing, and needs to be told where", async () => {
    const { path: cwd } = createFolder({ ...archives(1252, "a"), "out/Property.idt": "mine" });
    const refused = await command(["tables", "--format", "idt", "--out", "out", "CustomAction.idt", "Property.idt"], {
      cwd,
    });
    assert.equal(refused.code, 2);
    assert.match(refused.error, /is there already/);
    assert.deepEqual(readdirSync(`${cwd}/out`), ["Property.idt"]);
    assert.equal((await command(["tables", "--format", "idt", "."], { cwd })).code, 2);
    assert.equal((await command(["tables", "--out", "x", "."], { cwd })).code, 2);
  });

  test("gives each of several databases a folder", async () => {
    const { path: cwd } = createFolder(
      Object.fromEntries(
        ["a", "b"].flatMap((name) =>
          Object.entries(archives(1252, "Same")).map(([file, bytes]) => [`${name}/${file}`, bytes]),
        ),
      ),
    );
    assert.equal((await command(["tables", "--format", "idt", "--out", "out", "."], { cwd })).code, 0);
    assert.deepEqual(readdirSync(`${cwd}/out`).sort(), ["Same", "Same-2"]);
  });

  test("writes nothing outside its folder, whatever a table is called, and says what is lost", async () => {
    const { path: cwd } = createFolder({
      "a.idt": rows("Name\tData", "s72\tv0", "../../evil\tName", "x\ty.ibd"),
      "b.idt": new TextEncoder().encode(rows("Property\tValue", "s72\tl0", "Property\tProperty", "A\t日")),
      "c.idt": "\r\n\r\n1252\t_ForceCodepage\r\n",
      "d.idt": rows("Name\tData", "s72\tv0", "NUL\tName"),
    });
    const { code, error } = await command(["tables", "--format", "idt", "--out", "deep/out", "."], { cwd });
    assert.equal(code, 0);
    assert.equal(existsSync(`${cwd}/evil.idt`) || existsSync(`${cwd}/deep/evil.idt`), false);
    assert.deepEqual(readdirSync(`${cwd}/deep/out`).sort(), [
      ".._.._evil.idt",
      "Property.idt",
      "_ForceCodepage.idt",
      "_NUL.idt",
    ]);
    assert.match(error, /1 stream of \.\.\/\.\.\/evil left out/);
  });

  test("streams whose keys come to one file name: the first is written, and that the others are not is said", async () => {
    const keys = ["Setup", "SETUP", "a:b", "a?b"];
    const { path: cwd } = createFolder({
      "P.msi": writeDatabase({
        tables: { Binary: { columns: COLUMNS.Binary, rows: keys.map((key) => [key, 1]) } },
        streams: Object.fromEntries(keys.map((key, at) => [`Binary.${key}`, Uint8Array.of(at)])),
      }),
    });
    const { code, error } = await command(["tables", "--format", "idt", "--out", "out", "P.msi"], { cwd });
    assert.equal(code, 0, error);
    assert.deepEqual(readdirSync(`${cwd}/out/Binary`).sort(), ["Setup.ibd", "a_b.ibd"]);
    assert.deepEqual([...read(cwd, "out/Binary/Setup.ibd"), ...read(cwd, "out/Binary/a_b.ibd")], [0, 2]);
    assert.match(error, /left out: Binary\/SETUP\.ibd is .*\n.*left out: Binary\/a_b\.ibd is /);
  });

  test("writes WiX sources in their code page, with what is not known left empty and said", async () => {
    const { path: cwd } = createFolder({
      "a.wxs": `<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs"><Package Name="P" Version="1.0" Manufacturer="Müller" UpgradeCode="11111111-2222-3333-4444-555555555555">
        <CustomAction Id="A" Property="P" Value="a&#13;&#10;b&#9;c" /><InstallExecuteSequence><Custom Action="A" Before="InstallFinalize" /></InstallExecuteSequence></Package></Wix>`,
    });
    assert.equal((await command(["tables", "--format", "idt", "--out", "out", "."], { cwd })).code, 0);
    const head = rows("Action\tType\tSource\tTarget\tExtendedType", "s72\ti2\tS72\tS0\tI4", "CustomAction\tAction");
    const written = read(`${cwd}/out`, "CustomAction.idt").toString("latin1");
    assert.equal(written, head + rows("A\t51\tP\ta\x11\x19b\x10c\t"));
    assert.match(read(`${cwd}/out`, "Property.idt").toString("latin1"), /1252\tProperty\tProperty\r\n[\s\S]*M\xFCller/);
  });
});
