import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { suite, test } from "node:test";
import { unzipSync } from "fflate";

const repository = path.resolve(import.meta.dirname, "..");

/** What a binary says it was built for, in the file header of the PE format. */
const machines = { "win32-x64": 0x8664, "win32-arm64": 0xaa64 } as const;

type Target = keyof typeof machines;

const all = [undefined, "win32-x64", "win32-arm64"] as const;
const skip = all.every((target) => existsSync(vsixFile(target))) ? false : "nothing is packed: npm run package";

/** Where `npm run package` leaves the VSIX of a target; without one, the universal. */
function vsixFile(target: Target | undefined): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8"));
  const { name, version } = manifest as { readonly name: string; readonly version: string };
  return path.join(repository, target === undefined ? `${name}-${version}.vsix` : `${name}-${target}-${version}.vsix`);
}

/** Every file of a VSIX by its name. */
function contents(target: Target | undefined): Readonly<Record<string, Uint8Array>> {
  return unzipSync(readFileSync(vsixFile(target)));
}

function namesOfBinaries(files: Readonly<Record<string, Uint8Array>>): readonly string[] {
  return Object.keys(files).filter((name) => /\.(node|dll|exe|so|lib|exp)$/.test(name));
}

function machineOf(binary: Uint8Array): number {
  const view = new DataView(binary.buffer, binary.byteOffset, binary.byteLength);
  const header = view.getUint32(0x3c, true);
  assert.equal(view.getUint32(header, true), 0x4550, "no PE file");
  return view.getUint16(header + 4, true);
}

/** The version that a lock file installs of a package. */
function locked(folder: string, name: string): string {
  const lock: unknown = JSON.parse(readFileSync(path.join(repository, folder, "package-lock.json"), "utf8"));
  const { packages } = lock as { readonly packages: Readonly<Record<string, { readonly version: string }>> };
  const found = packages[`node_modules/${name}`];
  assert.ok(found, `${folder} does not lock ${name}`);
  return found.version;
}

suite("the VSIX files", { skip }, () => {
  for (const target of ["win32-x64", "win32-arm64"] as const) {
    test(`${target}: exactly one binary, koffi's for it, as npm has it`, () => {
      const files = contents(target);
      const [name = "", ...others] = namesOfBinaries(files);
      const folder = target.replace("-", "_");
      assert.equal(name, `extension/dist/node_modules/koffi/build/koffi/${folder}/koffi.node`);
      assert.deepEqual(others, []);
      const binary = files[name] ?? new Uint8Array();
      assert.equal(machineOf(binary), machines[target]);
      const from = `native/node_modules/@koromix/koffi-${target}/${folder}/koffi.node`;
      assert.ok(Buffer.from(binary).equals(readFileSync(path.join(repository, from))), "not the packaged binary");
    });

    test(`${target}: is for that platform only, and has koffi's licence`, () => {
      const files = contents(target);
      const text = (name: string) => new TextDecoder().decode(files[name]);
      assert.match(text("extension.vsixmanifest"), new RegExp(`TargetPlatform="${target}"`));
      assert.match(text("extension/dist/node_modules/koffi/LICENSE.txt"), /Permission is hereby granted/);
    });
  }

  test("the universal one: for every platform, without koffi", () => {
    const files = contents(undefined);
    assert.deepEqual(
      Object.keys(files).filter((name) => name.includes("koffi") || name.includes("node_modules")),
      [],
    );
    assert.deepEqual(namesOfBinaries(files), []);
    assert.doesNotMatch(new TextDecoder().decode(files["extension.vsixmanifest"]), /TargetPlatform/);
  });

  test("koffi's scripts and its binaries are of one version: koffi refuses to load any other", () => {
    const version = locked(".", "koffi");
    for (const target of ["win32-x64", "win32-arm64"]) {
      assert.equal(locked("native", `@koromix/koffi-${target}`), version);
    }
  });
});
