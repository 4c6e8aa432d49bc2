import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { buildTimeline } from "../../src/timeline/index.ts";
import type { Step } from "../../src/timeline/step.ts";
import { cellSite, type MadeRow, madeDatabase, under } from "../database.ts";

const run = (more: MadeRow = {}): MadeRow => ({
  Action: "Run",
  Type: 34,
  Source: "TARGETDIR",
  Target: "a.exe",
  ...more,
});
const at = (sequence: MadeRow[string], condition: string | null = null): MadeRow => ({
  Action: "Run",
  Condition: condition,
  Sequence: sequence,
});

function steps(tables: Readonly<Record<string, readonly MadeRow[]>>): readonly Step[] {
  return buildTimeline(madeDatabase({ CustomAction: [run()], ...tables })).steps;
}

function only(tables: Readonly<Record<string, readonly MadeRow[]>>): Step {
  const [step, ...others] = steps(tables);
  assert.ok(step !== undefined && others.length === 0);
  return step;
}

describe("a row of an execute sequence", () => {
  for (const table of ["InstallExecuteSequence", "AdminExecuteSequence", "AdvtExecuteSequence"]) {
    for (const sequence of [1, 1300, 4001, 6601, 32767, -1, -2, -3, -4]) {
      test(`${table} ${sequence} runs with the mutex held, by the documentation's own words`, () => {
        const step = only({ [table]: [at(sequence)] });
        assert.equal(step.moment, "execute");
        assert.equal(step.mutexHeld, true);
        assert.equal(step.basis, "documented");
        assert.equal(step.sequence, sequence);
        assert.equal(step.because, `_MSIExecute is set while ${table} is processed`);
        assert.equal(step.source, "https://learn.microsoft.com/windows/win32/msi/-msiexecute-mutex");
      });
    }
  }

  for (const [type, basis] of [
    [34, "documented"],
    [34 + 0x400, "documented"],
    [34 + 0xc00, "documented"],
    [34 + 0x500, "inferred"],
    [34 + 0x600, "inferred"],
  ] as const) {
    test(`with type ${type} is ${basis}`, () => {
      const step = only({ CustomAction: [run({ Type: type })], InstallExecuteSequence: [at(4001)] });
      assert.equal(step.mutexHeld, true);
      assert.equal(step.basis, basis);
    });
  }

  test("keeps its moment where its number is not known", () => {
    const step = only({ InstallExecuteSequence: [at({ unknown: "$(var.When)" })] });
    assert.equal(step.moment, "execute");
    assert.equal(step.sequence, undefined);
    assert.equal(step.never, false);
  });
});

describe("a row of a UI sequence", () => {
  const executeAction = { Action: "ExecuteAction", Condition: null, Sequence: 2000 };
  const cases: readonly (readonly [sequence: MadeRow[string], listed: boolean, moment: string])[] = [
    [1299, false, "before-execute"],
    [1301, false, "after-execute"],
    [1300, false, "unknown"],
    [1301, true, "before-execute"],
    [2001, true, "after-execute"],
    [-1, true, "after-execute"],
    [-3, false, "after-execute"],
    [{ unknown: "$(var.When)" }, false, "unknown"],
  ];
  for (const table of ["InstallUISequence", "AdminUISequence"]) {
    for (const [sequence, listed, moment] of cases) {
      const name = typeof sequence === "number" ? sequence : "at an unknown number";
      test(`${table} ${name} ${listed ? "with ExecuteAction at 2000" : "with the usual ExecuteAction"}: ${moment}`, () => {
        const step = only({ [table]: listed ? [executeAction, at(sequence)] : [at(sequence)] });
        assert.equal(step.moment, moment);
        assert.equal(step.mutexHeld, false);
        assert.equal(step.presence, "ui-only");
      });
    }
  }

  test("is unknown where the number of ExecuteAction is", () => {
    const rows = [{ ...executeAction, Sequence: { unknown: "$(var.N)" } }, at(100)];
    assert.equal(only({ InstallUISequence: rows }).moment, "unknown");
  });
});

describe("a step never runs", () => {
  for (const [condition, never] of [
    ["0", true],
    ["Installed AND 0", true],
    ["NOT 1", true],
    ["NOT Installed", false],
    ["1", false],
    [null, false],
    ["$(var.Off)", false],
  ] as const) {
    test(`under the condition ${condition}: ${never}`, () => {
      const step = only({ InstallExecuteSequence: [at(4001, condition)] });
      assert.equal(step.never, never);
      assert.equal(step.condition?.text.value ?? null, condition);
    });
  }

  for (const [sequence, never] of [
    [0, true],
    [-5, true],
    [null, true],
    [-4, false],
    [1, false],
  ] as const) {
    test(`at the number ${sequence}: ${never}`, () => {
      assert.equal(only({ InstallExecuteSequence: [at(sequence)] }).never, never);
    });
  }
});

