import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { buildTimeline } from "../../src/timeline/index.ts";
import type { Step } from "../../src/timeline/step.ts";
import { type MadeRow, madeDatabase } from "../database.ts";

const modal = (Dialog: string): MadeRow => ({ Dialog, Attributes: 3 });
const modeless = (Dialog: string): MadeRow => ({ Dialog, Attributes: 1 });
const keeping = (Dialog: string): MadeRow => ({ Dialog, Attributes: 3 + 16 });
const show = (Action: string, Sequence: MadeRow[string], Condition: string | null = null): MadeRow => ({
  Action,
  Condition,
  Sequence,
});
const event = (Dialog_: string, Event: string, Argument: string): MadeRow => ({
  Dialog_,
  Control_: "Next",
  Event,
  Argument,
});

function stepIn(dialog: string, tables: Readonly<Record<string, readonly MadeRow[]>>): Step {
  const CustomAction = [{ Action: "Run", Type: 34, Source: "TARGETDIR", Target: "a.exe" }];
  const ControlEvent = [...(tables["ControlEvent"] ?? []), event(dialog, "DoAction", "Run")];
  const { steps } = buildTimeline(madeDatabase({ CustomAction, ...tables, ControlEvent }));
  const [step, ...others] = steps;
  assert.ok(step !== undefined && others.length === 0);
  assert.equal(step.dialog?.id, dialog);
  return step;
}

describe("a dialog that a UI sequence shows", () => {
  const cases: readonly (readonly [string, readonly MadeRow[], readonly MadeRow[], Step["moment"]])[] = [
    ["modal, before ExecuteAction", [modal("D")], [show("D", 1230)], "before-execute"],
    ["modeless, before ExecuteAction", [modeless("D")], [show("D", 1280)], "during-execute"],
    ["modal, after ExecuteAction", [modal("D")], [show("D", 1301)], "after-execute"],
    ["on success", [modal("D")], [show("D", -1)], "after-execute"],
    ["on failure, modeless", [modeless("D")], [show("D", -3)], "after-execute"],
    ["at a number that is not known", [modal("D")], [show("D", { unknown: "$(var.N)" })], "unknown"],
    ["of unknown style", [{ Dialog: "D", Attributes: { unknown: "$(var.A)" } }], [show("D", 1230)], "unknown"],
    ["at number zero", [modal("D")], [show("D", 0)], "unknown"],
    [
      "modeless, and closed by the next dialog",
      [modeless("D"), modal("E")],
      [show("D", 140), show("E", 1230)],
      "before-execute",
    ],
    [
      "modeless, and kept by the next dialog",
      [modeless("D"), keeping("E")],
      [show("D", 140), show("E", 1230)],
      "during-execute",
    ],
    [
      "modeless, and closed by a dialog that may not come",
      [modeless("D"), modal("E")],
      [show("D", 140), show("E", 1230, "NOT Installed")],
      "during-execute",
    ],
    [
      "modeless, and closed only after ExecuteAction",
      [modeless("D"), modal("E")],
      [show("D", 140), show("E", 1310)],
      "during-execute",
    ],
  ];
  for (const table of ["InstallUISequence", "AdminUISequence"]) {
    for (const [name, Dialog, rows, moment] of cases) {
      test(`${table}: ${name}: ${moment}`, () => {
        assert.equal(stepIn("D", { Dialog, [table]: rows }).moment, moment);
      });
    }
  }

  test("holds the mutex during execution by deduction only", () => {
    const step = stepIn("D", { Dialog: [modeless("D")], InstallUISequence: [show("D", 1280)] });
    assert.equal(step.mutexHeld, true);
    assert.equal(step.basis, "inferred");
    assert.match(step.because, /^D can be on the screen/);
  });
});

