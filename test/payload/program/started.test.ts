import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Bytes, bytesOf } from "../../../src/payload/program/bytes.ts";
import { readStarted } from "../../../src/payload/program/started.ts";
import { builderIsMissing, buildProgram, burn, compound, createWorkshop, joined, PLAIN } from "./built.ts";

const text = (mark: string) => Uint8Array.from(mark, (letter) => letter.charCodeAt(0));

/** What is seen of a program, in a few words. */
function seen(content: Uint8Array): string {
  const started = readStarted(bytesOf(content));
  switch (started.kind) {
    case "bundle":
      return [
        "bundle",
        ...(started.burn.chain ?? ["unread"]).map((one) => (typeof one === "string" ? one : `${one.kind}:${one.id}`)),
      ].join(" ");
    case "carries":
      return `carries ${started.carried.kind} ${started.carried.name || "-"} ${started.carried.where}`;
    case "program":
      return [
        "program",
        started.maker ?? "-",
        ...started.code.calls.map(({ call, proof }) => `${call} ${proof}`),
        ...started.code.gaps,
      ].join(" ");
    default:
      return started.kind;
  }
}

describe("programs that an action starts", { skip: builderIsMissing("gcc", "gcab") }, () => {
  const shop = createWorkshop({
    "0": `<?xml version="1.0"?><BurnManifest xmlns="http://wixtoolset.org/schemas/v4/2008/Burn"><Chain><ExePackage Id="NetFx" /><MsiPackage Id="Product"><RelatedPackage Id="x" /></MsiPackage></Chain>${"<!-- filler -->".repeat(6000)}</BurnManifest>`,
    "vc_red.msi": "no real package: the name in the cabinet counts",
    "readme.txt": "nothing",
  });
  shop.run("gcab", "-c", "-z", "manifest.cab", "0");
  shop.run("gcab", "-c", "-z", "package.cab", "readme.txt", "vc_red.msi");
  shop.run("gcab", "-c", "-z", "nothing.cab", "readme.txt");
  const manifest = shop.read("manifest.cab");
  const plain = buildProgram(shop, "plain", PLAIN);
  const resource = (id: string, file: string) => {
    shop.write({ "a.rc": `${id} RCDATA "${file}"\n` });
    shop.run("windres", "a.rc", "-O", "coff", "-o", "a.o");
    return buildProgram(shop, "resource", PLAIN, "a.o");
  };

  test("a bundle with its chain, and one whose manifest cannot be read", () => {
    const stub = buildProgram(shop, "bundle", burn(1, manifest.length)).length;
    const bundle = buildProgram(shop, "bundle", burn(stub, manifest.length));
    assert.equal(seen(joined(bundle, manifest)), "bundle ExePackage:NetFx MsiPackage:Product");
    assert.equal(seen(bundle), "bundle unread");
    assert.equal(seen(buildProgram(shop, "other", burn(stub, 0, 9))), "program -");
  });

  test("a plain program", () => assert.equal(seen(plain), "program -"));

  test("a program that imports an installing function", () => {
    const source = `__declspec(dllimport) unsigned __stdcall MsiInstallProductW(const void*, const void*);
      void mainCRTStartup(void) { MsiInstallProductW(L"a.msi", L""); }`;
    assert.equal(seen(buildProgram(shop, "installs", source, "-lmsi")), "program - MsiInstallProduct likely");
  });

  test("a package or a cabinet with one, in the resources or behind the sections", () => {
    shop.write({ "embedded.bin": compound(0xc1084) });
    assert.equal(seen(resource("1", "embedded.bin")), "carries package - resources");
    assert.equal(seen(resource("CABINET", "package.cab")), "carries package vc_red.msi resources");
    assert.equal(seen(resource("CABINET", "nothing.cab")), "program -");
    assert.equal(seen(joined(plain, text("setup data"), compound(0xc1084))), "carries package - overlay");
    assert.equal(seen(joined(plain, text("setup data"), compound(0xc1086))), "carries patch - overlay");
    assert.equal(seen(joined(plain, compound(0x20906))), "program -");
    assert.equal(
      seen(joined(plain, new Uint8Array(700), shop.read("package.cab"))),
      "carries package vc_red.msi overlay",
    );
  });

  test("makers of set-up programs", () => {
    shop.write({ "inno.bin": text("rDlPtS\xcd\xe6\xd7\x7b\x0b\x2a") });
    assert.equal(seen(resource("11111", "inno.bin")), "program inno");
    assert.equal(seen(joined(plain, text("\0\0\0\0\xef\xbe\xad\xdeNullsoftInst"))), "program nsis");
    assert.equal(seen(joined(plain, text("InstallShield\0"))), "program installshield");
    // What NSIS packs is not searched: it may hold anything.
    assert.equal(seen(joined(plain, text("\0\0\0\0\xef\xbe\xad\xdeNullsoftInst"), compound(0xc1084))), "program nsis");
  });

  test("an overlay that is too large is searched as far as is said", () => {
    const large = joined(plain, new Uint8Array(20 * 2 ** 20), compound(0xc1084));
    assert.equal(seen(large), "program - of the 20 MB behind its sections only the first 8 were searched for packages");
  });

  test("of a large program that is known by its headers, only those are read", () => {
    const stub = buildProgram(shop, "bundle", burn(1, manifest.length)).length;
    const large = joined(
      buildProgram(shop, "bundle", burn(stub, manifest.length)),
      manifest,
      new Uint8Array(50 * 2 ** 20),
    );
    let read = 0;
    const whole = bytesOf(large);
    const counting: Bytes = {
      size: whole.size,
      read(offset, length) {
        const bytes = whole.read(offset, length);
        read += bytes.length;
        return bytes;
      },
    };
    assert.equal(readStarted(counting).kind, "bundle");
    assert.ok(read < 64 * 1024, `${read} bytes`);
  });

  test("truncated and changed programs give an answer", () => {
    const stub = buildProgram(shop, "bundle", burn(1, manifest.length)).length;
    const whole = joined(buildProgram(shop, "bundle", burn(stub, manifest.length)), manifest);
    for (let length = 0; length < whole.length; length += 211) seen(whole.subarray(0, length));
    let seed = 1;
    for (let round = 0; round < 150; round++) {
      const changed = whole.slice();
      for (let change = 0; change < 8; change++) {
        seed = (seed * 1103515245 + 12345) % 2 ** 31;
        changed[seed % Math.min(changed.length, 2048)] = (seed >> 8) & 0xff;
      }
      seen(changed);
    }
  });
});

test("what is no program: a package, and anything else", () => {
  assert.equal(seen(compound(0xc1084)), "package");
  assert.equal(seen(compound(0x20906)), "other");
  assert.equal(seen(new Uint8Array(0)), "other");
});
