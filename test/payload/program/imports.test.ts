import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bytesOf } from "../../../src/payload/program/bytes.ts";
import { type Import, readExports, readImports } from "../../../src/payload/program/imports.ts";
import { msiFunctionAt } from "../../../src/payload/program/msiOrdinals.ts";
import { readImage } from "../../../src/payload/program/pe.ts";
import { builderIsMissing, buildLibrary, createWorkshop } from "./built.ts";

const MAIN = "int __stdcall DllMain(void*a,unsigned b,void*c){return 1;}";
const CALL = `
__declspec(dllimport) unsigned __stdcall MsiInstallProductW(const void*, const void*);
__declspec(dllexport) unsigned __stdcall InstallRedist(unsigned h) { return MsiInstallProductW(L"C:\\\\redist.msi", L""); }
__declspec(dllexport) unsigned __stdcall Another(unsigned h) { return 0; }
${MAIN}`;

/** The delay import table as a linker writes it; GNU ld writes one too, but leaves it out of the directories. */
const DELAYED = `
asm(".section .didat,\\"dw\\"\\n"
    " .long 1\\n .rva name\\n .rva handle\\n .rva addresses\\n .rva names\\n .long 0, 0, 0\\n .zero 32\\n"
    "names: .rva hint\\n .long 0\\n .quad 0\\n addresses: .quad 0, 0\\n handle: .quad 0\\n"
    "hint: .short 0\\n .asciz \\"MsiInstallProductW\\"\\n name: .asciz \\"msi.dll\\"\\n .text\\n");
__declspec(dllexport) unsigned __stdcall InstallRedist(unsigned h) { return 0; }
${MAIN}`;

/** Has the directory 13 say where the section `.didat` lies. */
function withDelayDirectory(content: Uint8Array): Uint8Array {
  const patched = content.slice();
  const view = new DataView(patched.buffer);
  const section = readImage(bytesOf(content))?.sections.find(({ name }) => name === ".didat");
  view.setUint32(view.getUint32(60, true) + 24 + 112 + 8 * 13, section?.address ?? 0, true);
  return patched;
}

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
