import assert from "node:assert/strict";
import { test } from "node:test";
import { type Database, rowsByKey } from "../../src/model/database.ts";
import { understandAction } from "../../src/payload/index.ts";
import { type MadeRow, madeDatabase } from "../database.ts";
import { action, artifact, at, database, lines } from "./understanding.ts";

const before = database(
  {
    CustomAction: [
      action("A", 50, "EXE", "/i x.msi [ARGS]"),
      action("SetArgs", 51, "ARGS", "/qn"),
      action("B", 2, "redist", "/q"),
    ],
    Property: [{ Property: "EXE", Value: "msiexec.exe" }],
    InstallExecuteSequence: [at("SetArgs", 100), at("A", 4001), at("B", 4002)],
  },
  { "Binary redist": artifact("vc_redist.x64.exe") },
);

/** The same database with other rows in some tables, as after a change of another source. */
function after(tables: Readonly<Record<string, readonly MadeRow[]>>, more: Partial<Database> = {}): Database {
  return { ...before, tables: new Map([...before.tables, ...madeDatabase(tables).tables]), ...more };
}

function understand(made: Database, id: string) {
  const [row] = rowsByKey(before, "CustomAction", id);
  assert.ok(row !== undefined);
  const [scheduled] = rowsByKey(made, "InstallExecuteSequence", id);
  return understandAction(made, row, {
    table: "InstallExecuteSequence",
    sequence: Number(scheduled?.cells["Sequence"]?.value),
  });
}

test("an action is understood once while nothing it reads changes", () => {
  const first = understand(before, "A");
  assert.deepEqual(lines(first), ["starts-installation install x.msi none yes proven"]);
  assert.equal(understand(before, "A"), first);
  const elsewhere = after({
    Directory: [{ Directory: "OTHER", Directory_Parent: null, DefaultDir: "x" }],
    InstallExecuteSequence: [at("SetArgs", 100), at("A", 4001), at("B", 5002), at("C", 5003)],
  });
  assert.equal(understand(elsewhere, "A"), first);
});

test("it is understood anew when a value that it reads is another", () => {
  const first = understand(before, "A");
  const other = understand(after({ Property: [{ Property: "EXE", Value: "cmd.exe" }] }), "A");
  assert.notEqual(other, first);
  assert.deepEqual(other.runs, [{ program: "cmd.exe", arguments: "/i x.msi /qn", via: [] }]);
  assert.equal(understand(before, "A"), first);
});

test("it is understood anew when a setter comes, moves, or gets a condition", () => {
  const late = [at("A", 4001), at("SetArgs", 4002), at("B", 4003)];
  const hidden = "starts-installation install x.msi unknown yes proven";
  assert.deepEqual(lines(understand(after({ InstallExecuteSequence: late }), "A")), [hidden]);
  const conditional = understand(after({ InstallExecuteSequence: [at("SetArgs", 100, "QUIET"), at("A", 4001)] }), "A");
  assert.deepEqual(lines(conditional), [hidden]);
  assert.match(conditional.trail.map(({ message }) => message).join(), /where QUIET/);
});

test("it is understood anew when a property becomes a folder, or a search fills it", () => {
  const searched = after({ AppSearch: [{ Property: "EXE", Signature_: "s" }] });
  assert.deepEqual(lines(understand(searched, "A")), ["starts-installation install x.msi none yes likely"]);
});

test("it is understood anew when its Binary is made from another file", () => {
  assert.equal(understand(before, "B").effects.length, 1);
  const artifacts = new Map([["Binary\tredist", artifact("tool.exe")]]);
  assert.deepEqual(understand(after({}, { artifacts }), "B").runs, [{ program: "tool.exe", arguments: "/q", via: [] }]);
});
