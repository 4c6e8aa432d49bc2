import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { createFolder } from "../folder.ts";
import { command } from "./command.ts";

const SOURCE = `<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs">
  <Package Name="Depöt" Version="1.0.0" Manufacturer="M" UpgradeCode="51C2C0E2-6B3B-4E7D-8E2F-2F6E9F0C7A11">
    <CustomAction Id="Child" Directory="TARGETDIR" ExeCommand="msiexec /i child.msi" Execute="deferred" />
    <InstallExecuteSequence><Custom Action="Child" After="InstallFiles" /></InstallExecuteSequence>
  </Package>
</Wix>
`;

const SHAPES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "with a byte order mark": { "Product.wxs": `\uFEFF${SOURCE}` },
  "with the line ends of Windows": { "Product.wxs": SOURCE.replaceAll("\n", "\r\n") },
  "with blanks in the names": { "My Setup/My Product.wxs": SOURCE },
  "with letters of other languages in the names": { "Prüfstand/Größe 2.wxs": SOURCE },
  "without an end of the last line": { "Product.wxs": SOURCE.trimEnd() },
};

for (const [shape, files] of Object.entries(SHAPES)) {
  test(`patch and git make of a dry run what the fix makes, ${shape}`, async (t) => {
    for (const [tool, ...argv] of [
      ["git", "apply", "-"],
      ["patch", "-p1", "--binary", "--silent"],
    ] as const) {
      if (spawnSync(tool, ["--version"]).error !== undefined) return t.skip(`${tool} is not here`);
      for (const kind of ["suppress-file", "bundle"]) {
        const [patched, fixed] = [createFolder(files), createFolder(files)];
        const { out } = await command(["check", ".", `--fix=${kind}`, "--dry-run"], { cwd: patched.path });
        const { status, stderr } = spawnSync(tool, argv, { cwd: patched.path, input: out, encoding: "utf8" });
        assert.equal(status, 0, `${tool}: ${stderr}`);
        await command(["check", ".", `--fix=${kind}`], { cwd: fixed.path });
        for (const name of Object.keys(files)) {
          const [is, wanted] = [patched, fixed].map((folder) => readFileSync(path.join(folder.path, name), "utf8"));
          assert.equal(is, wanted, `${tool}, ${kind}`);
          assert.notEqual(is, files[name]);
        }
      }
    }
  });
}

test("a diff of a file in another encoding is said to be for reading only", async () => {
  const folder = createFolder({ "Product.wxs": Buffer.from(`\uFEFF${SOURCE}`, "utf16le") });
  const { out, error } = await command(["check", ".", "--fix=suppress", "--dry-run"], { cwd: folder.path });
  assert.match(out, /^\+.*msi1618-disable-next-line/m);
  assert.match(error, /^msi1618: Product\.wxs is not in UTF-8: its diff is to be read, not to be applied\.$/m);
});
