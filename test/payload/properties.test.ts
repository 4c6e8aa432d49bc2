import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type MadeRow, under } from "../database.ts";
import { action, at, database, lines, place, type Tables, understand } from "./understanding.ts";

const A = action("A", 50, "EXE", "/i x.msi /qn");
const INSTALLS = "starts-installation install x.msi none yes";

/** What action A, whose program is in the property EXE, does at 4001 of InstallExecuteSequence. */
function withTables(tables: Tables, condition: string | null = null) {
  const { CustomAction = [], InstallExecuteSequence = [], ...others } = tables;
  const all = {
    CustomAction: [A, ...CustomAction],
    InstallExecuteSequence: [at("A", 4001, condition), ...InstallExecuteSequence],
    ...others,
  };
  return understand(database(all), "A");
}

const sets = (id: string, value: string, property = "EXE"): MadeRow => action(id, 51, property, value);

const cases: readonly (readonly [name: string, tables: Tables, condition: string | null, ...says: string[]])[] = [
  [
    "nothing sets it",
    {},
    null,
    "not understood: the program is in the property EXE: nothing in the sources sets EXE; the command line may",
  ],
  ["the Property table", { Property: [{ Property: "EXE", Value: "msiexec.exe" }] }, null, `${INSTALLS} proven`],
  [
    "the Property table with a folder",
    { Property: [{ Property: "EXE", Value: "[SystemFolder]msiexec.exe" }] },
    null,
    `${INSTALLS} proven`,
  ],
  [
    "a setter before",
    { CustomAction: [sets("S", "[SystemFolder]msiexec.exe")], InstallExecuteSequence: [at("S", 4000)] },
    null,
    `${INSTALLS} proven`,
  ],
  [
    "a setter before that overrides the Property table",
    {
      Property: [{ Property: "EXE", Value: "msiexec.exe" }],
      CustomAction: [sets("S", "tool.exe")],
      InstallExecuteSequence: [at("S", 4000)],
    },
    null,
  ],
  [
    "a setter after it",
    { CustomAction: [sets("S", "msiexec")], InstallExecuteSequence: [at("S", 4002)] },
    null,
    "not understood: the program is in the property EXE: nothing that sets EXE is certain to run before it",
  ],
  [
    "the last of two setters",
    { CustomAction: [sets("S", "msiexec"), sets("T", "tool.exe")], InstallExecuteSequence: [at("S", 10), at("T", 20)] },
    null,
  ],
  [
    "a conditional setter",
    { CustomAction: [sets("S", "msiexec")], InstallExecuteSequence: [at("S", 10, "NOT Installed")] },
    null,
    `${INSTALLS} likely`,
  ],
  [
    "a setter under the condition of the action",
    { CustomAction: [sets("S", "msiexec")], InstallExecuteSequence: [at("S", 10, "NOT  Installed")] },
    "not installed AND VersionNT",
    `${INSTALLS} proven`,
  ],
  [
    "two setters of which one runs",
    {
      CustomAction: [sets("S", "msiexec"), sets("T", "tool.exe")],
      InstallExecuteSequence: [at("S", 10, "VersionNT64"), at("T", 20, "NOT VersionNT64")],
    },
    null,
    `${INSTALLS} likely`,
  ],
  [
    "a conditional setter over the Property table, both msiexec",
    {
      Property: [{ Property: "EXE", Value: "C:\\x\\msiexec.exe" }],
      CustomAction: [action("B", 34, "D", "[EXE] /i x.msi /qn"), sets("S", "msiexec")],
      InstallExecuteSequence: [at("S", 10, "VersionNT64")],
    },
    null,
    `${INSTALLS} proven`,
    `${INSTALLS} proven`,
  ],
  [
    "a setter that never runs",
    { CustomAction: [sets("S", "msiexec")], InstallExecuteSequence: [at("S", 10, "0")] },
    null,
    "not understood: the program is in the property EXE: nothing in the sources sets EXE; the command line may",
  ],
  [
    "a setter that is not scheduled",
    { CustomAction: [sets("S", "msiexec")] },
    null,
    "not understood: the program is in the property EXE: nothing in the sources sets EXE; the command line may",
  ],
  [
    "a setter of the UI sequence, of a public property",
    { CustomAction: [sets("S", "msiexec")], InstallUISequence: [at("S", 10)] },
    null,
    `${INSTALLS} likely`,
  ],
  [
    "a dialog",
    {
      ControlEvent: [
        { Dialog_: "D", Control_: "Next", Event: "[EXE]", Argument: "msiexec", Condition: "1", Ordering: 1 },
      ],
    },
    null,
    `${INSTALLS} likely`,
  ],
  [
    "a dialog that runs the setter",
    {
      CustomAction: [sets("S", "msiexec")],
      ControlEvent: [{ Dialog_: "D", Control_: "Next", Event: "DoAction", Argument: "S", Condition: "1", Ordering: 1 }],
    },
    null,
    `${INSTALLS} likely`,
  ],
  [
    "a search at run time over the Property table",
    { Property: [{ Property: "EXE", Value: "msiexec.exe" }], AppSearch: [{ Property: "EXE", Signature_: "S" }] },
    null,
    `${INSTALLS} likely`,
  ],
  [
    "a setter that takes its value from another property",
    {
      Property: [{ Property: "TOOL", Value: "msiexec" }],
      CustomAction: [sets("S", "[SystemFolder][TOOL].exe")],
      InstallExecuteSequence: [at("S", 10)],
    },
    null,
    `${INSTALLS} proven`,
  ],
  [
    "setters that take their values from each other",
    { CustomAction: [sets("S", "[B]"), sets("T", "[EXE]", "B")], InstallExecuteSequence: [at("S", 10), at("T", 5)] },
    null,
    'not understood: which program "[EXE]" is could not be determined: nothing that sets EXE is certain to run before it',
  ],
  [
    "a row that depends on a variable nobody knows",
    { Property: [under({ Property: "EXE", Value: "msiexec" }, { when: ["$(var.X) = 1"] })] },
    null,
    `${INSTALLS} likely`,
  ],
  [
    "a setter in a fragment that nothing refers to",
    { CustomAction: [under(sets("S", "msiexec"), { linked: false })], InstallExecuteSequence: [at("S", 10)] },
    null,
    "not understood: the program is in the property EXE: nothing that sets EXE is certain to run before it",
  ],
];

