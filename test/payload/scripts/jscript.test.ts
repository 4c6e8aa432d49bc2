import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NO_CONTENTS } from "../../../src/model/contents.ts";
import { fileText } from "../../../src/payload/code.ts";
import { readCode } from "../../../src/payload/scripts/read.ts";
import { lines, places, read } from "./reading.ts";

type Case = readonly [script: string, ...says: string[]];

function table(cases: readonly Case[], entry = ""): void {
  for (const [script, ...says] of cases)
    test(script.replaceAll("\n", " ¶ "), () => assert.deepEqual(lines(read("jscript", script, { entry })), says));
}

const SHELL = 'var sh = new ActiveXObject("WScript.Shell");\n';
const QUIET = "start msiexec|/i x.msi /qn|shell|yes|proven";

describe("what a JScript does", () => {
  table([
    [`${SHELL}sh.Run("msiexec /i x.msi /qn", 0, true);`, QUIET],
    [`${SHELL}sh.Run("msiexec /i x.msi /qn", 0, false);`, "start msiexec|/i x.msi /qn|shell|no|proven"],
    [`${SHELL}sh["Run"]('msiexec /i x.msi /qn', 0, 1);`, QUIET],
    [`${SHELL}var p = 'x'; p += ".msi"; sh.Run("msiexec /i " + p + " /qn", 0, true)`, QUIET],
    [`${SHELL}sh.Run("msiexec /i \\"a b.msi\\" /qn", 0, true)`, 'start msiexec|/i "a b.msi" /qn|shell|yes|proven'],
    [
      `${SHELL}sh.Run("C:\\\\Windows\\\\System32\\\\msiexec.exe /i x.msi", 0, true)`,
      "start C:\\Windows\\System32\\msiexec.exe|/i x.msi|shell|yes|proven",
    ],
    [`function f(p) { ${SHELL}sh.Run("msiexec /i " + p + " /qn", 0, true); }\nf("x.msi");`, QUIET],
    [`function f(p) { ${SHELL}sh.Run("msiexec /i " + p + " /qn", 0, true); }`],
    [`(function () { ${SHELL}sh.Run("msiexec /i x.msi /qn", 0, true); })();`, QUIET],
    [`try { ${SHELL}sh.Run("msiexec /i x.msi /qn", 0, true); } catch (e) { Session.Log(e); }`, QUIET],
    [`if (x) { ${SHELL}sh.Run("msiexec /i x.msi /qn", 0, true); }`, "start msiexec|/i x.msi /qn|shell|yes|likely"],
    [
      'Session.Property("A") = "1"; Session.Installer.InstallProduct("x.msi");',
      "call Installer.InstallProduct|x.msi|installs|own|proven",
    ],
    ['Session.Installer.ProvideComponent("{P}", "F", "{C}", -1);'],
    [
      'new ActiveXObject("Shell.Application").ShellExecute("x.msi", "", "", "open", 1);',
      "start x.msi||shell|no|proven",
    ],
    ["// sh.Run('msiexec /i x.msi')\n/* sh.Run('msiexec') */"],
  ]);
  const functions = `function main() { return other(); }\nfunction other() { ${SHELL}sh.Run("msiexec /i x.msi /qn", 0, true); }`;
  table([[functions]]);
  table([[functions, QUIET]], "main");
});

describe("what is no JScript", () => {
  table([
    ["#@~^AAAAAA==^#~@", "? the script is encoded by Script Encoder"],
    ["var = ;", "? it is no JScript near line 1"],
  ]);
  test("without a parser it is said", () => {
    const call = { text: fileText("x()"), language: "jscript", entry: "", session: true };
    assert.deepEqual(readCode(call, NO_CONTENTS).gaps, ["there is no parser of JScript here"]);
    assert.deepEqual(readCode(call, { ...NO_CONTENTS, parser: () => undefined }).gaps, [
      "the parser of JScript is not loaded yet",
    ]);
  });
});

test("what does something is found where it stands", () => {
  const script = `var p = "x.msi";\n${SHELL}  sh.Run("msiexec /i " + p, 0, true);`;
  assert.deepEqual(places(read("jscript", script), script), ['sh.Run("msiexec /i " + p, 0, true)']);
});

describe("hostile", () => {
  for (const part of [
    "(",
    "{",
    "[",
    "function f(){",
    "a.b(",
    '"',
    "+ ",
    "x = x + x;\n",
    "if(a)",
    "/*",
    "`${",
    "switch(a){case 1:",
    "try{",
    "?a:",
  ])
    test(`\`${part.trim()}\` again and again comes to an end`, () => {
      assert.doesNotThrow(() => read("jscript", `x = "a";\n${part.repeat(Math.floor(20_000 / part.length))}`));
    });
});
