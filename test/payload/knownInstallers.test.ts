import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isIdle, recognize } from "../../src/payload/knownInstallers.ts";
import { KNOWN_ENTRIES } from "../../src/payload/knownInstallersTable.ts";

const names: Readonly<Record<string, readonly string[]>> = {
  vcredist: [
    "vc_redist.x64.exe",
    "vc_redist.x86.exe",
    "vc_redist.arm64.exe",
    "vc_redist_x64.exe",
    "vc_redist.exe",
    "vcredist.exe",
    "vcredist_x64.exe",
    "vcredist_x86.exe",
    "vcredist2013_x64.exe",
    "vcredist_2012_x86.exe",
    "vcredist_2015-2019.x64.exe",
    "vcredist_2015_2017_2019_2022_x64.exe",
    "vcredist-vs2015-x64.exe",
    "vcredist140_x64.exe",
    "vc_redist.2022.x64.exe",
    "vc_redist.x64.14.38.exe",
    "vcredist_x64_2013.exe",
    "vcredist2019_x64.exe",
    "vc_redist_arm64.exe",
    "vc_redist.*.exe",
    "vcredist_*.exe",
    "vc_redistx64.exe",
  ],
  "vcredist-msi": ["vcredist_x86_2010.exe", "vcredist2008_x64.exe", "vcredist_2005_sp1_x86.exe"],
  dotnet: [
    "dotnet-runtime-8.0.1-win-x64.exe",
    "dotnet-sdk-6.0.100-win-x86.exe",
    "dotnet-hosting-8.0.0-win.exe",
    "windowsdesktop-runtime-6.0.1-win-x64.exe",
    "windowsdesktop-runtime-*-win-*.exe",
    "aspnetcore-runtime-7.0.0-win-x64.exe",
    "dotnetcore.1.0.0-windowshosting.exe",
    "dotnet-win-x64.1.0.1.exe",
  ],
  "sql-server": ["sqlexpr_x64_enu.exe", "sqlexpr32_x86_enu.exe", "sqlexpradv_x64_enu.exe", "sql2019-ssei-expr.exe"],
  "access-database-engine": [
    "accessdatabaseengine.exe",
    "accessdatabaseengine_x64.exe",
    "2016_accessdatabaseengine_x64.exe",
  ],
  ssms: ["ssms-setup-enu.exe", "ssms-setup.exe"],
  python: ["python-3.11.4-amd64.exe", "python-3.8.10.exe", "python-3.12.0rc1-arm64.exe", "python-*-amd64.exe"],
  jre: ["jre-8u381-windows-x64.exe", "jre-7u80-windows-i586-s.exe", "jre-8u*-windows-*.exe"],
  dokan: ["dokansetup.exe", "dokansetup_redist.exe"],
  netfx: ["ndp48-x86-x64-allos-enu.exe", "ndp472-kb4054531-web.exe", "dotnetfx45_full_setup.exe", "dotnetfx.exe"],
  webview2: ["microsoftedgewebview2setup.exe", "microsoftedgewebview2runtimeinstallerx64.exe"],
  directx: ["dxsetup.exe", "dxwebsetup.exe", "directx_jun2010_redist.exe"],
  "windows-command": [
    "wusa.exe",
    "dism.exe",
    "pnputil.exe",
    "dpinst-amd64.exe",
    "sc",
    "net.exe",
    "regsvr32.exe",
    "ngen.exe",
    "taskkill.exe",
  ],
};

const SILENT = ["netfx", "webview2", "directx", "windows-command"];

for (const [id, all] of Object.entries(names)) {
  describe(id, () => {
    for (const name of all) {
      test(name, () => {
        const found = recognize(name);
        assert.equal(found?.installer.id, id);
        assert.equal(found?.proof === undefined, SILENT.includes(id));
        assert.match(found?.installer.source ?? "", /^https:\/\//);
      });
    }
  });
}

describe("names that only look alike", () => {
  for (const name of [
    "myvc_redistributor_notes.txt",
    "vc_redistributor.exe",
    "vc_redist.txt",
    "vc_redist.x64.exe.config",
    "my_vc_redist.x64.exe",
    "vcredist_helper.exe",
    "dotnet.exe",
    "dotnet-ef.exe",
    "dotnet-runtime.txt",
    "setup.exe",
    "sqlcmd.exe",
    "python.exe",
    "python-embed.exe",
    "jre.exe",
    "ssms.exe",
    "network.exe",
    "netsetup.exe",
    "ndp.exe",
    "*.exe",
    "",
  ]) {
    test(name === "" ? "no name" : name, () => assert.equal(recognize(name), undefined));
  }
});

test("arguments that show, copy or unpack only", () => {
  for (const words of [
    ["/?"],
    ["/help"],
    ["-help"],
    ["/layout", "C:\\x"],
    ["/quiet", "/layout"],
    ["/extract:C:\\x"],
    ["/x:C:\\x"],
    ["--version"],
  ]) {
    assert.ok(isIdle(words), words.join(" "));
  }
  for (const words of [
    [],
    ["/quiet"],
    ["/install", "/norestart"],
    ["/uninstall"],
    ["/repair"],
    ["/log", "help.txt"],
    ["/layouts"],
  ]) {
    assert.ok(!isIdle(words), words.join(" "));
  }
});

test("hostile: names made to keep the patterns busy", () => {
  for (const name of [
    `vc_redist${"arm64".repeat(5000)}x`,
    `vc_redist${"1".repeat(20_000)}x`,
    `vcredist${"._-".repeat(8000)}`,
    `dotnet-sdk${"-*".repeat(9000)}`,
    `python-${"1.*".repeat(9000)}`,
    `jre-8u1-windows-x64${"-a".repeat(9000)}`,
  ]) {
    assert.equal(recognize(name), undefined);
  }
});

test("some programs install only with some arguments", () => {
  const id = (name: string, given: string) => recognize(name, given)?.installer.id;
  assert.equal(id("wsl.exe", "--update"), "wsl");
  assert.equal(id("wsl.exe", "--install -d Ubuntu"), "wsl");
  assert.equal(id("wsl", "--list"), undefined);
  assert.equal(id("wsl", "ls --update-only"), undefined);
  assert.equal(id("winget.exe", "install -e --id Microsoft.PowerShell"), "winget");
  assert.equal(id("winget", "list"), undefined);
  assert.equal(id("choco", "install 7zip -y"), "chocolatey");
  assert.equal(id("choco", "search 7zip"), undefined);
});

test("every row has a source, and says what it carries", () => {
  for (const { id, source, carries, title } of KNOWN_ENTRIES) {
    assert.match(source, /^https:\/\//, id);
    assert.ok(carries !== "" && title !== "", id);
  }
  assert.equal(new Set(KNOWN_ENTRIES.map(({ id }) => id)).size, KNOWN_ENTRIES.length);
});
