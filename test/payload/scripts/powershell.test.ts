import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lines, read } from "./reading.ts";

type Case = readonly [script: string, ...says: string[]];

function table(cases: readonly Case[]): void {
  for (const [script, ...says] of cases)
    test(script.replaceAll("\n", " ¶ "), () => assert.deepEqual(lines(read("powershell", script)), says));
}

const QUIET = "start msiexec|/i x.msi /qn|shell|yes|proven";

describe("scripts in files", () => {
  table([
    ["# comment\nStart-Process msiexec -ArgumentList '/i x.msi /qn' -Wait", QUIET],
    ["<# Start-Process msiexec #>\nStart-Process msiexec -ArgumentList '/i x.msi /qn' -Wait", QUIET],
    ["Start-Process `\r\n  -FilePath msiexec `\r\n  -ArgumentList '/i x.msi /qn' `\r\n  -Wait", QUIET],
    ["Start-Process msiexec -Wait -ArgumentList '/i',\n  'x.msi',\n  '/qn'", QUIET],
    ['$p = "x.msi"\n$a = "/i $p /qn"\nStart-Process msiexec -ArgumentList $a -Wait', QUIET],
    ["$p = 'x' + '.msi'\nStart-Process msiexec -ArgumentList ('/i ' + $p + ' /qn') -Wait", QUIET],
    ["$a = '/i x.msi'\n$a += ' /qn'\nStart-Process msiexec -ArgumentList $a -Wait", QUIET],
    ["[string]$p = 'x.msi'\nStart-Process msiexec -ArgumentList \"/i $p /qn\" -Wait", QUIET],
    ['$s = @"\nStart-Process msiexec\n"@\nWrite-Host $s'],
    ["$s = @'\nStart-Process msiexec -ArgumentList '/i x.msi /qn' -Wait\n'@\nInvoke-Expression $s", QUIET],
    [
      "if ($x) { $p = 'a.msi' } else { $p = 'b.msi' }\nStart-Process msiexec -ArgumentList \"/i $p /qn\" -Wait",
      "start msiexec|/i $p /qn|shell|yes|proven",
    ],
    ["function Install($p) { Start-Process msiexec -ArgumentList \"/i $p /qn\" -Wait }\nInstall 'x.msi'", QUIET],
    [
      "function Install { param([string]$p) Start-Process msiexec -ArgumentList \"/i $p /qn\" -Wait }\nInstall -p 'x.msi'",
      QUIET,
    ],
    ["function Install-It { Start-Process msiexec -ArgumentList '/i x.msi /qn' -Wait }"],
    ["function A { B }\nfunction B { A; Start-Process msiexec -ArgumentList '/i x.msi /qn' -Wait }\nA", QUIET],
    [
      "if (Test-Path x) { Start-Process msiexec -ArgumentList '/i x.msi /qn' -Wait }",
      "start msiexec|/i x.msi /qn|shell|yes|likely",
    ],
    ['& "$PSScriptRoot\\b.ps1" -Quiet', "start $PSScriptRoot\\b.ps1|-Quiet|process|unknown|proven"],
  ]);
});

describe("downloads", () => {
  table([
    [
      "$f = \"$env:TEMP\\x.exe\"\nInvoke-WebRequest -Uri 'https://example.org/dotnet-sdk-8.0.100-win-x64.exe' -OutFile $f\nStart-Process $f -Wait",
      "start dotnet-sdk-8.0.100-win-x64.exe||shell|yes|proven",
    ],
    [
      "$f = Join-Path $env:TEMP 'x.msi'\n(New-Object Net.WebClient).DownloadFile('https://example.org/tool.msi', $f)\n& $f",
      "start tool.msi||process|unknown|proven",
    ],
    [
      "Start-BitsTransfer -Source https://example.org/vc_redist.x86.exe -Destination C:\\r.exe\nStart-Process C:\\r.exe -ArgumentList /q -Wait",
      "start vc_redist.x86.exe|/q|shell|yes|proven",
    ],
  ]);
});

describe("COM, WMI and packages", () => {
  table([
    [
      "$i = New-Object -ComObject WindowsInstaller.Installer\n$i.InstallProduct('x.msi', '')",
      "call Installer.InstallProduct|x.msi|installs|own|proven",
    ],
    ["$i = New-Object -ComObject WindowsInstaller.Installer\n$i.ProductState('{A}')"],
    [
      "$s = New-Object -ComObject WScript.Shell\n$s.Run('msiexec /i x.msi', 0, $true)",
      "start msiexec|/i x.msi|shell|yes|proven",
    ],
    [
      "Get-WmiObject Win32_Product | ForEach-Object { $_.Uninstall() }",
      "call Win32_Product.Uninstall||installs|service|likely",
    ],
    [
      "$p = Get-CimInstance Win32_Product\n$p | Invoke-CimMethod -MethodName Uninstall",
      "call Win32_Product.Uninstall||installs|service|likely",
    ],
    ["Get-WmiObject Win32_Product | Select-Object Name", "? what the script does with Win32_Product is not followed"],
    ["Install-Package x.msi", "call PackageManagement|x.msi|installs|service|proven"],
    ["Install-Package Old -ProviderName msi", "call PackageManagement|Old|installs|service|proven"],
    ["Install-Package Newtonsoft.Json -ProviderName NuGet"],
    ["Uninstall-Package Old", "? which provider the package is installed or removed by is not known"],
    ["Start-ADTMsiProcess -Action Uninstall -FilePath x.msi", "call PSAppDeployToolkit|x.msi|installs|service|proven"],
    ["Add-AppxPackage x.msix"],
  ]);
});

describe("the mutex", () => {
  const open = "$m = [Threading.Mutex]::OpenExisting('Global\\_MSIExecute')\n";
  table([
    [`${open}$m.WaitOne()`, "wait forever|proven"],
    [`${open}[void]$m.WaitOne(600000)`, "wait bounded|proven"],
    [`${open}if (-not $m.WaitOne(0)) { 'busy' }`],
    [`${open}$m.WaitOne($patience)`, "wait unknown|proven"],
    ["$m = [Threading.Mutex]::new($false, 'Mine')\n$m.WaitOne()"],
  ]);
});

describe("what stands behind the end", () => {
  const start = "Start-Process msiexec -ArgumentList '/i x.msi /qn' -Wait";
  table([
    [`return\n${start}`],
    [`exit 0; ${start}`],
    [`if ($x) { return }\n${start}`, QUIET],
    [`net stop x || exit 1\n${start}`, "start net|stop x|process|unknown|proven", QUIET],
  ]);
});

describe("hostile", () => {
  test("keeping very many variables for very many calls ends with a gap", () => {
    const variables = Array.from({ length: 2000 }, (_, at) => `$v${at} = 'x'`).join("\n");
    const script = `${variables}\nfunction f {}\n${"f\n".repeat(600)}`;
    assert.deepEqual(lines(read("powershell", script)), ["? the script has more commands than are followed"]);
  });
  for (const part of [
    '@"\n',
    "@'\n",
    "<#",
    "#>",
    "`\n",
    "function f {",
    "f; ",
    "$x += $x\n",
    "| ",
    "Join-Path ",
    "$x = $x + $x\n",
  ])
    test(`\`${part.trim()}\` again and again comes to an end`, () => {
      assert.doesNotThrow(() => read("powershell", `$x = 'a'\n${part.repeat(Math.floor(60_000 / part.length))}`));
    });
});
