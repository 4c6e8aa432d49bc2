import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Effect } from "../../src/payload/effect.ts";
import { cellSite, type MadeRow, under } from "../database.ts";
import { event, installs, judged, redistributes, row, runs, type Said, understood } from "./occurrences.ts";

const site = cellSite("CustomAction", "Run", "Target");

function only(said: readonly Said[]): Said {
  const [one, ...others] = said;
  assert.ok(one !== undefined && others.length === 0, said.map((each) => each.message).join("\n"));
  return one;
}

function inExecute(options = 0, schedule: MadeRow = row(4001), ...effects: readonly Effect[]): Said {
  const tables = { CustomAction: [runs(options)], InstallExecuteSequence: [schedule] };
  return only(judged(tables, understood(...(effects.length === 0 ? [installs()] : effects))));
}

describe("a message", () => {
  test("says what runs, where, when, why it fails and what comes of it", () => {
    assert.equal(
      inExecute(0, row(6601, "NOT Installed")).message,
      'Run installs "[INSTALLFOLDER]child.msi" through msiexec in InstallExecuteSequence (6601, after InstallFinalize). ' +
        "Whenever this runs (NOT Installed), the nested installation gets error 1618 (ERROR_INSTALL_ALREADY_RUNNING), " +
        'because _MSIExecute is set while InstallExecuteSequence is processed; Return="check" then makes the whole installation fail.',
    );
  });

  test("leaves out a condition that always holds", () => {
    assert.doesNotMatch(inExecute(0, row(4001, "1")).message, /Whenever/);
  });

  test("compares with InstallFinalize where the database lists it", () => {
    const finalize = { Action: "InstallFinalize", Condition: null, Sequence: 4000 };
    const tables = { CustomAction: [runs()], InstallExecuteSequence: [finalize, row(4001)] };
    assert.match(only(judged(tables, understood(installs()))).message, /\(4001, after InstallFinalize\)/);
    assert.doesNotMatch(inExecute().message, /after InstallFinalize/);
  });

  test("names the execution and claims what the documentation implies as such", () => {
    const { message } = inExecute(0x600);
    assert.match(message, /\(4001, commit\)\. By the documentation the nested installation gets error 1618/);
    assert.doesNotMatch(message, /whole installation fail/);
  });

  test("claims less where less is proven", () => {
    assert.match(inExecute(0, row(4001), installs({ proof: "likely" })).message, / is likely to get error 1618/);
    assert.match(inExecute(0, row(4001), installs({ proof: "possible" })).message, / may get error 1618/);
    assert.match(inExecute(0, row(4001), installs({ awaited: "unknown" })).message, / is likely to get error 1618/);
  });

  test("does not say that the installation fails where a script stands between", () => {
    const via = (...names: readonly string[]) => ({
      ...understood(installs()),
      runs: [{ program: "msiexec", arguments: "/i child.msi", via: names }],
    });
    const tables = { CustomAction: [runs()], InstallExecuteSequence: [row(4001)] };
    assert.match(only(judged(tables, via("WixQuietExec", "cmd"))).message, /whole installation fail/);
    assert.doesNotMatch(only(judged(tables, via("powershell"))).message, /whole installation fail/);
  });

  test("quotes a long package in part and in one line", () => {
    const { message } = inExecute(0, row(4001), installs({ package: `a\n\tb${"x".repeat(200)}` }));
    assert.match(message, /installs "a bx{76}…" through/);
  });

  for (const [operation, words] of [
    ["install", 'installs "p"'],
    ["administrative", 'makes an administrative installation of "p"'],
    ["advertise", 'advertises "p"'],
    ["repair", 'repairs "p"'],
    ["uninstall", 'removes "p"'],
    ["patch", 'applies "p"'],
    ["remove-patch", 'removes the patch "p"'],
    ["unknown", 'hands to Windows Installer "p"'],
  ] as const) {
    test(`has words for the operation ${operation}`, () => {
      const said = inExecute(0, row(4001), installs({ operation, package: "p" }));
      assert.ok(said.message.startsWith(`Run ${words} through msiexec`), said.message);
    });
  }

  test("calls a package that is not named a package", () => {
    assert.match(inExecute(0, row(4001), installs({ package: "" })).message, /^Run installs a package through/);
  });

  for (const [schedule, words] of [
    [{ Action: "Run", Sequence: { unknown: "after InstallServices2" } }, "(after InstallServices2)"],
    [{ Action: "Run", Sequence: { unknown: "$(var.N)" } }, "(at a number that is not known)"],
    [{ Action: "Run", Sequence: null, BaseAction: "InstallFiles", After: 1 }, "(after InstallFiles)"],
    [{ Action: "Run", Sequence: null, BaseAction: "InstallFiles", After: 0 }, "(before InstallFiles)"],
  ] as const) {
    test(`says of a row without a number that it stands ${words}`, () => {
      assert.ok(inExecute(0, schedule).message.includes(` in InstallExecuteSequence ${words}. `));
    });
  }

  test("names the dialog and its control", () => {
    const tables = { CustomAction: [runs()], ControlEvent: [event("ProgressDlg")] };
    assert.match(only(judged(tables, understood(installs()))).message, /^Run installs .* from Next of ProgressDlg\. /);
  });
});

