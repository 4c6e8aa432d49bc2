import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lines, places, read } from "./reading.ts";

type Case = readonly [script: string, ...says: string[]];

function table(cases: readonly Case[], entry = ""): void {
  for (const [script, ...says] of cases)
    test(script.replaceAll("\n", " ¶ "), () => assert.deepEqual(lines(read("vbscript", script, { entry })), says));
}

const SHELL = 'Set sh = CreateObject("WScript.Shell")\n';
const QUIET = "start msiexec|/i x.msi /qn|shell|yes|proven";

describe("WScript.Shell", () => {
  table([
    [`${SHELL}sh.Run "msiexec /i x.msi /qn", 0, True`, QUIET],
    [`${SHELL}code = sh.Run("msiexec /i x.msi /qn", 0, True)`, QUIET],
    [`${SHELL}sh.Run ("msiexec /i x.msi /qn"), 0, True`, QUIET],
    [`${SHELL}Call sh.Run("msiexec /i x.msi /qn", 0, True)`, QUIET],
    [`${SHELL}If sh.Run("msiexec /i x.msi /qn", 0, True) <> 0 Then WScript.Quit 1`, QUIET],
    [`${SHELL}sh.Run "msiexec /i x.msi /qn", , 1`, QUIET],
    [`${SHELL}sh.Run "msiexec /i x.msi /qn"`, "start msiexec|/i x.msi /qn|shell|no|proven"],
    [`${SHELL}sh.Run "msiexec /i x.msi /qn", 0, waits`, "start msiexec|/i x.msi /qn|shell|unknown|proven"],
    [`${SHELL}sh.Exec "msiexec /i x.msi /qn"`, "start msiexec|/i x.msi /qn|process|no|proven"],
    [
      `${SHELL}Set e = sh.Exec("msiexec /i x.msi /qn")\nDo While e.Status = 0\nWScript.Sleep 100\nLoop`,
      "start msiexec|/i x.msi /qn|process|yes|proven",
    ],
    [`With CreateObject("WScript.Shell")\n.Run "msiexec /i x.msi /qn", 0, True\nEnd With`, QUIET],
    [`WScript.CreateObject("WScript.Shell").Run "msiexec /i x.msi /qn", 0, True`, QUIET],
    ['Dim a : a = 1 : CreateObject("wscript.shell").run "msiexec /i x.msi /qn", 0, true', QUIET],
    [`${SHELL}sh.Run command, 0, True`, "start command||shell|yes|proven"],
    ['sh.Run "msiexec /i x.msi"', "? which object the script calls run of is not known"],
  ]);
});

describe("texts", () => {
  table([
    [`${SHELL}p = "x" & ".msi"\nsh.Run "msiexec /i " & p & " /qn", 0, True`, QUIET],
    [
      `${SHELL}q = Chr(34)\nsh.Run "msiexec /i " & q & "a b.msi" & q, 0, True`,
      'start msiexec|/i "a b.msi"|shell|yes|proven',
    ],
    [`${SHELL}sh.Run "msiexec /i ""a b.msi"" /qn", 0, True`, 'start msiexec|/i "a b.msi" /qn|shell|yes|proven'],
    [`${SHELL}Const M = "msiexec", P = "/i x.msi"\nsh.Run M & " " _\n  & P & " /qn", 0, True`, QUIET],
    [
      `${SHELL}sh.Run "msiexec /i """ & Session.Property("SourceDir") & "x.msi""", 0, True`,
      'start msiexec|/i "[SourceDir]x.msi"|shell|yes|proven',
    ],
    [
      `${SHELL}If a Then p = "x.msi" Else p = "y.msi"\nsh.Run "msiexec /i " & p & " /qn", 0, True`,
      "start msiexec|/i x.msi /qn|shell|yes|proven",
    ],
    [`${SHELL}p = "x.msi"\nIf a Then p = "x.msi"\nsh.Run "msiexec /i " & p & " /qn", 0, True`, QUIET],
  ]);
});

describe("what is reached", () => {
  const body = `Sub Install(p)\n${SHELL}sh.Run "msiexec /i " & p & " /qn", 0, True\nEnd Sub\n`;
  table([
    [body],
    [`${body}Install "x.msi"`, QUIET],
    [`${body}Call Install("x.msi")`, QUIET],
    [`${body}Sub A\nB\nEnd Sub\nSub B\nInstall "x.msi"\nEnd Sub\nA`, QUIET],
    [`${body}Sub A\nA\nInstall "x.msi"\nEnd Sub\nA`, QUIET],
    [`${body}If x Then Install "x.msi"`, "start msiexec|/i x.msi /qn|shell|yes|likely"],
    [`${body}If x Then Exit Sub\nInstall "x.msi"`, "start msiexec|/i x.msi /qn|shell|yes|likely"],
    [`${body}WScript.Quit 0\nInstall "x.msi"`],
    [`${body}For i = 1 To 3\nInstall "x.msi"\nNext`, "start msiexec|/i x.msi /qn|shell|yes|likely"],
    [`${body}Do\nInstall "x.msi"\nLoop Until True`, QUIET],
    [`${body}Select Case x\nCase 1\nInstall "x.msi"\nEnd Select`, "start msiexec|/i x.msi /qn|shell|yes|likely"],
    ['\' CreateObject("WScript.Shell").Run "msiexec /i x.msi"'],
    ['rem CreateObject("WScript.Shell").Run "msiexec /i x.msi"'],
    ['x = "CreateObject(""WScript.Shell"").Run ""msiexec"""'],
  ]);
  const functions = `Function Main\nMain = Other()\nEnd Function\nFunction Other\n${SHELL}sh.Run "msiexec /i x.msi /qn", 0, True\nEnd Function`;
  table([[functions]]);
  table([[functions, QUIET]], "main");
  table([[functions, "? the script has no function Nobody"]], "Nobody");
});

