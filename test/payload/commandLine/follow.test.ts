import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fold, parseFormatted } from "../../../src/model/formatted.ts";
import { bareGround, followCommand } from "../../../src/payload/commandLine/follow.ts";
import { foldedText, sourceSpan, spelledText, type Text } from "../../../src/payload/text.ts";
import { marked } from "../../marked.ts";

function unresolved(value: string): Text {
  return foldedText(
    fold(parseFormatted(value), () => undefined),
    spelledText(value),
  );
}

const files = (reference: string) => (reference === "[#redist]" ? "vc_redist.x64.exe" : undefined);

/** As in `msiexec|/i x.msi|cmd start|no|proven`: program, arguments, way, awaited, proof; a program of which only the spelling is known begins with `?`, gaps stand in front with `? `. */
function follow(command: string): readonly string[] {
  const { launches, calls, gaps } = followCommand(unresolved(command), bareGround(files));
  return [
    ...gaps.map((gap) => `? ${gap}`),
    ...calls.map(({ done, hop }) => [done.call, done.package, hop.via.join(" "), hop.awaited, done.proof].join("|")),
    ...launches.map(({ name, unknown, arguments: rest, via, awaited, proof }) =>
      [`${unknown === true ? "?" : ""}${name.spelled}`, rest.value.trim(), via.join(" "), awaited, proof].join("|"),
    ),
  ];
}

type Case = readonly [command: string, ...leads: string[]];

function table(cases: readonly Case[]): void {
  for (const [command, ...leads] of cases)
    test(`${command}: ${leads.join(", ")}`, () => assert.deepEqual(follow(command), leads));
}

describe("program names", () => {
  table([
    ["msiexec /i x.msi", "msiexec|/i x.msi||yes|proven"],
    ["MSIEXEC.EXE /i x.msi", "MSIEXEC.EXE|/i x.msi||yes|proven"],
    ["[SystemFolder]msiexec.exe /i x.msi", "msiexec.exe|/i x.msi||yes|proven"],
    ['"[System64Folder]msiexec.exe" /i x.msi', "msiexec.exe|/i x.msi||yes|proven"],
    ["[%SystemRoot]\\System32\\msiexec.exe /i x.msi", "msiexec.exe|/i x.msi||yes|proven"],
    ["[WindowsFolder]SysWOW64\\msiexec /i x.msi", "msiexec|/i x.msi||yes|proven"],
    ["C:/Windows/System32/msiexec.exe /i x.msi", "msiexec.exe|/i x.msi||yes|proven"],
    ["$(var.Sys)msiexec.exe /i x.msi", "msiexec.exe|/i x.msi||yes|proven"],
    ["$(var.Sys)\\msiexec.exe /i x.msi", "msiexec.exe|/i x.msi||yes|proven"],
    ["vc_redist.$(var.Platform).exe /q", "vc_redist.$(var.Platform).exe|/q||yes|proven"],
    ['"[#redist]" /q', "vc_redist.x64.exe|/q||yes|proven"],
    ['"[#other]" /q', "?[#other]|/q||yes|proven"],
    ["[UninstallString] /q", "?[UninstallString]|/q||yes|proven"],
    ["$(var.Exe) /q", "?$(var.Exe)|/q||yes|proven"],
    ["[DIR]$(var.Name).exe /q", "?[DIR]$(var.Name).exe|/q||yes|proven"],
    ["$(env.ProgramFiles(x86))\\x\\msiexec.exe /i x.msi", "msiexec.exe|/i x.msi||yes|proven"],
    ["cmd /c %TOOL% /i x.msi", "?%TOOL%|/i x.msi|cmd|yes|proven"],
    ["cmd /c %TEMP%\\x.exe /q", "x.exe|/q|cmd|yes|proven"],
    ["[PREFIX] msiexec /i x.msi", "?[PREFIX]|msiexec /i x.msi||yes|proven"],
    ["", "? the command line is empty"],
    ['"" /q', "? the command line names no program"],
    ["[DIR]a.bat x", '? what the script "a.bat" does is not followed', "a.bat|x||yes|proven"],
    ["C:\\Windows\\System32\\MSIEXEC.EXE /I x.msi /QN", "MSIEXEC.EXE|/I x.msi /QN||yes|proven"],
    ["%windir%\\sysnative\\msiexec.exe /i x.msi", "msiexec.exe|/i x.msi||yes|proven"],
    ["[%windir]\\System32\\msiexec.exe /i x.msi", "msiexec.exe|/i x.msi||yes|proven"],
    ["MsiExec.exe /X{A}", "MsiExec.exe|/X{A}||yes|proven"],
    ["msiexec\t/i\tx.msi\n  /qn", "msiexec|/i\tx.msi\n  /qn||yes|proven"],
    ['"msiexec" "/i" "x.msi"', 'msiexec|"/i" "x.msi"||yes|proven'],
    [
      "msiexec.exe/i x.msi",
      "? no blank parts msiexec from its option, so it is expected not to start",
      "?msiexec.exe/i|x.msi||yes|proven",
    ],
    [
      '"MsiExec.exe /X{A}" /qn',
      "? quotation marks stand around arguments too, so it is expected not to start",
      "?MsiExec.exe /X{A}|/qn||yes|proven",
    ],
    ["wscript.exe x.vbs", '? what the script "x.vbs" does is not followed', "wscript.exe|x.vbs||yes|proven"],
  ]);
});

