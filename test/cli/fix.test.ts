import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { createFolder } from "../folder.ts";
import { command } from "./command.ts";

const fixtures = path.join(import.meta.dirname, "../fixtures/fixes");

/** A folder with the sources of a fixture as they are before. */
function sourcesOf(name: string): string {
  const folder = createFolder();
  cpSync(path.join(fixtures, name, "before"), folder.path, { recursive: true });
  return folder.path;
}

/** Every file below a folder with its bytes. */
function filesIn(folder: string): ReadonlyMap<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => path.join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((file) => [path.relative(folder, file).replaceAll("\\", "/"), readFileSync(file)]));
}

function assertSame(folder: string, expected: string): void {
  const [now, wanted] = [filesIn(folder), filesIn(expected)];
  assert.deepEqual([...now.keys()], [...wanted.keys()]);
  for (const [name, bytes] of now)
    assert.ok(bytes.equals(wanted.get(name) ?? Buffer.alloc(0)), `${name} byte for byte`);
}

describe("check --fix=KIND", () => {
  for (const [kind, name] of [
    ["bundle", "bundle-v3-solution"],
    ["ui-sequence", "ui-sequence-v3"],
    ["exit-dialog", "exit-dialog-v3-wixui"],
  ] as const) {
    test(`writes each file in its own encoding: ${name}`, async () => {
      const folder = sourcesOf(name);
      const { code, error } = await command(["check", ".", `--fix=${kind}`], { cwd: folder });
      assert.equal(code, 0, error);
      assert.match(error, /^1 finding fixed in \d files?\./m);
      assertSame(folder, path.join(fixtures, name, "after"));
    });
  }

  test("shows what it would do as a diff that git applies, and writes nothing", async () => {
    const folder = sourcesOf("bundle-v4-solution");
    const { out, error } = await command(["check", ".", "--fix=bundle", "--dry-run"], { cwd: folder });
    assert.match(error, /1 finding would be fixed in 4 files; nothing was written/);
    assertSame(folder, path.join(fixtures, "bundle-v4-solution", "before"));
    assert.match(out, /^--- \/dev\/null\n\+\+\+ b\/Bundle\/Bundle\.wxs$/m);
    execFileSync("git", ["apply", "-"], { cwd: folder, input: out });
    assertSame(folder, path.join(fixtures, "bundle-v4-solution", "after"));
  });
});

describe("check --fix", () => {
  test("alone makes the fixes that change nothing but the finding", async () => {
    const folder = sourcesOf("pass-command-v4");
    const { code } = await command(["check", ".", "--fix"], { cwd: folder });
    assert.equal(code, 0);
    assertSame(folder, path.join(fixtures, "pass-command-v4", "after"));
    const nested = sourcesOf("ui-sequence-v3");
    assert.equal((await command(["check", ".", "--fix"], { cwd: nested })).code, 1);
    assertSame(nested, path.join(fixtures, "ui-sequence-v3", "before"));
  });

  test("needs a kind that there is, and --dry-run needs it", async () => {
    assert.equal((await command(["check", ".", "--fix=defer"])).code, 2);
    assert.equal((await command(["check", ".", "--dry-run"])).code, 2);
  });
});