describe("a property that holds a program", () => {
  for (const [name, tables, condition, ...says] of cases) {
    test(name, () => assert.deepEqual([...new Set(lines(withTables(tables, condition)))], [...new Set(says)]));
  }
});

test("a private property set in the UI sequence does not reach the execute sequence", () => {
  const made = database({
    CustomAction: [action("A", 50, "Exe", "/i x.msi"), sets("S", "msiexec", "Exe")],
    InstallExecuteSequence: [at("A", 4001)],
    InstallUISequence: [at("S", 10)],
  });
  assert.deepEqual(lines(understand(made, "A")), [
    "not understood: the program is in the property Exe: nothing that sets Exe is certain to run before it",
  ]);
});

test("an argument that a property gives is put in, and the setter is part of the trail", () => {
  const made = database({
    CustomAction: [action("A", 34, "DIR", "msiexec [ARGS]"), sets("S", "/i [PACKAGE] /qn", "ARGS")],
    InstallExecuteSequence: [at("S", 10), at("A", 20)],
    Property: [{ Property: "PACKAGE", Value: "child.msi" }],
  });
  const understanding = understand(made, "A");
  assert.deepEqual(lines(understanding), ["starts-installation install child.msi none yes proven"]);
  assert.deepEqual(
    understanding.trail.map(({ message, site }) => [message, place(site)]),
    [
      ["ARGS is set here by S in InstallExecuteSequence", "CustomAction S Target"],
      ["PACKAGE has this value from the start", "Property PACKAGE Value"],
    ],
  );
});

test("what the values of a property disagree on is not known", () => {
  const made = database({
    CustomAction: [
      action("A", 34, "DIR", "msiexec /i x.msi [LEVEL]"),
      sets("S", "/qn", "LEVEL"),
      sets("T", "/qb", "LEVEL"),
    ],
    InstallExecuteSequence: [at("S", 10), at("T", 11, "UILevel > 2"), at("A", 20)],
  });
  assert.deepEqual(lines(understand(made, "A")), ["starts-installation install x.msi unknown yes proven"]);
});