describe("cmd", () => {
  table([
    ["cmd /c msiexec /i x.msi", "msiexec|/i x.msi|cmd|yes|proven"],
    ["cmd.exe /C msiexec /i x.msi", "msiexec|/i x.msi|cmd|yes|proven"],
    ["[%ComSpec] /c msiexec /i x.msi", "msiexec|/i x.msi|cmd|yes|proven"],
    ["%ComSpec% /c msiexec /i x.msi", "msiexec|/i x.msi|cmd|yes|proven"],
    ['"[SystemFolder]cmd.exe" /c msiexec /i x.msi', "msiexec|/i x.msi|cmd|yes|proven"],
    ["cmd /q /d /c msiexec /i x.msi", "msiexec|/i x.msi|cmd|yes|proven"],
    ["cmd /s/c msiexec /i x.msi", "msiexec|/i x.msi|cmd|yes|proven"],
    ["cmd /v:on /e:on /k msiexec /i x.msi", "msiexec|/i x.msi|cmd|yes|proven"],
    ["cmd /cmsiexec /i x.msi", "msiexec|/i x.msi|cmd|yes|proven"],
    ['cmd /c "msiexec /i x.msi /qn"', "msiexec|/i x.msi /qn|cmd|yes|proven"],
    ['cmd /c "msiexec /i "C:\\a b\\x.msi" /qn"', 'msiexec|/i "C:\\a b\\x.msi" /qn|cmd|yes|proven'],
    ['cmd /c ""C:\\a b\\x.exe" /q"', "x.exe|/q|cmd|yes|proven"],
    ['cmd /c "C:\\a b\\x.exe"', "x.exe||cmd|yes|proven"],
    ['cmd /c "C:\\a b\\x.exe" /q', "x.exe|/q|cmd|yes|proven"],
    ['cmd /s /c "C:\\a b\\x.exe"', "x.exe||cmd|yes|proven"],
    ["cmd /c msiexec/i x.msi", "msiexec|/i x.msi|cmd|yes|proven"],
    ["cmd /c @msiexec /i x.msi", "msiexec|/i x.msi|cmd|yes|proven"],
    ["cmd /c call msiexec /i x.msi", "msiexec|/i x.msi|cmd call|yes|proven"],
    ["cmd /c cd /d C:\\x & msiexec /i x.msi", "msiexec|/i x.msi|cmd|yes|proven"],
    ["cmd /c cd C:\\x && msiexec /i x.msi", "msiexec|/i x.msi|cmd|yes|likely"],
    ["cmd /c a.exe || msiexec /i x.msi", "a.exe||cmd|yes|proven", "msiexec|/i x.msi|cmd|yes|likely"],
    ["cmd /c a.exe && b.exe & c.exe", "a.exe||cmd|yes|proven", "b.exe||cmd|yes|likely", "c.exe||cmd|yes|proven"],
    ["cmd /c (msiexec /i x.msi) | more", "msiexec|/i x.msi|cmd|yes|proven", "more||cmd|yes|proven"],
    ["cmd /c msiexec /i x.msi >nul 2>&1", "msiexec|/i x.msi|cmd|yes|proven"],
    ['cmd /c msiexec /i x.msi > "a & b.log" /qn', "msiexec|/i x.msi  /qn|cmd|yes|proven"],
    ["cmd /c if exist x.msi msiexec /i x.msi", "msiexec|/i x.msi|cmd|yes|likely"],
    [
      'cmd /c if not exist "C:\\a b" (msiexec /i x.msi) else a.exe',
      "msiexec|/i x.msi|cmd|yes|likely",
      "a.exe||cmd|yes|likely",
    ],
    ["cmd /c for %i in (a b) do msiexec /i %i", "msiexec|/i %i|cmd|yes|likely"],
    ["cmd /c echo msiexec /i x.msi", "cmd|/c echo msiexec /i x.msi||yes|proven"],
    ["cmd /c echo a^&msiexec", "cmd|/c echo a^&msiexec||yes|proven"],
    ['cmd /c echo "a & msiexec /i x.msi"', 'cmd|/c echo "a & msiexec /i x.msi"||yes|proven'],
    ["cmd /c rem msiexec /i x.msi", "cmd|/c rem msiexec /i x.msi||yes|proven"],
    ["cmd /c del x.msi", "cmd|/c del x.msi||yes|proven"],
    ["cmd", "cmd|||yes|proven"],
    ["cmd [ARGS]", "? what cmd is to run is not known", "cmd|[ARGS]||yes|proven"],
    ["cmd /c [ARGS]", "?[ARGS]||cmd|yes|proven"],
    ['cmd /c "x.msi"', "x.msi||cmd|unknown|proven"],
    ["cmd /c [DIR]x.msi /qn", "x.msi|/qn|cmd|unknown|proven"],
  ]);
});

