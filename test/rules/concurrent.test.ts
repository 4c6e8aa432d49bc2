import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MadeRow } from "../database.ts";
import { judged, row, type Said, understood } from "./occurrences.ts";

const OWN = "{6F2C1B52-5E0B-4B43-9E0C-2C0C5A3B7D10}";
const OTHER = "{AAAAAAAA-0000-0000-0000-000000000001}";

type Tables = Readonly<Record<string, readonly MadeRow[]>>;

function only(type: number, source: string | null, tables: Tables): Said {
  const action = { Action: "Run", Type: type, Source: source, Target: "ALLUSERS=1" };
  const property = [{ Property: "ProductCode", Value: OWN }];
  const [one, ...others] = judged({ CustomAction: [action], Property: property, ...tables }, understood());
  assert.ok(one !== undefined && others.length === 0, "one finding");
  return one;
}

const inExecute = (type: number, source: string | null = "child", schedule: MadeRow = row(4001)) =>
  only(type, source, { InstallExecuteSequence: [schedule] });

describe("a concurrent installation within its limits", () => {
  for (const [type, source, what] of [
    [7, "child", 'the package in the substorage "child" as a concurrent installation (type 7)'],
    [23, "Sub\\child.msi", 'the package of the source tree "Sub\\child.msi" as a concurrent installation (type 23)'],
    [39, OTHER, `the installed or advertised product "${OTHER}" as a concurrent installation (type 39)`],
  ] as const) {
    test(`of type ${type} is deprecated, and no 1618`, () => {
      const said = inExecute(type, source);
      assert.equal(said.rule, "concurrent-installation");
      assert.deepEqual([said.outcome, said.confidence, said.basis], ["deprecated", "guaranteed", "documented"]);
      assert.equal(said.severity, undefined);
      assert.ok(said.message.startsWith(`Run runs an installation of ${what} in InstallExecuteSequence (4001). `));
      assert.match(said.message, /It is not turned away with error 1618, .* but such actions are deprecated/);
    });
  }

  test("stands at what it installs", () => {
    const { site } = inExecute(7);
    assert.ok(site.kind === "cell");
    assert.deepEqual([site.table, site.row, site.column], ["CustomAction", "Run", "Source"]);
  });

  test("may ignore the exit code, which hides that it failed", () => {
    const said = inExecute(7 + 64);
    assert.equal(said.outcome, "deprecated");
    assert.match(said.message, /with option 64 nobody learns/);
  });

  for (const option of [0x100, 0x200, 0x300, 0x1000, 0x2000]) {
    test(`may have the option ${option}`, () => assert.equal(inExecute(7 + option).outcome, "deprecated"));
  }

  for (const sequence of [1500, 1501, 6600]) {
    test(`may stand at ${sequence}, where no table says where the two actions stand`, () => {
      assert.equal(inExecute(7, "child", row(sequence)).outcome, "deprecated");
    });
  }

  test("is not misplaced where InstallFinalize stands at a number that is not known", () => {
    const finalize = { Action: "InstallFinalize", Condition: null, Sequence: { unknown: "$(var.N)" } };
    const tables = { InstallExecuteSequence: [finalize, row(7000)] };
    assert.equal(only(7, "child", tables).outcome, "deprecated");
  });
});

describe("a documented limit that is broken is an error with words of its own", () => {
  const cases: readonly (readonly [what: string, said: () => Said, words: RegExp])[] = [
    [
      "asyncWait",
      () => inExecute(7 + 128),
      /asynchronous \(option 128\), and concurrent installations are synchronous/,
    ],
    ["asyncNoWait", () => inExecute(23 + 192), /asynchronous \(option 192\)/],
    ["deferred", () => inExecute(7 + 0x400), /marked as a deferred action, and no in-script option/],
    ["rollback", () => inExecute(7 + 0x500), /marked as a rollback action/],
    ["commit", () => inExecute(7 + 0x600), /marked as a commit action/],
    ["after InstallFinalize", () => inExecute(7, "child", row(6601)), /and it stands after InstallFinalize/],
    ["an exit row", () => inExecute(7, "child", row(-1)), /and it stands after InstallFinalize/],
    ["before InstallInitialize", () => inExecute(7, "child", row(1499)), /and it stands before InstallInitialize/],
    [
      "the UI sequence",
      () => only(7, "child", { InstallUISequence: [row(1299)] }),
      /in a UI sequence is documented nowh/,
    ],
    [
      "administrative",
      () => only(7, "child", { AdminExecuteSequence: [row(4001)] }),
      /administrative installation cannot/,
    ],
    [
      "administrative UI",
      () => only(7, "child", { AdminUISequence: [row(4001)] }),
      /administrative installation cannot/,
    ],
    ["advertise", () => only(7, "child", { AdvtExecuteSequence: [row(4001)] }), /an advertisement runs no such action/],
    ["its own product", () => inExecute(39, OWN.toLowerCase()), /is the one that this package installs/],
    ["its own product by property", () => inExecute(39, "[ProductCode]"), /is the one that this package installs/],
    ["no product code", () => inExecute(39, "child.msi"), /needs a product code, and "child\.msi" is none/],
    ["an empty source", () => inExecute(39, null), /needs a product code, and its Source is empty/],
    ["lower case", () => inExecute(39, OTHER.toLowerCase()), /in upper case \(ICE11\)/],
  ];
  for (const [what, make, words] of cases) {
    test(what, () => {
      const said = make();
      assert.deepEqual([said.rule, said.outcome, said.severity], ["concurrent-installation", "not-allowed", "error"]);
      assert.match(said.message, /it breaks a documented limit: |It breaks a documented limit: /);
      assert.match(said.message, words);
    });
  }

  test("several at once are all named", () => {
    const { message } = inExecute(39 + 0x480, "child.msi", row(6610));
    assert.match(
      message,
      /breaks documented limits: .*asynchronous.*; .*deferred.*; .*after InstallFinalize; .*"child\.msi"/,
    );
  });

  test("another place of InstallFinalize counts", () => {
    const finalize = { Action: "InstallFinalize", Condition: null, Sequence: 4000 };
    const said = only(7, "child", { InstallExecuteSequence: [finalize, row(4001)] });
    assert.match(said.message, /and it stands after InstallFinalize/);
  });

  test("an action from a dialog", () => {
    const event = { Dialog_: "D", Control_: "Next", Event: "DoAction", Argument: "Run", Condition: "1", Ordering: 1 };
    assert.match(
      only(7, "child", { ControlEvent: [event] }).message,
      /what it does from a dialog is documented nowhere/,
    );
  });
});

test("type 55 is no concurrent installation", () => {
  const action = { Action: "Run", Type: 55, Source: "child", Target: "" };
  assert.deepEqual(judged({ CustomAction: [action], InstallExecuteSequence: [row(4001)] }, understood()), []);
});
