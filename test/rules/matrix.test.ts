import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { Understanding } from "../../src/payload/effect.ts";
import { cellSite, type MadeRow } from "../database.ts";
import { event, installs, judged, redistributes, row, runs, understood } from "./occurrences.ts";

const site = cellSite("CustomAction", "Run", "Target");
const show = (Action: string, Sequence: number): MadeRow => ({ Action, Condition: null, Sequence });
const dialogs = {
  Dialog: [
    { Dialog: "Hello", Attributes: 3 },
    { Dialog: "Bar", Attributes: 1 },
    { Dialog: "Bye", Attributes: 3 },
  ],
  InstallUISequence: [show("Hello", 1230), show("Bar", 1280), show("Bye", -1)],
};

const places: Readonly<Record<string, Readonly<Record<string, readonly MadeRow[]>>>> = {
  early: { InstallExecuteSequence: [row(4001)] },
  late: { InstallExecuteSequence: [row(6601)] },
  "exit-row": { InstallExecuteSequence: [row(-1)] },
  admin: { AdminExecuteSequence: [row(4001)] },
  advt: { AdvtExecuteSequence: [row(4001)] },
  ui: { InstallUISequence: [row(1299)] },
  "admin-ui": { AdminUISequence: [row(1299)] },
  "ui-late": { InstallUISequence: [row(1301)] },
  "ui-exit": { InstallUISequence: [row(-1)] },
  welcome: { ...dialogs, ControlEvent: [event("Hello")] },
  progress: { ...dialogs, ControlEvent: [event("Bar")] },
  finish: { ...dialogs, ControlEvent: [event("Bye")] },
  nowhere: { ...dialogs, ControlEvent: [event("Elsewhere")] },
};

const executions: Readonly<Record<string, number>> = {
  immediate: 0,
  first: 0x100,
  once: 0x200,
  second: 0x300,
  deferred: 0x400,
  rollback: 0x500,
  commit: 0x600,
};

const returns: Readonly<Record<string, number>> = { check: 0, ignore: 0x40, asyncWait: 0x80, asyncNoWait: 0xc0 };

const effects: Readonly<Record<string, Understanding>> = {
  quiet: understood(installs()),
  full: understood(installs({ ui: "default" })),
  maybe: understood(installs({ awaited: "unknown" })),
  loose: understood(installs({ awaited: "no" })),
  likely: understood(installs({ proof: "likely" })),
  guess: understood(installs({ proof: "possible" })),
  redist: understood(redistributes()),
  "redist-loose": understood(redistributes({ awaited: "no" })),
  package: understood({ kind: "package-as-program", package: "child.msi", proof: "proven", site }),
  "no-command": understood({ kind: "command-not-passed", entry: "WixQuietExec", reads: "Run", proof: "proven", site }),
  code: { understood: false, reason: "it is code", runs: [], effects: [], trail: [] },
  notepad: understood(),
};

const lines = readFileSync(path.join(import.meta.dirname, "matrix.txt"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split(/\s+/));

const used = new Set<readonly string[]>();

function expected(combination: readonly string[]): string {
  const line = lines.find((words) =>
    combination.every((one, at) => words[at] === "*" || words[at]?.split("|").includes(one)),
  );
  assert.ok(line !== undefined, `no line of matrix.txt for ${combination.join(" ")}`);
  used.add(line);
  return line.slice(4).join(" ");
}

for (const [place, tables] of Object.entries(places)) {
  for (const [execution, bits] of Object.entries(executions)) {
    test(`${place}, ${execution}: every return and effect`, () => {
      for (const [returning, more] of Object.entries(returns)) {
        for (const [effect, understanding] of Object.entries(effects)) {
          const combination = [place, execution, returning, effect];
          const expects = expected(combination);
          if (expects === "not-possible") continue;
          const said = judged({ CustomAction: [runs(bits + more)], ...tables }, understanding);
          const says = said.map((one) => `${one.rule} ${one.outcome} ${one.confidence} ${one.basis}`).join(" and ");
          assert.equal(says === "" ? "silent" : says, expects, combination.join(" "));
        }
      }
    });
  }
}

test("every line of the matrix is needed", () => {
  assert.deepEqual(
    lines.filter((line) => !used.has(line)).map((line) => line.join(" ")),
    [],
  );
});