describe("programs that run what their arguments name", () => {
  table([
    ['forfiles /m *.msi /c "cmd /c msiexec /i @file /qn"', "msiexec|/i @file /qn|forfiles cmd|yes|likely"],
    ['forfiles /m *.msi /c "msiexec /i @file"', "msiexec|/i @file|forfiles|yes|likely"],
    ["forfiles /m *.msi", "forfiles|/m *.msi||yes|proven"],
    ["mshta x.hta", "? what the page does that mshta runs is not followed", "mshta|x.hta||yes|proven"],
    ['runas /user:x "msiexec /i x.msi"', "msiexec|/i x.msi|runas|no|proven"],
    ["psexec -s msiexec /i x.msi", "msiexec|/i x.msi|psexec|yes|proven"],
    [
      'schtasks /create /tn x /tr "msiexec /i x.msi"',
      '? when the task "x" runs is up to the Task Scheduler',
      'schtasks|/create /tn x /tr "msiexec /i x.msi"||yes|proven',
    ],
    ["schtasks /change /tn x /disable", "schtasks|/change /tn x /disable||yes|proven"],
    [
      "rundll32 a.dll,Install",
      "? what the function does that rundll32 runs is not followed",
      "rundll32|a.dll,Install||yes|proven",
    ],
    [
      "rundll32.exe setupapi.dll,InstallHinfSection DefaultInstall 132 x.inf",
      "rundll32.exe|setupapi.dll,InstallHinfSection DefaultInstall 132 x.inf||yes|proven",
    ],
  ]);
});