describe("confidence", () => {
  test("is possible for what nothing in the product refers to, and the message says so", () => {
    const said = inExecute(0, under(row(4001), { linked: false }));
    assert.equal(said.confidence, "possible");
    assert.match(said.message, /\(4001\), in a fragment that nothing refers to\. The nested installation may get/);
  });

  test("is likely at most under a condition of the sources that nobody can decide, which is quoted once", () => {
    const tables = {
      CustomAction: [under(runs(), { when: ['$(var.X) = "1"'] })],
      InstallExecuteSequence: [under(row(4001, "NOT Installed"), { when: ['$(var.X) = "1"', "$(var.Y)"] })],
    };
    const said = only(judged(tables, understood(installs())));
    assert.equal(said.confidence, "likely");
    assert.match(
      said.message,
      /\. Whenever this runs \(NOT Installed\), where \$\(var\.X\) = "1" and \$\(var\.Y\), the nested/,
    );
    assert.deepEqual(said.related.map((one) => one.message).slice(-2), [
      'only where $(var.X) = "1"',
      "only where $(var.Y)",
    ]);
  });

  test("is possible, and the finding a warning, where the operation could not be read", () => {
    const said = inExecute(0, row(4001), installs({ operation: "unknown" }));
    assert.deepEqual([said.confidence, said.severity], ["possible", "warning"]);
  });

  test("is likely where an option of the action is not known, and nothing is said of what its failure comes to", () => {
    const tables = { CustomAction: [runs(0, { Type: { unknown: 34 } })], InstallExecuteSequence: [row(4001)] };
    const said = only(judged(tables, understood(installs())));
    assert.equal(said.confidence, "likely");
    assert.doesNotMatch(said.message, /Return=/);
  });

  test("is likely where the user interface of the child is not known", () => {
    const said = inExecute(0, row(4001), installs({ ui: "unknown" }));
    assert.deepEqual([said.outcome, said.confidence], ["1618", "likely"]);
  });
});

describe("a finding stands", () => {
  const cases: readonly (readonly [string, MadeRow, string])[] = [
    ["at the target", runs(), "Target"],
    ["at the Id where the target is empty", runs(0, { Target: "" }), "Action"],
    ["at the Id where there is no target", runs(0, { Target: null }), "Action"],
  ];
  for (const [name, definition, column] of cases) {
    test(name, () => {
      const tables = { CustomAction: [definition], InstallExecuteSequence: [row(4001)] };
      assert.deepEqual(only(judged(tables, understood(installs()))).site, cellSite("CustomAction", "Run", column));
    });
  }
});