describe("presence", () => {
  const cases = [
    ["InstallExecuteSequence", 0, "always"],
    ["InstallExecuteSequence", 0x100, "silent-only"],
    ["InstallExecuteSequence", 0x200, "once"],
    ["InstallExecuteSequence", 0x300, "client-repeat"],
    ["InstallExecuteSequence", 0x500, "always"],
    ["InstallExecuteSequence", 0x600, "always"],
    ["AdminExecuteSequence", 0x100, "silent-only"],
    ["AdvtExecuteSequence", 0x100, "always"],
    ["AdvtExecuteSequence", 0x200, "always"],
    ["InstallUISequence", 0x100, "ui-only"],
  ] as const;
  for (const [table, option, presence] of cases) {
    test(`${table} with 0x${option.toString(16)}: ${presence}`, () => {
      const step = only({ CustomAction: [run({ Type: 34 + option })], [table]: [at(100)] });
      assert.equal(step.presence, presence);
    });
  }
});

describe("an embedded user interface", () => {
  const ui = (attributes: number) => ({
    CustomAction: [],
    MsiEmbeddedUI: [{ MsiEmbeddedUI: "Shown", FileName: "ui.dll", Attributes: attributes, Data: "ui.dll" }],
  });

  for (const attributes of [1, 3]) {
    test(`with the attributes ${attributes} is a DLL called at moments that are not known`, () => {
      const step = only(ui(attributes));
      assert.deepEqual(
        [step.action, step.type?.base, step.moment, step.mutexHeld, step.presence, step.never, step.basis],
        ["Shown", 1, "unknown", false, "ui-only", false, "inferred"],
      );
      assert.equal(step.source, "https://learn.microsoft.com/windows/win32/msi/using-an-embedded-ui");
    });
  }

  for (const attributes of [0, 2]) {
    test(`with the attributes ${attributes} is one of its resources`, () => {
      assert.deepEqual(steps(ui(attributes)), []);
    });
  }
});

describe("a timeline lists", () => {
  test("its steps table by table, by number, exits after the others and unknown numbers last", () => {
    const rows = [at({ unknown: "?" }), at(-2), at(6601), at(-1), at(50)];
    const listed = steps({
      ControlEvent: [{ Dialog_: "D", Control_: "C", Event: "DoAction", Argument: "Run" }],
      InstallExecuteSequence: rows,
      InstallUISequence: [at(3)],
    });
    assert.deepEqual(
      listed.map((step) => [step.table, step.sequence]),
      [
        ["InstallUISequence", 3],
        ["InstallExecuteSequence", 50],
        ["InstallExecuteSequence", 6601],
        ["InstallExecuteSequence", -1],
        ["InstallExecuteSequence", -2],
        ["InstallExecuteSequence", undefined],
        ["ControlEvent", undefined],
      ],
    );
  });

  test("no standard action and no dialog", () => {
    const names = ["InstallFiles", "ExecuteAction", "MyDlg", "ProgressDlg"];
    const rows = names.map((Action, index) => ({ Action, Condition: null, Sequence: 100 + index }));
    assert.deepEqual(steps({ Dialog: [{ Dialog: "MyDlg", Attributes: 3 }], InstallUISequence: rows }), []);
  });

  test("a custom action that is named like a standard one", () => {
    const rows = [{ Action: "InstallFiles", Condition: null, Sequence: 4000 }];
    const CustomAction = [run({ Action: "InstallFiles" })];
    assert.equal(only({ CustomAction, InstallExecuteSequence: rows }).action, "InstallFiles");
  });

  test("an action that nothing defines", () => {
    const step = only({ InstallExecuteSequence: [{ Action: "Ghost", Condition: null, Sequence: 5 }] });
    assert.equal(step.definition, undefined);
    assert.equal(step.type, undefined);
  });

  test("each definition of an action that branches define twice", () => {
    const CustomAction = [run(), run({ Type: 34 + 0xc0 })];
    const listed = steps({ CustomAction, InstallExecuteSequence: [at(5)] });
    assert.deepEqual(
      listed.map((step) => step.type?.return),
      ["check", "asyncNoWait"],
    );
  });

  test("the place of a condition", () => {
    const step = only({ InstallExecuteSequence: [at(5, "NOT Installed")] });
    assert.deepEqual(step.condition?.text.site, cellSite("InstallExecuteSequence", "Run", "Condition"));
  });
});