describe("what PowerShell hands on", () => {
  const yes = "|powershell|yes|proven";
  const run = (script: string) => `powershell -c "${script}"`;
  table([
    [
      run("$a = @{ FilePath = 'msiexec.exe'; ArgumentList = '/i x.msi /qn'; Wait = $true }; Start-Process @a"),
      `msiexec.exe|/i x.msi /qn${yes}`,
    ],
    [
      run("$a=@{FilePath='msiexec.exe';ArgumentList='/i','x.msi';Wait=$true}; Start-Process @a"),
      `msiexec.exe|/i x.msi${yes}`,
    ],
    [run("$a=@{FilePath='msiexec';Wait=$false}; Start-Process @a"), "msiexec||powershell|no|proven"],
    [
      run("Start-Process @a"),
      "? Start-Process is given a program that the script computes",
      `powershell|-c "Start-Process @a"||yes|proven`,
    ],
    [run("$a = @('/i', 'x.msi', '/qn'); & msiexec @a | Out-Null"), `msiexec|/i x.msi /qn${yes}`],
    [run("Start-Process msiexec -ArgumentList ('/i {0} /qn' -f $m) -Wait"), `msiexec|/i {0} /qn${yes}`],
    [run("Start-Process msiexec -ArgumentList ('/i ' + $m + ' /qn') -Wait"), `msiexec|/i $m /qn${yes}`],
    [run("$a = '/i ' + $m + ' /qn'; Start-Process msiexec $a -Wait"), `msiexec|/i $m /qn${yes}`],
    [
      run("Start-Process msiexec -ArgumentList '/i', (Join-Path $d x.msi), '/qn' -Wait"),
      `msiexec|/i (Join-Path $d x.msi) /qn${yes}`,
    ],
    [run("msiexec /i (Join-Path $d x.msi) /qn | Out-Null"), `msiexec|/i (Join-Path $d x.msi) /qn${yes}`],
    [run("msiexec /x {A} /qn | Out-Null"), "msiexec|/x {A} /qn|powershell|yes|possible"],
    [run("msiexec /x '{A}' /qn | Out-Null"), `msiexec|/x {A} /qn${yes}`],
    [run("exit (Start-Process msiexec '/i x.msi' -PassThru -Wait).ExitCode"), `msiexec|/i x.msi${yes}`],
    [run("[void](Start-Process msiexec '/i x.msi' -Wait)"), `msiexec|/i x.msi${yes}`],
    [run("Write-Output (Start-Process msiexec '/i x.msi' -Wait)"), `msiexec|/i x.msi${yes}`],
    [run("Invoke-Command { msiexec /i x.msi | Out-Null }"), `msiexec|/i x.msi${yes}`],
    [
      run("Invoke-Command -ComputerName other { msiexec /i x.msi }"),
      "? what Invoke-Command runs on another computer is not followed",
      `powershell|-c "Invoke-Command -ComputerName other { msiexec /i x.msi }"||yes|proven`,
    ],
    [run("dir *.msi | % { Start-Process msiexec '/i',$_,'/qn' -Wait }"), "msiexec|/i $_ /qn|powershell|yes|likely"],
    [run("if (-not (Test-Path x)) { msiexec /i x.msi | Out-Null }"), "msiexec|/i x.msi|powershell|yes|likely"],
  ]);
});

describe("start", () => {
  table([
    ["cmd /c start msiexec /i x.msi", "msiexec|/i x.msi|cmd start|no|proven"],
    ['cmd /c start "" msiexec /i x.msi', "msiexec|/i x.msi|cmd start|no|proven"],
    ["cmd /c start /b msiexec /i x.msi", "msiexec|/i x.msi|cmd start|no|proven"],
    ["cmd /c start /wait msiexec /i x.msi", "msiexec|/i x.msi|cmd start|yes|proven"],
    ["cmd /c start /w /min msiexec /i x.msi", "msiexec|/i x.msi|cmd start|yes|proven"],
    ['cmd /c start "a title" /d "C:\\a b" /high /WAIT msiexec /i x.msi', "msiexec|/i x.msi|cmd start|yes|proven"],
    ['cmd /c start /wait "" "C:\\a b\\x.msi"', "x.msi||cmd start|yes|proven"],
    ["cmd /c start x.msi", "x.msi||cmd start|no|proven"],
    ['cmd /c start "x.msi"', 'cmd|/c start "x.msi"||yes|proven'],
    ["cmd /c start /wait cmd /c msiexec /i x.msi", "msiexec|/i x.msi|cmd start cmd|yes|proven"],
    ["cmd /c start cmd /c start /wait msiexec /i x.msi", "msiexec|/i x.msi|cmd start cmd start|no|proven"],
    ["start msiexec /i x.msi", "start|msiexec /i x.msi||yes|proven"],
  ]);
});

