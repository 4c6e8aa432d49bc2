import assert from "node:assert/strict";
import { test } from "node:test";
import { fixedName, fold, parseFormatted, type ReferenceKind, referencesOf } from "../../src/model/formatted.ts";

const values: Readonly<Record<string, string>> = {
  "property DIR": "C:\\App\\",
  "property WHICH": "DIR",
  "property EMPTY": "",
  "property MIXED": "a[LATER]b",
  "environment PATH": "C:\\Windows",
  "file Setup": "C:\\App\\setup.exe",
  "short-file Setup": "C:\\App\\SETUP~1.EXE",
  "component Main": "C:\\App\\",
};

function resolve(reference: ReferenceKind, name: string) {
  const text = values[`${reference} ${name}`];
  const at = text?.indexOf("[LATER]") ?? -1;
  return text === undefined ? undefined : { text, unknown: at < 0 ? [] : [{ start: at, end: at + "[LATER]".length }] };
}

const cases: readonly (readonly [text: string, folded: string, unknown: readonly string[]])[] = [
  ["", "", []],
  ["plain", "plain", []],
  ["[DIR]a.msi", "C:\\App\\a.msi", []],
  ["[NOBODY]a.msi", "[NOBODY]a.msi", ["[NOBODY]"]],
  ["[%PATH]\\x", "C:\\Windows\\x", []],
  ["[#Setup] /S", "C:\\App\\setup.exe /S", []],
  ["[!Setup]", "C:\\App\\SETUP~1.EXE", []],
  ["[$Main]", "C:\\App\\", []],
  ["[[WHICH]]", "C:\\App\\", []],
  ["[[NOBODY]]", "[[NOBODY]]", ["[[NOBODY]]"]],
  ["[\\[]x[\\]]", "[x]", []],
  ["[\\{]x[\\}]", "{x}", []],
  ["[\\abc]", "a", []],
  ["a[~]b", "a\0b", []],
  ["[MIXED]", "a[LATER]b", ["[LATER]"]],
  ["{[DIR]}", "C:\\App\\", []],
  ["a{ /D=[EMPTY] }b", "ab", []],
  ["a{ /D=[NOBODY]}b", "a /D=[NOBODY]b", [" /D=[NOBODY]"]],
  ["{no property}", "{no property}", []],
  ["/x {0A0CADCF-78DA-33C4-A350-CD51849B9702}", "/x {0A0CADCF-78DA-33C4-A350-CD51849B9702}", []],
  ["[", "[", []],
  ["]", "]", []],
  ["a[b", "a[b", []],
  ["a]b", "a]b", []],
  ["[]", "[]", []],
  ["[#]", "[#]", []],
  ["{[DIR]", "{C:\\App\\", []],
  ["[DIR}", "[DIR}", []],
  ["{a[b}", "{a[b}", []],
  ["[$(var.Dir)]x", "[$(var.Dir)]x", ["[$(var.Dir)]"]],
  ["[a{b]", "[a{b]", ["[a{b]"]],
];

for (const [text, folded, unknown] of cases) {
  test(`\`${text}\` becomes \`${folded.replace("\0", "\\0")}\``, () => {
    const result = fold(parseFormatted(text), resolve);
    assert.equal(result.text, folded);
    assert.deepEqual(
      result.runs.filter((run) => run.kind === "unknown").map((run) => result.text.slice(run.from, run.to)),
      unknown,
    );
  });
}

test("every run leads back to the text it stems from", () => {
  const text = 'msiexec /i "[DIR]a[NOBODY].msi" [\\[]';
  const { text: folded, runs } = fold(parseFormatted(text), resolve);
  assert.deepEqual(
    runs.map(({ from, to, start, end, kind }) => [kind, folded.slice(from, to), text.slice(start, end)]),
    [
      ["same", 'msiexec /i "', 'msiexec /i "'],
      ["value", "C:\\App\\", "[DIR]"],
      ["same", "a", "a"],
      ["unknown", "[NOBODY]", "[NOBODY]"],
      ["same", '.msi" ', '.msi" '],
      ["value", "[", "[\\[]"],
    ],
  );
});

test("references are listed with their names, inner ones too", () => {
  const formatted = parseFormatted("[A] {[#B] [%C]} [[D]]");
  assert.deepEqual(
    referencesOf(formatted).map((node) => [node.reference, fixedName(formatted, node)]),
    [
      ["property", "A"],
      ["file", "B"],
      ["environment", "C"],
      ["property", "D"],
    ],
  );
});

for (const [name, text] of [
  ["opening brackets", "[".repeat(1_000_000)],
  ["closing brackets", "]".repeat(1_000_000)],
  ["pairs one in another", "[".repeat(500_000) + "]".repeat(500_000)],
  ["braces one in another", "{".repeat(500_000) + "}".repeat(500_000)],
  ["escapes without an end", "[\\".repeat(500_000)],
  ["escapes with one end", `${"[\\".repeat(500_000)}]`],
  ["references in braces", `{${"[A]".repeat(300_000)}}`],
  ["mixed", "[{".repeat(250_000) + "}]".repeat(250_000)],
] as const) {
  test(`hostile: a megabyte of ${name} is folded without throwing, and loses nothing`, () => {
    const folded = fold(parseFormatted(text), () => undefined);
    assert.ok(folded.text.length > 0);
    assert.equal(folded.runs.at(-1)?.to, folded.text.length);
  });
}