describe("the rows of a merge module", () => {
  const by = (BaseAction: string | null, After: number, Sequence: number | null = null): MadeRow => ({
    Action: "Run",
    Sequence,
    BaseAction,
    After,
    Condition: null,
  });

  test("count as those of the table that they are merged into", () => {
    const step = only({ ModuleInstallExecuteSequence: [by("InstallFiles", 1)] });
    assert.deepEqual(
      [step.table, step.moment, step.sequence, step.never],
      ["InstallExecuteSequence", "execute", undefined, false],
    );
  });

  const other = { Action: "Other", BaseAction: "ExecuteAction", After: 1, Sequence: null, Condition: null };
  const loop = { Action: "Other", BaseAction: "Run", After: 1, Sequence: null, Condition: null };
  const cases: readonly (readonly [string, MadeRow, readonly MadeRow[], string])[] = [
    ["before ExecuteAction", by("ExecuteAction", 0), [], "before-execute"],
    ["after ExecuteAction", by("ExecuteAction", 1), [], "after-execute"],
    ["after another standard action", by("CostFinalize", 1), [], "before-execute"],
    ["after a row that stands after ExecuteAction", by("Other", 1), [other], "after-execute"],
    ["at a number", by(null, 0, 1301), [], "after-execute"],
    ["by an action that is not here", by("Elsewhere", 1), [], "unknown"],
    ["in a circle", by("Other", 1), [loop], "unknown"],
  ];
  for (const [name, row, others, moment] of cases) {
    test(`${name}: ${moment}`, () => {
      const found = steps({ ModuleInstallUISequence: [row, ...others] }).find((step) => step.action === "Run");
      assert.equal(found?.moment, moment);
    });
  }
});

describe("a row of a UI sequence that WiX could not number", () => {
  const placed = (Action: string, place: string): MadeRow => ({
    Action,
    Condition: null,
    Sequence: { unknown: place },
  });
  const cases: readonly (readonly [string, readonly MadeRow[], string])[] = [
    ["before ProgressDlg", [], "before-execute"],
    ["after ProgressDlg", [], "before-execute"],
    ["after ExitDialog", [], "after-execute"],
    ["before CancelDlg", [], "unknown"],
    ["before ExecuteAction", [], "before-execute"],
    ["after ExecuteAction", [], "after-execute"],
    ["after CostFinalize", [], "before-execute"],
    ["before MyDlg", [placed("MyDlg", "before ProgressDlg")], "before-execute"],
    ["after MyDlg", [{ Action: "MyDlg", Condition: null, Sequence: 1301 }], "after-execute"],
    ["before MyDlg", [placed("MyDlg", "after Run")], "unknown"],
    ["before $(var.Dialog)", [], "unknown"],
  ];
  for (const [place, others, moment] of cases) {
    test(`${place}${others.length > 0 ? ", which is there" : ""}: ${moment}`, () => {
      const Dialog = [{ Dialog: "MyDlg", Attributes: 3 }];
      assert.equal(only({ Dialog, InstallUISequence: [placed("Run", place), ...others] }).moment, moment);
    });
  }
});

describe("branches that exclude each other", () => {
  const pair = (defined: readonly string[], scheduled: readonly string[]) =>
    only({
      CustomAction: [under(run(), { when: defined })],
      InstallExecuteSequence: [under(at(5), { when: scheduled })],
    }).definition !== undefined;

  for (const [defined, scheduled, met] of [
    [[], [], true],
    [["$(var.X) = 1"], [], true],
    [["$(var.X) = 1"], ["$(var.X) = 1"], true],
    [["$(var.X) = 1"], ["$(var.Y) = 1"], true],
    [["$(var.X) = 1"], ["not ($(var.X) = 1)"], false],
    [["not ($(var.X) = 1)"], ["$(var.Y)", "$(var.X) = 1"], false],
    [["X is defined"], ["X is not defined"], false],
    [["X is not defined"], ["X is defined"], false],
  ] as const) {
    test(`defined where [${defined}], scheduled where [${scheduled}]: ${met ? "meet" : "never meet"}`, () => {
      assert.equal(pair(defined, scheduled), met);
    });
  }
});