describe("PowerShell", () => {
  table([
    ["powershell -Command msiexec /i x.msi", "msiexec|/i x.msi|powershell|no|proven"],
    ["powershell.exe -NoProfile -ExecutionPolicy Bypass -c msiexec /i x.msi", "msiexec|/i x.msi|powershell|no|proven"],
    ["powershell -nop -ep bypass -w hidden msiexec /i x.msi", "msiexec|/i x.msi|powershell|no|proven"],
    ['powershell "msiexec /i x.msi"', "msiexec|/i x.msi|powershell|no|proven"],
    ['powershell /command "msiexec /i x.msi"', "msiexec|/i x.msi|powershell|no|proven"],
    ["powershell -c \"& 'msiexec.exe' /i x.msi | Out-Null\"", "msiexec.exe|/i x.msi|powershell|yes|proven"],
    ['powershell -c "& { msiexec /i x.msi | Out-Host }"', "msiexec|/i x.msi|powershell|yes|proven"],
    ['powershell -c "cmd /c msiexec /i x.msi"', "msiexec|/i x.msi|powershell cmd|yes|proven"],
    [
      "powershell -c \"Start-Process msiexec -ArgumentList '/i x.msi' -Wait\"",
      "msiexec|/i x.msi|powershell|yes|proven",
    ],
    [
      "powershell -c \"Start-Process -Wait -FilePath msiexec.exe -Args '/i','x.msi','/qn'\"",
      "msiexec.exe|/i x.msi /qn|powershell|yes|proven",
    ],
    ["powershell -c \"saps msiexec @('/i', 'x.msi') -Verb RunAs\"", "msiexec|/i x.msi|powershell|no|proven"],
    ["powershell -c \"start msiexec '/i x.msi' -PassThru | Wait-Process\"", "msiexec|/i x.msi|powershell|yes|proven"],
    [
      "powershell -c \"(Start-Process msiexec '/i x.msi' -PassThru).WaitForExit()\"",
      "msiexec|/i x.msi|powershell|yes|proven",
    ],
    [
      "powershell -c \"$p = Start-Process msiexec '/i x.msi' -PassThru; $p.WaitForExit()\"",
      "msiexec|/i x.msi|powershell|yes|proven",
    ],
    [
      "powershell -c \"Start-Process msiexec '/i x.msi'; Wait-Process msiexec\"",
      "msiexec|/i x.msi|powershell|yes|proven",
    ],
    ["powershell -c \"Start-Process 'C:\\a b\\x.msi'\"", "x.msi||powershell|no|proven"],
    ["powershell -c \"$f = 'C:\\a b\\x.msi'; Start-Process $f -Wait\"", "x.msi||powershell|yes|proven"],
    [
      "powershell -c \"Start-Process $env:SystemRoot\\System32\\msiexec.exe -ArgumentList '/i x.msi'\"",
      "msiexec.exe|/i x.msi|powershell|no|proven",
    ],
    [
      'powershell -c "Start-Process $f -Wait"',
      "? Start-Process is given a program that the script computes",
      'powershell|-c "Start-Process $f -Wait"||yes|proven',
    ],
    [
      "powershell -c \"if (Test-Path x) { Start-Process msiexec '/i x.msi' -Wait }\"",
      "msiexec|/i x.msi|powershell|yes|likely",
    ],
    [
      "powershell -c \"try { Start-Process msiexec '/i x.msi' -Wait } catch { exit 1 }\"",
      "msiexec|/i x.msi|powershell|yes|proven",
    ],
    ['powershell -c "function f { msiexec /i x.msi }"', 'powershell|-c "function f { msiexec /i x.msi }"||yes|proven'],
    ['powershell -c "function f { msiexec /i x.msi }; f"', "msiexec|/i x.msi|powershell|no|proven"],
    [
      "powershell -c \"[Diagnostics.Process]::Start('msiexec', '/i x.msi').WaitForExit()\"",
      "msiexec|/i x.msi|powershell|yes|proven",
    ],
    ["powershell -c \"Invoke-Item 'x.msi'\"", "x.msi||powershell|no|proven"],
    ["powershell -c \"iex 'msiexec /i x.msi'\"", "msiexec|/i x.msi|powershell|no|proven"],
    [
      "powershell -c \"$x = 'iex $x'; iex $x\"",
      "? Invoke-Expression runs a text that the script computes",
      "powershell|-c \"$x = 'iex $x'; iex $x\"||yes|proven",
    ],
    ["powershell -c \"Write-Host 'msiexec /i x.msi'\"", "powershell|-c \"Write-Host 'msiexec /i x.msi'\"||yes|proven"],
    [
      'powershell -c "Add-AppxPackage x.msix # msiexec /i x.msi"',
      'powershell|-c "Add-AppxPackage x.msix # msiexec /i x.msi"||yes|proven',
    ],
    ["powershell -File x.ps1", '? what the script "x.ps1" does is not followed', "powershell|-File x.ps1||yes|proven"],
    [
      'powershell -ExecutionPolicy Bypass -f "a b.ps1"',
      '? what the script "a b.ps1" does is not followed',
      'powershell|-ExecutionPolicy Bypass -f "a b.ps1"||yes|proven',
    ],
    ["powershell -enc AAAA", "? the encoded command is not readable", "powershell|-enc AAAA||yes|proven"],
    ["powershell -c -", "? PowerShell reads its script from its input", "powershell|-c -||yes|proven"],
    ["pwsh x.ps1", '? what the script "x.ps1" does is not followed', "pwsh|x.ps1||yes|proven"],
    ["powershell", "powershell|||yes|proven"],
    ['powershell -c "(Get-WmiObject Win32_Product).Uninstall()"', "Win32_Product.Uninstall||powershell|yes|likely"],
  ]);
});