test("an option that a conditional setter gives makes the installation likely", () => {
  const made = database({
    CustomAction: [action("A", 34, "DIR", "msiexec [ARGS]"), sets("S", "/i x.msi", "ARGS")],
    InstallExecuteSequence: [at("S", 10, "FIRST"), at("A", 20)],
  });
  assert.deepEqual(lines(understand(made, "A")), ["starts-installation install x.msi default yes likely"]);
});

test("an action at a negative number, which runs last, has what was set before it", () => {
  const made = database({
    CustomAction: [A, sets("S", "msiexec")],
    InstallExecuteSequence: [at("S", 6000), at("A", -1)],
  });
  assert.deepEqual(lines(understand(made, "A")), [`${INSTALLS} proven`]);
});

test("an action that names no property says so", () => {
  const made = database({
    CustomAction: [action("A", 50, null, "/i x.msi")],
    InstallExecuteSequence: [at("A", 4001)],
  });
  assert.deepEqual(lines(understand(made, "A")), [
    "not understood: the program is in a property, and Source names none",
  ]);
});

test("the product's own code stays as spelled", () => {
  const made = database({
    CustomAction: [action("A", 34, "DIR", "msiexec /x [ProductCode]")],
    InstallExecuteSequence: [at("A", 20)],
    Property: [{ Property: "ProductCode", Value: "*" }],
  });
  assert.deepEqual(lines(understand(made, "A")), ["starts-installation uninstall [ProductCode] default yes proven"]);
});

test("folders stay as spelled", () => {
  const made = database({
    CustomAction: [action("A", 34, "DIR", "msiexec /i [DIR]x.msi"), sets("S", "C:\\somewhere\\", "DIR")],
    InstallExecuteSequence: [at("S", 10), at("A", 20)],
    Directory: [{ Directory: "DIR", Directory_Parent: "TARGETDIR", DefaultDir: "App" }],
  });
  assert.deepEqual(lines(understand(made, "A")), ["starts-installation install [DIR]x.msi default yes proven"]);
});

test("hostile: properties that refer to each other on end are put in so far and no further", () => {
  const names = Array.from({ length: 30 }, (_, index) => `P${index}`);
  const all = names.map((name) => `[${name}]`).join(" ");
  const made = database({
    CustomAction: [
      action("A", 34, "DIR", `msiexec /i x.msi ${all}`),
      ...names.flatMap((name) => [sets(`S${name}`, `${all}a`, name), sets(`T${name}`, `${all}b`, name)]),
    ],
    InstallExecuteSequence: [
      at("A", 9000),
      ...names.flatMap((name, index) => [at(`S${name}`, 10 + index, "X"), at(`T${name}`, 100 + index, "Y")]),
    ],
  });
  assert.match(lines(understand(made, "A")).join(), /^starts-installation install x.msi /);
});

describe("a property that holds a command line", () => {
  const code = "{12345678-1234-1234-1234-123456789012}";
  const tables = (command: string) => ({
    CustomAction: [action("A", 34, "DIR", command)],
    InstallExecuteSequence: [at("A", 4001)],
    Property: [{ Property: "OLD", Value: `MsiExec.exe /X${code}` }],
  });
  const said = (command: string) => lines(understand(database(tables(command)), "A"));

  test("is one where it is put in", () => {
    assert.deepEqual(said("[OLD] /qn"), [`starts-installation uninstall ${code} none yes proven`]);
    assert.deepEqual(said('cmd.exe /c "[OLD] /qn"'), [`starts-installation uninstall ${code} none yes proven`]);
  });
  test("is none between quotation marks", () => {
    const [only, ...more] = said('"[OLD]" /qn');
    assert.match(only ?? "", /quotation marks stand around arguments too/);
    assert.deepEqual(more, []);
  });
});

test("of many setters that may or may not run, the last ones before the action are looked at, and their being all is not claimed", () => {
  const names = Array.from({ length: 40 }, (_, index) => `S${index}`);
  const said = withTables({
    CustomAction: names.map((name, index) => sets(name, index === 39 ? "msiexec" : `tool${index}.exe`)),
    InstallExecuteSequence: names.map((name, index) => at(name, 100 + index, `X${index}`)),
    Property: [{ Property: "EXE", Value: "first.exe" }],
  });
  assert.deepEqual(lines(said), [`${INSTALLS} likely`]);
  assert.deepEqual(
    said.runs.map(({ program }) => program),
    ["msiexec", ...Array.from({ length: 15 }, (_, index) => `tool${38 - index}.exe`), "first.exe"],
  );
});