test("the proof goes from the definition through the setters to the schedule", () => {
  const trail = [{ message: "the command is set here", site }];
  const tables = { CustomAction: [runs()], InstallExecuteSequence: [row(4001, "NOT Installed")] };
  const said = only(judged(tables, { ...understood(installs()), trail }));
  assert.deepEqual(
    said.related.map((one) => one.message),
    [
      "Run is defined here",
      "the command is set here",
      "Run is scheduled in InstallExecuteSequence, 4001, under the condition NOT Installed",
    ],
  );
  assert.deepEqual(
    said.related.map((one) => one.site),
    [cellSite("CustomAction", "Run", ""), site, cellSite("InstallExecuteSequence", "Run", "")],
  );
});

test("the proof of a dialog event ends with how the dialog is shown", () => {
  const said = only(judged({ CustomAction: [runs()], ControlEvent: [event("ProgressDlg")] }, understood(installs())));
  assert.deepEqual(
    said.related.map((one) => one.message),
    [
      "Run is defined here",
      "Next of ProgressDlg runs Run, under the condition 1",
      "ProgressDlg, a dialog of WixUI, is modeless and stays open while the execute sequence runs",
    ],
  );
});

test("every verdict can be suppressed", () => {
  assert.deepEqual(
    inExecute()
      .fixes.map((fix) => fix.kind)
      .slice(-3),
    ["suppress", "suppress-file", "accept"],
  );
});

describe("of several effects of one action", () => {
  const loose = installs({ awaited: "no", package: "loose.msi" });
  const cases: readonly (readonly [string, readonly Effect[], string])[] = [
    ["what is waited for counts", [loose, installs()], "nested-install-in-execute-sequence"],
    [
      "the better proven counts",
      [installs({ proof: "possible" }), redistributes()],
      "redistributable-in-execute-sequence",
    ],
    [
      "msiexec counts before a redistributable",
      [redistributes(), installs({ proof: "likely" })],
      "nested-install-in-execute-sequence",
    ],
    [
      "the first counts among equals",
      [installs({ package: "a.msi" }), installs({ package: "b.msi" })],
      "nested-install-in-execute-sequence",
    ],
  ];
  for (const [name, effects, rule] of cases) {
    test(name, () => assert.equal(inExecute(0, row(4001), ...effects).rule, rule));
  }

  test("a missing command is told as well", () => {
    const missing = { kind: "command-not-passed", entry: "WixQuietExec", reads: "Run", proof: "proven", site } as const;
    const tables = { CustomAction: [runs()], InstallExecuteSequence: [row(4001)] };
    assert.deepEqual(
      judged(tables, understood(installs(), missing)).map((one) => one.rule),
      ["nested-install-in-execute-sequence", "quiet-exec-command-not-passed"],
    );
  });
});

describe("an action in both sequences", () => {
  const both = (options: number) => ({
    CustomAction: [runs(options)],
    InstallUISequence: [row(1100)],
    InstallExecuteSequence: [row(1100)],
  });
  const rulesOf = (tables: Readonly<Record<string, readonly MadeRow[]>>) =>
    judged(tables, understood(installs())).map((one) => `${one.rule} ${one.occurrence.step.table}`);

  test("without a limit fails in the one and is skipped in the other", () => {
    assert.deepEqual(rulesOf(both(0)), [
      "nested-install-in-execute-sequence InstallExecuteSequence",
      "nested-install-skipped-when-silent InstallUISequence",
    ]);
  });

  for (const [name, bits] of [
    ["firstSequence", 0x100],
    ["oncePerProcess", 0x200],
  ] as const) {
    test(`with ${name} is reported once, where it fails`, () => {
      assert.deepEqual(rulesOf(both(bits)), ["nested-install-moves-when-silent InstallExecuteSequence"]);
    });
  }

  test("with firstSequence, the message tells whether a UI sequence has it", () => {
    const { message } = inExecute(0x100);
    assert.match(message, /at \/qb and \/qn only: Execute="firstSequence" skips it there after any UI sequence/);
    const moving = only(judged(both(0x100), understood(installs())));
    assert.match(
      moving.message,
      /at \/qb and \/qn: Execute="firstSequence" leaves it to the UI sequence, where it works/,
    );
  });

  test("with firstSequence and without waiting is a race in the one and too early in the other", () => {
    const said = judged(both(0x1c0), understood(installs()));
    assert.deepEqual(
      said.map((one) => one.rule),
      ["unawaited-install-in-execute-sequence", "unawaited-install-before-execute"],
    );
  });

  test("with firstSequence moves out of a dialog, too", () => {
    const { InstallExecuteSequence, CustomAction } = both(0x100);
    const tables = { CustomAction, InstallExecuteSequence, ControlEvent: [event("WelcomeDlg")] };
    assert.deepEqual(rulesOf(tables), ["nested-install-moves-when-silent InstallExecuteSequence"]);
  });
});

