import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate, parseCondition, symbolsOf } from "../../src/model/condition.ts";

const values: Readonly<Record<string, string | number>> = {
  VersionNT: "601",
  EMPTY: "",
  Name: "Setup.exe",
  Flags: 0x10003,
  $Comp: 3,
  "?Comp": 2,
  "&Main": 3,
  "!Main": 2,
  "%PATH": "C:\\",
};
const marks = {
  property: "",
  environment: "%",
  "component-action": "$",
  "component-state": "?",
  "feature-action": "&",
  "feature-state": "!",
} as const;

const evaluateText = (text: string) =>
  evaluate(parseCondition(text), ({ symbol, name }) => values[marks[symbol] + name]);

const cases: readonly (readonly [text: string, value: boolean | undefined])[] = [
  ["", true],
  ["  \t\n", true],
  ["0", false],
  ["1", true],
  ["-1", true],
  ['""', false],
  ['"x"', true],
  ["EMPTY", false],
  ["Name", true],
  ["Unknown", undefined],
  ["NOT Unknown", undefined],
  ["0 AND Unknown", false],
  ["Unknown AND 0", false],
  ["Unknown OR 1", true],
  ["Unknown AND 1", undefined],
  ["Unknown IMP 1", true],
  ["0 IMP Unknown", true],
  ["1 IMP 0", false],
  ["Unknown XOR 1", undefined],
  ["1 XOR 1", false],
  ["1 EQV 1", true],
  ["0 EQV 1", false],
  ["not 0", true],
  ["NOT NOT 1", true],
  ["Not 1 Or 1", true],
  ["NOT (1 OR 1)", false],
  ["1 OR 1 AND 0", true],
  ["(1 OR 1) AND 0", false],
  ["1 XOR 1 OR 1", false],
  ["VersionNT >= 600", true],
  ["VersionNT < 600", false],
  ["VersionNT<>601", false],
  ["600<=VersionNT", true],
  ["Name >= 600", false],
  ["Name <> 600", true],
  ['Name = "setup.exe"', false],
  ['Name ~= "setup.exe"', true],
  ['Name~<>"setup.exe"', false],
  ['Name >< "up"', true],
  ['Name << "Setup"', true],
  ['Name >> ".EXE"', false],
  ['Name ~>> ".EXE"', true],
  ["Flags >< 2", true],
  ["Flags << 1", true],
  ["Flags >> 3", true],
  ["$Comp=3 AND ?Comp=2", true],
  ["&Main=3 AND NOT(!Main=3)", true],
  ['%PATH ~<< "c:"', true],
  ['REMOVE ~= "ALL"', undefined],
  ["Name EMPTY", undefined],
  ["AND 1", undefined],
  ["(1", undefined],
  ["1)", undefined],
  ["Name = ", undefined],
  ['Name = "open', undefined],
  ["1 && 1", undefined],
  ["$(var.Edition) AND 0", undefined],
  ['Unknown = "$(var.Edition)" AND 0', false],
  ['Name = "!(loc.Name)"', undefined],
  ["@CONDITION@", undefined],
];

for (const [text, value] of cases) {
  test(`${text === "" ? "no text" : text} is ${value ?? "unknown"}`, () => assert.equal(evaluateText(text), value));
}

test("symbols are found in order with their marks taken off", () => {
  const text = 'NOT Installed AND ($Comp > 2 OR "x" = %Tmp)';
  const found = symbolsOf(parseCondition(text)).map(({ symbol, name, start, end }) => [
    symbol,
    name,
    text.slice(start, end),
  ]);
  assert.deepEqual(found, [
    ["property", "Installed", "Installed"],
    ["component-action", "Comp", "$Comp"],
    ["environment", "Tmp", "%Tmp"],
  ]);
});

test("a problem says where it is", () => {
  const text = "Installed AND (REMOVE";
  assert.deepEqual(parseCondition(text).problems, [
    { start: text.length, end: text.length, message: "The closing parenthesis is missing" },
  ]);
  assert.deepEqual(
    parseCondition("A B").problems.map(({ start, end }) => [start, end]),
    [[2, 3]],
  );
});

for (const [name, text] of [
  ["open parentheses", "(".repeat(300_000)],
  ["negations", `${"NOT ".repeat(300_000)}1`],
  ["quotes", '"'.repeat(1_000_001)],
  ["a chain", `1${" OR 1".repeat(200_000)}`],
  ["marks", "$(".repeat(300_000)],
  ["dollars", "$".repeat(1_000_000)],
] as const) {
  test(`hostile: as many ${name} as a condition may hold are parsed and evaluated without throwing`, () => {
    const condition = parseCondition(text.slice(0, 65_536));
    const value = evaluate(condition, () => undefined);
    assert.ok(condition.problems.length > 0 ? value === undefined : value === true);
  });

  test(`hostile: a megabyte of ${name} is one problem and unknown`, () => {
    const condition = parseCondition(text);
    assert.equal(condition.text, text);
    assert.deepEqual(
      condition.problems.map(({ start, end }) => [start, end]),
      [[65_536, text.length]],
    );
    assert.equal(
      evaluate(condition, () => 1),
      undefined,
    );
  });
}
