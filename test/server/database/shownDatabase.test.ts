import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { DatabaseAnswer, DatabaseQuery, DatabaseView, RowOrder } from "../../../src/protocol.ts";
import { ShownDatabase } from "../../../src/server/database/shownDatabase.ts";
import { type MadeRow, madeDatabase, madeFile } from "../../database.ts";
import { reportOn } from "./report.ts";

const action = (Action: string, Type: number, Source: string | null, Target: string | null): MadeRow => ({
  Action,
  Type,
  Source,
  Target,
});
const step = (Action: string, Sequence: number, Condition: string | null = null): MadeRow => ({
  Action,
  Condition,
  Sequence,
});

const script = `x = "${"y".repeat(1_000_000)}"\r\n`;

const database = madeDatabase({
  CustomAction: [
    action("SetFolder", 51, "FOLDER", "C:\\x"),
    action("AddChild", 7, "child", "ALLUSERS=1"),
    action("InstallViewer", 3106, "TARGETDIR", 'msiexec /i "viewer.msi" /qn'),
    action("Long", 38, null, script),
    action("Helper", 17, "filHelper", "Prepare"),
  ],
  InstallExecuteSequence: [step("InstallViewer", 6590, "NOT Installed"), step("AddChild", 4001), step("Long", 1501)],
  File: Array.from({ length: 1000 }, (_, at) => ({ File: `fil${at}`, FileSize: (at * 7919) % 1000 })),
  Property: [
    { Property: "Plain", Value: "one\ttwo\r\nthree" },
    { Property: "Empty", Value: null },
  ],
});
const shown = new ShownDatabase(reportOn(database), madeFile);

function ask<Kind extends DatabaseQuery["kind"]>(query: Extract<DatabaseQuery, { kind: Kind }>) {
  const answer = shown.answer(query);
  assert.equal(answer.kind, query.kind, JSON.stringify(answer));
  return answer as Extract<DatabaseAnswer, { kind: Kind }>;
}

const table = (name: string): DatabaseView => ({ kind: "table", database: "", table: name });
const order = (view: DatabaseView, more: Partial<RowOrder> = {}): RowOrder => ({
  view,
  filter: "",
  sort: null,
  ...more,
});
const rows = (one: RowOrder, from = 0, to = 20) => ask({ kind: "rows", order: one, from, to });
const texts = (one: RowOrder, from = 0, to = 20) =>
  rows(one, from, to).rows.map(({ cells }) => cells.map(({ text }) => text).join(" | "));

describe("the overview", () => {
  test("lists tables with their rows and findings", () => {
    const { databases } = ask({ kind: "overview" });
    assert.deepEqual(
      databases.map(({ id, actions, findings }) => [id, actions, findings]),
      [["", 5, 2]],
    );
    assert.deepEqual(databases[0]?.tables, [
      { name: "CustomAction", rows: 5, findings: 2 },
      { name: "File", rows: 1000, findings: 0 },
      { name: "InstallExecuteSequence", rows: 3, findings: 0 },
      { name: "Property", rows: 2, findings: 0 },
    ]);
  });

  test("of a file that was not read says why", () => {
    const other = new ShownDatabase(reportOn(database), "/other.msi");
    assert.deepEqual(other.answer({ kind: "overview" }), { kind: "unavailable", reason: "other.msi was not read." });
  });
});

describe("custom actions", () => {
  const actions: DatabaseView = { kind: "actions", database: "" };

  test("come with verdict, type in words and schedule, those with findings first", () => {
    const [first, second, third, ...others] = rows(order(actions)).rows;
    assert.deepEqual(
      first?.cells.map(({ text }) => text),
      [
        "1618 (guaranteed): nested-install-in-execute-sequence",
        "InstallViewer",
        "3106",
        'msiexec /i "viewer.msi" /qn',
        "InstallExecuteSequence 6590, if NOT Installed (mutex held)",
      ],
    );
    assert.match(first?.cells[2]?.note ?? "", /^EXE with the directory as working directory \(34\) \+ deferred/);
    assert.equal(first?.cells[0]?.severity, "error");
    assert.deepEqual(first?.cells[0]?.link, {
      database: "",
      table: "CustomAction",
      row: "InstallViewer",
      column: "Target",
    });
    assert.deepEqual([second?.cells[0]?.severity, second?.cells[1]?.text], ["warning", "AddChild"]);
    assert.deepEqual([third?.cells[0]?.text, third?.cells[1]?.text], ["not understood", "Helper"]);
    assert.deepEqual(
      others.map(({ cells }) => cells[1]?.text),
      ["SetFolder", "Long"],
    );
    assert.equal(others[0]?.cells[4]?.text, "not scheduled");
  });

  test("are found by the words of their type", () => {
    assert.deepEqual(
      rows(order(actions, { filter: "DEFERRED exe" })).rows.map(({ cells }) => cells[1]?.text),
      ["InstallViewer"],
    );
  });

  test("have the findings in their details, each proof a cell", () => {
    const { findings } = ask({ kind: "details", view: actions, row: 0, column: 0, from: 0 });
    assert.deepEqual(
      findings.map(({ rule, severity }) => [rule, severity]),
      [["nested-install-in-execute-sequence", "error"]],
    );
    assert.deepEqual(
      findings[0]?.related.map(({ cell }) => [cell?.table, cell?.row]),
      [
        ["CustomAction", "InstallViewer"],
        ["InstallExecuteSequence", "InstallViewer"],
      ],
    );
  });
});