describe("quiet-exec-command-not-passed", () => {
  test("is told before what the command would do", () => {
    const effects = [installs({ proof: "likely" }), missing] as const;
    const [nested] = judged({ CustomAction: [runs()], InstallExecuteSequence: [row(4001)] }, understood(...effects));
    assert.match(
      nested?.message ?? "",
      /\. Once its command line reaches it, the nested installation is likely to get/,
    );
  });

  test("claims no more than is proven", () => {
    const said = inExecute(0x400, row(4001), { ...missing, proof: "likely" });
    assert.match(said.message, /\. It is likely to fail and run nothing: /);
  });

  test("tells of a setter once, where the way to it is known", () => {
    const setInstead = { property: "WixQuietExecCmdLine", site: cellSite("CustomAction", "SetRun", "Target") };
    const trail = [{ message: "set by SetRun", site: setInstead.site }];
    const tables = { CustomAction: [runs()], InstallExecuteSequence: [row(4001)] };
    const said = only(judged(tables, { ...understood({ ...missing, setInstead }), trail }));
    assert.equal(said.related.filter((one) => one.message.includes("set")).length, 1);
  });

  const missing = { kind: "command-not-passed", entry: "WixQuietExec", reads: "Run", proof: "proven", site } as const;

  test("tells what was set instead, in the message and in the proof", () => {
    const setInstead = { property: "WixQuietExecCmdLine", site: cellSite("CustomAction", "SetRun", "Target") };
    const said = inExecute(0x400, row(4001), { ...missing, setInstead });
    assert.match(
      said.message,
      /nothing sets that \(WixQuietExecCmdLine, which is set, counts for immediate actions only\)\.$/,
    );
    assert.deepEqual(said.related[1], { message: "WixQuietExecCmdLine is set here instead", site: setInstead.site });
    assert.match(said.advice, /^Set the property Run, which has the action's own name, before Run/);
  });

  test("says that an ignored failure is hidden", () => {
    assert.match(
      inExecute(0x440, row(4001), missing).message,
      /It runs nothing, and Return="ignore" hides that: a deferred/,
    );
  });

  test("tells an immediate action its own property", () => {
    const said = inExecute(0, row(4001), { ...missing, reads: "WixQuietExecCmdLine" });
    assert.match(said.message, /It fails and runs nothing: an immediate action reads .* property WixQuietExecCmdLine/);
  });
});

test("a package that is started as a program after ExecuteAction may be started through msiexec", () => {
  const effect = { kind: "package-as-program", package: "child.msi", proof: "proven", site } as const;
  assert.match(inExecute(0, row(4001), effect).advice, /does not help here/);
  const late = judged({ CustomAction: [runs()], InstallUISequence: [row(1301)] }, understood(effect));
  assert.match(only(late).advice, /^Start it through msiexec \/i/);
});

test("an action that only sets a property is never said not to be understood", () => {
  const tables = { CustomAction: [runs(0, { Type: 51 })], InstallExecuteSequence: [row(4001)] };
  assert.deepEqual(judged(tables, { understood: false, runs: [], effects: [], trail: [] }), []);
});

test("a redistributable that is left to itself is given its longer patience", () => {
  const said = inExecute(0xc0, row(4001), redistributes());
  assert.match(said.message, /gives up after about 3 seconds, a Burn bundle after about 20/);
  assert.doesNotMatch(inExecute(0xc0).message, /Burn/);
});