describe("the installer", () => {
  table([
    ['Session.Installer.InstallProduct "x.msi", "A=1"', "call Installer.InstallProduct|x.msi|installs|own|proven"],
    ['Installer.ConfigureProduct "{A}", 0, 2', "call Installer.ConfigureProduct|{A}|installs|own|proven"],
    [
      'Set i = CreateObject("WindowsInstaller.Installer")\ni.ReinstallProduct "{A}", 2',
      "call Installer.ReinstallProduct|{A}|installs|own|proven",
    ],
    ['x.InstallProduct "x.msi"', "call Installer.InstallProduct|x.msi|installs|own|likely"],
    ["Session.Installer.UILevel = 2", "call Installer.UILevel||opens-session|own|proven"],
    ['p = Session.Installer.ProvideComponent("{P}", "F", "{C}", -1)'],
    [
      'p = Session.Installer.ProvideComponent("{P}", "F", "{C}", m)',
      "call Installer.ProvideComponent|{P}|installs-on-demand|own|proven",
    ],
    ['x = Session.Installer.ProductState("{A}")'],
    ['Session.DoAction "Other"'],
  ]);
  test("is none without a session, where nobody makes it", () => {
    assert.deepEqual(lines(read("vbscript", 'Installer.OpenPackage "x.msi"', { session: false })), []);
  });
});

describe("WMI", () => {
  table([
    [
      'Set w = GetObject("winmgmts:")\nFor Each p In w.ExecQuery("Select * From Win32_Product")\np.Uninstall\nNext',
      "call Win32_Product.Uninstall||installs|service|likely",
    ],
    [
      'GetObject("winmgmts:root\\cimv2").Get("Win32_Product").Install "x.msi"',
      "call Win32_Product.Install|x.msi|installs|service|likely",
    ],
    [
      'GetObject("winmgmts:Win32_Process").Create "msiexec /i x.msi", Null, Null, pid',
      "start msiexec|/i x.msi|process|no|proven",
    ],
    ['For Each p In GetObject("winmgmts:").ExecQuery("Select * From Win32_Service")\np.StopService\nNext'],
  ]);
});

test("a downloaded program keeps the name of its address", () => {
  const script = `Set x = CreateObject("MSXML2.XMLHTTP")
x.Open "GET", "https://aka.ms/vs/17/release/vc_redist.x64.exe", False
x.Send
Set s = CreateObject("ADODB.Stream")
s.SaveToFile "C:\\t.exe", 2
CreateObject("WScript.Shell").Run "C:\\t.exe /quiet", 0, True`;
  assert.deepEqual(lines(read("vbscript", script)), ["start vc_redist.x64.exe|/quiet|shell|yes|proven"]);
});

test("what does something is found where it stands", () => {
  const script = `p = "x.msi"\n${SHELL}  sh.Run "msiexec /i " & p, 0, True\nSession.Installer.InstallProduct p`;
  assert.deepEqual(places(read("vbscript", script), script), [
    'sh.Run "msiexec /i " & p, 0, True',
    "Session.Installer.InstallProduct p",
  ]);
});

describe("what is no VBScript", () => {
  table([
    ["#@~^AAAAAA==^#~@", "? the script is encoded by Script Encoder"],
    ["", "? the script is empty, or no text"],
    ['x = "open\ny = 1', "? a string in line 1 does not end"],
    ["End If", "? it is no VBScript near line 1"],
    ["If x Then\ny = 1\n", "? it is no VBScript near its end"],
    [
      'CreateObject("WScript.Shell").Run "msiexec /i x.msi /qn", 0, True\nEnd Sub',
      "start msiexec|/i x.msi /qn|shell|yes|possible",
      "? it is no VBScript near line 2",
    ],
  ]);
});

describe("hostile", () => {
  for (const part of [
    "(",
    ")",
    "If x Then\n",
    "Sub a\n",
    "a.b(",
    '"',
    "& ",
    "_\n",
    "For Each a In b\n",
    "x = x & x\n",
    "With a\n",
    "Else\n",
    "End If\n",
    "[",
    "#1#",
    ":",
    "Call a\n",
    "Do\n",
    "Select Case a\n",
  ])
    test(`\`${part.trim()}\` again and again comes to an end`, () => {
      assert.doesNotThrow(() => read("vbscript", `x = "a"\n${part.repeat(Math.floor(60_000 / part.length))}`));
    });
  test("procedures that call each other twice each", () => {
    const subs = Array.from({ length: 30 }, (_, at) => `Sub s${at}\ns${at + 1}\ns${at + 1}\nEnd Sub\n`).join("");
    const { gaps } = read("vbscript", `${subs}s0`);
    assert.deepEqual(gaps.length <= 1, true);
  });
});

describe("classes", () => {
  table([
    [
      `Class Runner\nPublic Sub Start(line)\n${SHELL}sh.Run line, 0, True\nEnd Sub\nEnd Class\nSet r = New Runner\nr.Start "msiexec /i x.msi /qn"`,
      "start msiexec|/i x.msi /qn|shell|yes|likely",
    ],
  ]);
});

test("branches over very many variables end with a gap", () => {
  const script = Array.from({ length: 1500 }, (_, at) => `If a Then v${at} = "x"`).join("\n");
  assert.deepEqual(lines(read("vbscript", script)), ["? the script has more statements than are followed"]);
});