describe("the place of a launch is the text that spells it", () => {
  for (const source of [
    'cmd /c "«msiexec /i "[#child]" /qn»"',
    "cmd /c cd x & «msiexec /i x.msi»",
    "«msiexec /i x.msi»",
    'cmd /c start "" /wait «msiexec /i x.msi»',
    "powershell -c \"Start-Process «msiexec -ArgumentList '/i', 'x.msi»' -Wait\"",
  ]) {
    test(source, () => {
      const { text, spans } = marked(source);
      const [launch] = followCommand(unresolved(text), bareGround(files)).launches;
      assert.ok(launch !== undefined);
      assert.deepEqual(sourceSpan(launch.whole), spans[0]);
    });
  }
});

describe("hostile", () => {
  test("commands that pass each other on end", () => {
    assert.match(follow(`${"cmd /c ".repeat(1000)}msiexec /i x.msi`).join(), /more than 8 programs/);
    assert.match(follow(`cmd /c ${"call ".repeat(1000)}msiexec /i x.msi`).join(), /more than 8 programs/);
    assert.match(follow(`cmd /c ${"start ".repeat(1000)}msiexec /i x.msi`).join(), /start/);
  });

  test("a command line longer than Windows takes is not followed", () => {
    assert.deepEqual(follow('"'.repeat(1_000_000)), ["? the command line is longer than Windows takes"]);
  });

  for (const text of [
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    "`",
    "^",
    "&",
    "|",
    "\\",
    "$",
    "$(",
    "@(",
    "/c ",
    ">",
    "<",
    "if ",
    "-",
    "%",
    "exit ",
    "return ",
    "@{a=",
    "@('a',",
    "'a'+",
    "[void](",
    "Start-Process @a;",
    "forfiles /c ",
    "Invoke-Command {",
    "$a=",
  ]) {
    for (const start of ["", "cmd /c ", "powershell -c ", "cmd /c start "]) {
      test(`\`${start}${text}\` again and again comes to an end`, () => {
        assert.doesNotThrow(() => follow(start + text.repeat(Math.floor(32_000 / text.length))));
      });
    }
  }
});