describe("a dialog that another one opens", () => {
  for (const name of ["NewDialog", "SpawnDialog", "SpawnWaitDialog"]) {
    test(`by ${name} is shown at the other one's moment, with the whole way as proof`, () => {
      const step = stepIn("C", {
        Dialog: [modal("A"), modal("B"), modal("C")],
        InstallUISequence: [show("A", 1230)],
        ControlEvent: [event("A", name, "B"), event("B", name, "C"), event("C", name, "A")],
      });
      assert.equal(step.moment, "before-execute");
      assert.deepEqual(
        step.dialog?.shown.map((one) => one.message),
        ["A is shown by InstallUISequence (1230)", "B is opened by Next of A", "C is opened by Next of B"],
      );
    });
  }

  test("stays open during execution where it is modeless", () => {
    const step = stepIn("B", {
      Dialog: [modal("A"), modeless("B")],
      InstallUISequence: [show("A", 1230)],
      ControlEvent: [event("A", "NewDialog", "B")],
    });
    assert.equal(step.moment, "during-execute");
  });

  test("counts as open during execution where it is opened both before and then", () => {
    const step = stepIn("Cancel", {
      Dialog: [modal("A"), modeless("P"), modal("Cancel")],
      InstallUISequence: [show("A", 1230), show("P", 1280)],
      ControlEvent: [event("A", "SpawnDialog", "Cancel"), event("P", "SpawnDialog", "Cancel")],
    });
    assert.equal(step.moment, "during-execute");
    assert.deepEqual(
      step.dialog?.shown.map((one) => one.message),
      ["P is shown by InstallUISequence (1280)", "Cancel is opened by Next of P"],
    );
  });

  test("is not shown by events that only sound alike", () => {
    const step = stepIn("B", {
      Dialog: [modal("A"), modal("B")],
      InstallUISequence: [show("A", 1230)],
      ControlEvent: [event("A", "EndDialog", "B"), event("A", "DoAction", "InstallFiles")],
    });
    assert.equal(step.moment, "unknown");
  });
});

describe("a dialog of WixUI that the sources only refer to", () => {
  for (const [dialog, moment] of [
    ["WelcomeDlg", "before-execute"],
    ["PrepareDlg", "before-execute"],
    ["VerifyReadyDlg", "before-execute"],
    ["ProgressDlg", "during-execute"],
    ["CancelDlg", "during-execute"],
    ["FilesInUse", "during-execute"],
    ["ExitDialog", "after-execute"],
    ["FatalError", "after-execute"],
    ["UserExit", "after-execute"],
    ["SomeDlg", "unknown"],
  ] as const) {
    test(`${dialog}: ${moment}`, () => assert.equal(stepIn(dialog, {}).moment, moment));
  }

  test("opens the dialogs of the sources", () => {
    const Dialog = [modal("MyDlg")];
    const ControlEvent = [event("WelcomeDlg", "NewDialog", "MyDlg")];
    assert.equal(stepIn("MyDlg", { Dialog, ControlEvent }).moment, "before-execute");
  });

  test("is what the database says where it defines the dialog itself", () => {
    const step = stepIn("ProgressDlg", {
      Dialog: [modal("ProgressDlg")],
      InstallUISequence: [show("ProgressDlg", 1301)],
    });
    assert.equal(step.moment, "after-execute");
  });

  test("is known where a row shows it", () => {
    assert.equal(stepIn("ProgressDlg", { InstallUISequence: [show("ProgressDlg", 1280)] }).moment, "during-execute");
  });
});

describe("dialogs that Windows Installer shows by itself", () => {
  test("FilesInUse", () => {
    assert.equal(stepIn("FilesInUse", { Dialog: [modal("FilesInUse")] }).moment, "during-execute");
  });

  test("the one that the property ErrorDialog names", () => {
    const Property = [{ Property: "ErrorDialog", Value: "Oops" }];
    assert.equal(stepIn("Oops", { Dialog: [modal("Oops")], Property }).moment, "during-execute");
  });
});

test("a DoAction whose argument is a property is a step of an action that nothing defines", () => {
  const { steps } = buildTimeline(madeDatabase({ ControlEvent: [event("ExitDialog", "DoAction", "[WhatToRun]")] }));
  assert.deepEqual(
    steps.map((step) => [step.action, step.definition, step.moment]),
    [["[WhatToRun]", undefined, "after-execute"]],
  );
});

test("a long chain of dialogs is walked once and told in part", () => {
  const count = 20_000;
  const Dialog = Array.from({ length: count }, (_, index) => modal(`D${index}`));
  const ControlEvent = Dialog.slice(1).map((_, index) => event(`D${index}`, "NewDialog", `D${index + 1}`));
  const step = stepIn(`D${count - 1}`, { Dialog, ControlEvent, InstallUISequence: [show("D0", 1230)] });
  assert.equal(step.moment, "before-execute");
  assert.equal(step.dialog?.shown.length, 8);
});
