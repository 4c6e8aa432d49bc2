import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bytesOf } from "../../../src/payload/program/bytes.ts";
import { type Import, readExports, readImports } from "../../../src/payload/program/imports.ts";
import { msiFunctionAt } from "../../../src/payload/program/msiOrdinals.ts";
import { readImage } from "../../../src/payload/program/pe.ts";
import { builderIsMissing, buildLibrary, createWorkshop, DELAYED, MAIN, withDelayDirectory } from "./built.ts";

const CALL = `
__declspec(dllimport) unsigned __stdcall MsiInstallProductW(const void*, const void*);
__declspec(dllexport) unsigned __stdcall InstallRedist(unsigned h) { return MsiInstallProductW(L"C:\\\\redist.msi", L""); }
__declspec(dllexport) unsigned __stdcall Another(unsigned h) { return 0; }
${MAIN}`;

function read(content: Uint8Array): { imports: readonly Import[]; exports: readonly string[] } {
  const bytes = bytesOf(content);
  const image = readImage(bytes);
  assert.ok(image !== undefined);
  const { imports, cut } = readImports(bytes, image);
  assert.equal(cut, false);
  return { imports, exports: readExports(bytes, image) };
}

describe("imports of programs that mingw links", { skip: builderIsMissing("gcc", "dlltool") }, () => {
  const shop = createWorkshop({
    "name.c": CALL,
    "ordinal.c": CALL,
    "delayed.c": DELAYED,
    "ordinal.def": "LIBRARY msi.dll\nEXPORTS\nMsiInstallProductW @88 NONAME\n",
  });

  test("by name", () => {
    const { imports, exports } = read(buildLibrary(shop, "name", "-lmsi"));
    assert.deepEqual(imports, [{ library: "msi.dll", name: "MsiInstallProductW", delayed: false }]);
    assert.deepEqual(exports, ["Another", "InstallRedist"]);
  });

  test("by ordinal", () => {
    shop.run("dlltool", "-d", "ordinal.def", "-l", "libordinal.a");
    const { imports } = read(buildLibrary(shop, "ordinal", "-L.", "-lordinal"));
    assert.deepEqual(imports, [{ library: "msi.dll", ordinal: 88, delayed: false }]);
    assert.equal(msiFunctionAt(88), "MsiInstallProductW");
  });

  test("delayed", () => {
    const { imports } = read(withDelayDirectory(buildLibrary(shop, "delayed")));
    assert.deepEqual(imports, [{ library: "msi.dll", name: "MsiInstallProductW", delayed: true }]);
  });
});
