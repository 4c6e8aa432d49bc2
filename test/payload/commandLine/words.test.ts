import assert from "node:assert/strict";
import { test } from "node:test";
import { readCreateProcess } from "../../../src/payload/commandLine/createProcess.ts";
import { splitMsiexecWords, splitWords } from "../../../src/payload/commandLine/words.ts";
import { sourceSpan, spelledText } from "../../../src/payload/text.ts";

const words = (line: string) => splitWords(spelledText(line)).map(({ text }) => text.value);
const msiexecWords = (line: string) => splitMsiexecWords(spelledText(line)).map(({ text }) => text.value);

const splits: readonly (readonly [line: string, words: readonly string[]])[] = [
  ["", []],
  ["  \t ", []],
  ["a b\tc", ["a", "b", "c"]],
  ['"a b" c', ["a b", "c"]],
  ['a" "b', ["a b"]],
  ['""', [""]],
  ['"a""b"', ['a"b']],
  ['\\"a b\\"', ['"a', 'b"']],
  ['"a\\\\" b', ["a\\", "b"]],
  ['a\\\\b "c\\d"', ["a\\\\b", "c\\d"]],
  ['a\\\\\\"b', ['a\\"b']],
  ['"open', ["open"]],
  ["$(var.A B) c", ["$(var.A B)", "c"]],
  ["{{ a b }} c", ["{{ a b }}", "c"]],
];

for (const [line, expected] of splits) {
  test(`the run-time library parts \`${line}\` into ${JSON.stringify(expected)}`, () =>
    assert.deepEqual(words(line), expected));
}

test("msiexec takes no backslash for an escape, and drops quotation marks wherever they stand", () => {
  assert.deepEqual(msiexecWords('/i "C:\\a b\\" /qn'), ["/i", "C:\\a b\\", "/qn"]);
  assert.deepEqual(msiexecWords('/i"a b.msi" P="x ""y"" z" Q=""'), ["/ia b.msi", 'P=x "y" z', "Q="]);
});

test("a word knows where it stands, with and without its quotation marks", () => {
  const line = 'a "b c" d';
  const [, word] = splitWords(spelledText(line));
  assert.ok(word !== undefined);
  assert.deepEqual(sourceSpan(word.text), { start: line.indexOf("b"), end: line.indexOf('" d') });
  assert.deepEqual(sourceSpan(word.raw), { start: line.indexOf('"'), end: line.indexOf(" d") });
});

const programs: readonly (readonly [line: string, program: string, rest: string])[] = [
  ['"C:\\a b\\c.exe" /q', "C:\\a b\\c.exe", " /q"],
  ['"C:\\a b\\c.exe"/q', "C:\\a b\\c.exe", "/q"],
  ['"open /q', "open /q", ""],
  ["msiexec /i x.msi", "msiexec", " /i x.msi"],
  ["  msiexec /i x.msi", "msiexec", " /i x.msi"],
  ["C:\\Program Files\\x\\setup.exe /q", "C:\\Program Files\\x\\setup.exe", " /q"],
  ["C:\\Program Files\\a b\\setup.EXE /q b.exe", "C:\\Program Files\\a b\\setup.EXE", " /q b.exe"],
  ["C:\\tools\\run.exe C:\\other\\setup.exe", "C:\\tools\\run.exe", " C:\\other\\setup.exe"],
  ['[SystemFolder]msiexec /i "a b.exe"', "[SystemFolder]msiexec", ' /i "a b.exe"'],
  ["C:\\Windows\\System32\\msiexec /i C:\\x y.msi", "C:\\Windows\\System32\\msiexec", " /i C:\\x y.msi"],
  ["C:\\no\\program here", "C:\\no\\program", " here"],
  ["setup.exe", "setup.exe", ""],
  ["installer -u a.exe", "installer", " -u a.exe"],
];

for (const [line, program, rest] of programs) {
  test(`CreateProcess takes \`${program}\` of \`${line}\``, () => {
    const invocation = readCreateProcess(spelledText(line));
    assert.deepEqual([invocation?.program.value, invocation?.rest.value], [program, rest]);
  });
}

test("an empty command line names no program", () => assert.equal(readCreateProcess(spelledText(" \t")), undefined));