test("findings lead to their cells", () => {
  const view: DatabaseView = { kind: "findings", database: "" };
  const [first, second] = rows(order(view)).rows;
  assert.deepEqual([first?.cells[0]?.text, first?.cells[4]?.text], ["error", "CustomAction, InstallViewer: Target"]);
  assert.deepEqual(second?.cells[4]?.link, { database: "", table: "CustomAction", row: "AddChild", column: "Source" });
  const { findings } = ask({ kind: "details", view, row: 1, column: 0, from: 0 });
  assert.deepEqual(
    findings.map(({ rule }) => rule),
    ["concurrent-installation"],
  );
});

describe("the rows of a table", () => {
  test("come in ranges that never reach beyond the end", () => {
    const { total, unfiltered, from, rows: found } = rows(order(table("File")), 990, 5000);
    assert.deepEqual([total, unfiltered, from, found.length], [1000, 1000, 990, 10]);
    assert.deepEqual(rows(order(table("File")), 5000, 6000).rows, []);
    assert.deepEqual(rows(order(table("File")), -5, Number.NaN).rows, []);
  });

  test("sort by number or text, both ways", () => {
    const sorted = (column: number, descending: boolean) =>
      texts(order(table("File"), { sort: { column, descending } }), 0, 3);
    assert.deepEqual(sorted(1, false), ["fil0 | 0", `fil${rowWith(1)} | 1`, `fil${rowWith(2)} | 2`]);
    assert.deepEqual(sorted(1, true), [
      `fil${rowWith(999)} | 999`,
      `fil${rowWith(998)} | 998`,
      `fil${rowWith(997)} | 997`,
    ]);
    assert.deepEqual(sorted(0, false), ["fil0 | 0", "fil1 | 919", "fil2 | 838"]);
  });

  test("are filtered by every word, whatever its case", () => {
    const one = order(table("CustomAction"), { filter: " MSIEXEC  viewer " });
    assert.deepEqual(
      rows(one).rows.map(({ index }) => index),
      [2],
    );
    assert.deepEqual([rows(one).total, rows(one).unfiltered], [1, 5]);
    assert.equal(rows(order(table("CustomAction"), { filter: "msiexec nowhere" })).total, 0);
  });

  test("show one line of each cell, cut, with what is empty told apart", () => {
    const [plain, empty] = rows(order(table("Property"))).rows;
    assert.equal(plain?.cells[1]?.text, "one␉two␍␊three");
    assert.deepEqual(empty?.cells[1], { text: "", state: "null" });
    assert.equal(rows(order(table("CustomAction"))).rows[3]?.cells[3]?.text.length, 301);
  });

  test("mark the cells in which something is found, and lead from sequences to definitions", () => {
    const cells = rows(order(table("CustomAction"))).rows[2]?.cells ?? [];
    assert.deepEqual(
      cells.map(({ severity }) => severity ?? ""),
      ["", "", "", "error"],
    );
    assert.match(cells[1]?.note ?? "", /deferred/);
    const link = rows(order(table("InstallExecuteSequence"))).rows[0]?.cells[0]?.link;
    assert.deepEqual(link, { database: "", table: "CustomAction", row: "InstallViewer", column: "Action" });
  });

  test("are located in an order, or not where the filter hides them", () => {
    const cell = { database: "", table: "CustomAction", row: "InstallViewer", column: "Target" };
    const at = (one: RowOrder) => ask({ kind: "locate", order: one, cell });
    assert.deepEqual(at(order(table("CustomAction"))), { kind: "locate", at: 2, column: 3 });
    const sorted = order(table("CustomAction"), { sort: { column: 0, descending: true } });
    assert.deepEqual(at(sorted), { kind: "locate", at: indexOf(sorted, "InstallViewer"), column: 3 });
    assert.equal(at(order(table("CustomAction"), { filter: "AddChild" })).at, null);
    assert.equal(at(order(table("Nowhere"))).at, null);
  });
});

describe("a long value", () => {
  test("comes in parts", () => {
    const part = (from: number) => ask({ kind: "details", view: table("CustomAction"), row: 3, column: 3, from });
    let text = "";
    for (let next = part(0); next.text !== ""; next = part(text.length)) {
      assert.ok(next.text.length <= 65_536);
      assert.equal(next.length, script.length);
      text += next.text;
    }
    assert.equal(text, script);
  });
});

test("what is not there is said, never thrown", () => {
  for (const query of [
    { kind: "rows", order: order(table("Nowhere")), from: 0, to: 1 },
    { kind: "rows", order: order({ kind: "actions", database: "other" }), from: 0, to: 1 },
    { kind: "details", view: table("File"), row: 5000, column: 0, from: 0 },
    { kind: "details", view: table("File"), row: 0, column: 99, from: 0 },
  ] satisfies DatabaseQuery[]) {
    assert.equal(shown.answer(query).kind, "unavailable");
  }
  assert.equal(rows(order(table("File"), { sort: { column: 99, descending: true } })).total, 1000);
});

test("a table is written as an archive, findings at their cells", () => {
  const text = shown.text("", "CustomAction");
  const lines = text?.text.split("\r\n") ?? [];
  assert.deepEqual(lines.slice(0, 3), ["Action\tType\tSource\tTarget", lines[1], "CustomAction\tAction"]);
  assert.deepEqual(
    text?.findings.map(({ line, start, end, rule }) => [lines[line]?.slice(start, end), rule]),
    [
      ["child", "concurrent-installation"],
      ['msiexec /i "viewer.msi" /qn', "nested-install-in-execute-sequence"],
    ],
  );
  assert.equal(shown.text("", "Nowhere"), undefined);
});

const rowWith = (size: number) => Array.from({ length: 1000 }, (_, at) => (at * 7919) % 1000).indexOf(size);

function indexOf(one: RowOrder, action: string): number {
  return rows(one).rows.findIndex(({ cells }) => cells[0]?.text === action);
}
