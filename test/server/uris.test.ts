import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pathOfUri, pathOfVirtualUri, uriOfPath } from "../../src/server/uris.ts";

describe("the engine's path of a URI", () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["file:///src/a.wxs", "/src/a.wxs"],
    ["file:///c%3A/My%20Setup/a.wxs", "C:/My Setup/a.wxs"],
    ["file:///C:/src/a.wxs", "C:/src/a.wxs"],
    ["file://localhost/src/a.wxs", "/src/a.wxs"],
    ["file://server/share/a.wxs", "//server/share/a.wxs"],
    ["file:///src/%C3%A4%23%25.wxs", "/src/ä#%.wxs"],
    ["file:///src/50%.wxs", undefined],
    ["file:///src/a%00.wxs", undefined],
    ["untitled:Untitled-1", undefined],
    ["vscode-vfs://github/me/repo/a.wxs", undefined],
  ];
  for (const [uri, path] of cases) test(uri, () => assert.equal(pathOfUri(uri), path));
});

describe("the URI of a path", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["/src/a.wxs", "file:///src/a.wxs"],
    ["C:/My Setup/a.wxs", "file:///c%3A/My%20Setup/a.wxs"],
    ["//server/share/a.wxs", "file://server/share/a.wxs"],
    ["/src/ä#%(1).wxs", "file:///src/%C3%A4%23%25%281%29.wxs"],
  ];
  for (const [path, uri] of cases) {
    test(path, () => {
      assert.equal(uriOfPath(path), uri);
      assert.equal(pathOfUri(uri), path);
    });
  }
});

test("documents that are no files have paths of their own, beside each other where they share a folder", () => {
  assert.equal(pathOfVirtualUri("untitled:Untitled-1"), "/untitled:/Untitled-1");
  assert.equal(pathOfVirtualUri("vscode-vfs://github/me/repo/a%20b.wxs"), "/vscode-vfs:github/me/repo/a b.wxs");
});
