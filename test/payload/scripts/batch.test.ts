import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileText } from "../../../src/payload/code.ts";
import { readBatch } from "../../../src/payload/commandLine/batch.ts";

type Case = readonly [script: string, ...says: string[]];

/** The commands that do something, as in `msiexec /i x.msi|proven`. */
const lines = (script: string) =>
  readBatch(fileText(script.replaceAll("\n", "\r\n"))).commands.flatMap(({ text, proof }) => {
    const command = text.value.trim();
    return /^(?:echo|:|@echo)/i.test(command) ? [] : [`${command}|${proof}`];
  });

function table(cases: readonly Case[]): void {
  for (const [script, ...says] of cases)
    test(script.replaceAll("\n", " ¶ "), () => assert.deepEqual(lines(script), says));
}

describe("batch files", () => {
  table([
    ["@echo off\nmsiexec /i x.msi /qn\n", "msiexec /i x.msi /qn|proven"],
    ["rem msiexec & msiexec /i x.msi\n:: msiexec /i x.msi\n"],
    ["set P=x.msi\nmsiexec /i %P% /qn", "msiexec /i x.msi /qn|proven"],
    ['set "P=a b.msi"\nmsiexec /i "%P%" /qn', 'msiexec /i "a b.msi" /qn|proven'],
    ["if exist y set P=x.msi\nmsiexec /i %P%", "msiexec /i %P%|proven"],
    ["set /p P=Which?\nmsiexec /i %P%", "msiexec /i %P%|proven"],
    [
      "setlocal EnableDelayedExpansion\nset P=x.msi\nmsiexec /i !P!",
      "setlocal EnableDelayedExpansion|proven",
      "msiexec /i x.msi|proven",
    ],
    ["if not exist y msiexec /i x.msi\nmsiexec /i z.msi", "msiexec /i x.msi|likely", "msiexec /i z.msi|proven"],
    [
      "if exist y (\n  msiexec /i x.msi\n) else (\n  msiexec /i y.msi\n)\nmsiexec /i z.msi",
      "msiexec /i x.msi|likely",
      "msiexec /i y.msi|likely",
      "msiexec /i z.msi|proven",
    ],
    ["call :go\nexit /b\n:go\nmsiexec /i x.msi\n", "msiexec /i x.msi|proven"],
    ["exit /b 0\n:go\nmsiexec /i x.msi"],
    ["goto end\nmsiexec /i x.msi\n:end\nver", "ver|proven"],
    ["if exist y goto end\nmsiexec /i x.msi\n:end\nver", "ver|likely", "msiexec /i x.msi|likely"],
    ["goto :eof\nmsiexec /i x.msi"],
    ["if errorlevel 1 exit /b 1\nmsiexec /i x.msi", "msiexec /i x.msi|likely"],
    [":again\nmsiexec /i x.msi\ngoto again", "msiexec /i x.msi|proven"],
    ["msiexec ^\n  /i x.msi", "msiexec \n  /i x.msi|proven"],
    [
      "a.exe && msiexec /i x.msi\nb.exe | msiexec /i y.msi",
      "a.exe|proven",
      "msiexec /i x.msi|likely",
      "b.exe|proven",
      "msiexec /i y.msi|proven",
    ],
    ["for %%i in (*.msi) do msiexec /i %%i", "msiexec /i %%i|likely"],
  ]);
});

describe("hostile", () => {
  for (const part of [
    "(",
    ")",
    "call :a\n",
    ":a\ncall :a\n",
    "goto a\n",
    "%",
    "!",
    "set A=%A%%A%\n",
    "if a==a ",
    "^",
    "&",
    '"',
  ])
    test(`\`${part.trim()}\` again and again comes to an end`, () => {
      assert.doesNotThrow(() => readBatch(fileText(part.repeat(Math.floor(60_000 / part.length)))));
    });
});
