import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { after, describe, test } from "node:test";
import { createFiles, enclosingRepository, toPath } from "../src/files.ts";

const base = toPath(realpathSync(mkdtempSync(path.join(tmpdir(), "msi1618-files-"))));
after(() => rmSync(base, { recursive: true, force: true }));

const never = new AbortController().signal;

function lay(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    const full = path.join(base, name);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, content);
  }
}

lay({
  "repo/Product.sln": "",
  "repo/setup/a.wxs": "<Wix/>",
  "repo/setup/b.wxs": "<Wix/>",
  "repo/setup/deep/c.wxs": "<Wix/>",
  "repo/shared/common.wxi": "<Include/>",
  "outside/secret.wxs": "secret",
});
const text = async (files: ReturnType<typeof createFiles>, name: string) => {
  const content = await files.read(name.startsWith("/") ? name : `${base}/${name}`, never);
  return content === undefined ? undefined : Buffer.from(content).toString();
};

describe("what the disk shows", () => {
  const untrusted = createFiles({ roots: [`${base}/repo/setup`], trusted: false });
  const trusted = createFiles({ roots: [`${base}/repo/setup`], trusted: true });

  test("an opened folder is read, what lies beside it only where the workspace is trusted", async () => {
    assert.equal(await text(untrusted, "repo/setup/deep/c.wxs"), "<Wix/>");
    assert.equal(await text(untrusted, "repo/shared/common.wxi"), undefined);
    assert.equal(await text(trusted, "repo/shared/common.wxi"), "<Include/>");
    assert.equal(await text(trusted, "outside/secret.wxs"), undefined);
    assert.equal(trusted.rootOf(`${base}/repo/shared/common.wxi`), `${base}/repo`);
    assert.equal(trusted.rootOf(`${base}/outside/secret.wxs`), undefined);
  });

  test("a repository is where .git, .sln or .slnx lies nearest above", () => {
    assert.equal(enclosingRepository(`${base}/repo/setup/deep`), `${base}/repo`);
  });

  test("a listing is sorted and says what is a folder", async () => {
    assert.deepEqual(await untrusted.list(`${base}/repo/setup`, never), [
      { name: "a.wxs", kind: "file" },
      { name: "b.wxs", kind: "file" },
      { name: "deep", kind: "folder" },
    ]);
    assert.deepEqual(await untrusted.list(`${base}/repo`, never), []);
    assert.deepEqual(await untrusted.list(`${base}/repo/setup/none`, never), []);
  });

  test("devices, machines and folders are no files", async () => {
    for (const name of [
      "//server/share/a.wxs",
      "\\\\?\\C:\\a.wxs",
      `${base}/repo/setup`,
      `${base}/repo/setup/no\0.wxs`,
    ]) {
      assert.equal(await text(untrusted, name), undefined, name);
    }
  });

  test("a file larger than 32 MB is not read, one of that size is", async () => {
    lay({ "repo/setup/large.bin": "", "repo/setup/larger.bin": "" });
    truncateSync(`${base}/repo/setup/large.bin`, 32 * 1024 * 1024);
    truncateSync(`${base}/repo/setup/larger.bin`, 32 * 1024 * 1024 + 1);
    assert.notEqual(await untrusted.read(`${base}/repo/setup/large.bin`, never), undefined);
    assert.equal(await untrusted.read(`${base}/repo/setup/larger.bin`, never), undefined);
  });

  test("of a file of any size ranges are read, cut at its end, with a version that changes with it", async () => {
    const name = `${base}/repo/setup/huge.msi`;
    lay({ "repo/setup/huge.msi": "0123456789" });
    truncateSync(name, 3 * 1024 * 1024 * 1024);
    const ranges = [
      { start: 2, end: 5 },
      { start: 3 * 1024 * 1024 * 1024 - 2, end: 3 * 1024 * 1024 * 1024 + 9 },
    ];
    const read = await untrusted.readRanges(name, ranges, never);
    assert.equal(read?.size, 3 * 1024 * 1024 * 1024);
    assert.deepEqual(
      read.parts.map(({ start, bytes }) => [start, [...bytes]]),
      [
        [2, [50, 51, 52]],
        [3 * 1024 * 1024 * 1024 - 2, [0, 0]],
      ],
    );
    assert.equal((await untrusted.readRanges(name, [], never))?.version, read.version);
    truncateSync(name, 7);
    assert.notEqual((await untrusted.readRanges(name, [], never))?.version, read.version);
    for (const other of [`${base}/outside/secret.wxs`, `${base}/repo/setup`, "//server/share/a.msi"]) {
      assert.equal(await untrusted.readRanges(other, ranges, never), undefined, other);
    }
  });

  test("an aborted read rejects with the reason", async () => {
    await assert.rejects(untrusted.read(`${base}/repo/setup/a.wxs`, AbortSignal.abort(new Error("enough"))), /enough/);
  });
});

describe("links", { skip: process.platform === "win32" ? "links need rights on Windows" : false }, () => {
  const files = createFiles({ roots: [`${base}/repo/setup`], trusted: false });
  const link = (target: string, name: string) => symlinkSync(`${base}/${target}`, `${base}/repo/setup/${name}`);

  test("one that leaves the roots leads nowhere, a link to a file within them is the file, a folder is listed in its own place only", async () => {
    link("outside/secret.wxs", "leak.wxs");
    link("outside", "leak");
    link("repo/setup/a.wxs", "alias.wxs");
    link("repo/setup/deep", "again");
    assert.equal(await text(files, "repo/setup/leak.wxs"), undefined);
    assert.equal(await text(files, "repo/setup/leak/secret.wxs"), undefined);
    assert.equal(await text(files, "repo/setup/alias.wxs"), "<Wix/>");
    assert.equal(await text(files, "repo/setup/again/c.wxs"), "<Wix/>");
    const names = (await files.list(`${base}/repo/setup`, never)).map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => /leak|alias|again/.test(name)),
      ["alias.wxs"],
    );
  });

  test("a root that is itself reached through a link is read", async () => {
    symlinkSync(`${base}/repo/setup`, `${base}/linked`);
    assert.equal(await text(createFiles({ roots: [`${base}/linked`], trusted: false }), "linked/a.wxs"), "<Wix/>");
  });

  test("a pipe is not waited for", async () => {
    execFileSync("mkfifo", [`${base}/repo/setup/pipe.wxs`]);
    assert.equal(await text(files, "repo/setup/pipe.wxs"), undefined);
    assert.equal(await files.readRanges(`${base}/repo/setup/pipe.wxs`, [{ start: 0, end: 1 }], never), undefined);
  });
});
