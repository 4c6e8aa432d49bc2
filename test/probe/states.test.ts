import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { headline } from "../../src/probe/describe.ts";
import { openTransactions } from "../../src/probe/events.ts";
import { transactionAtWork } from "../../src/probe/evidence.ts";
import { interpret } from "../../src/probe/interpret.ts";
import { isReadings } from "../../src/probe/messages.ts";
import type { Readings } from "../../src/probe/readings.ts";

const folder = path.join(import.meta.dirname, "recorded");
const page = readFileSync(path.join(import.meta.dirname, "../../src/probe/states.md"), "utf8");

/** A row of the page's table, cell by cell. */
interface Row {
  readonly recording: string;
  readonly cells: readonly string[];
}

const rows: readonly Row[] = page.split("\n").flatMap((line) => {
  const [recording, ...cells] = line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll("`", ""));
  return recording === undefined || !/^[\w.-]+$/.test(recording) || /^(-+|recording)$/.test(recording)
    ? []
    : [{ recording, cells }];
});

function read(recording: string): Readings {
  const readings: unknown = JSON.parse(readFileSync(path.join(folder, `${recording}.json`), "utf8"));
  assert.ok(isReadings(readings), `${recording}.json is not what a look gives`);
  return readings;
}

/** What the page says of readings, read off the readings. */
function cellsOf(readings: Readings): readonly string[] {
  const { mutex, service, inProgress } = readings;
  const state = interpret(readings);
  return [
    mutex.kind,
    service.kind === "status" ? `${service.state} ${service.controls}` : service.kind,
    inProgress.kind,
    eventsOf(readings),
    state.state,
    headline(state, Date.parse(readings.at)),
    state.reason,
  ];
}

function eventsOf(readings: Readings): string {
  const { events } = readings;
  if (events.kind !== "events") return events.kind;
  if (transactionAtWork(readings) !== undefined) return "begun";
  if (openTransactions(events).length > 0) return "interrupted";
  return events.events.length > 0 ? "ended" : "none";
}

describe("each row of states.md", () => {
  for (const { recording, cells } of rows) {
    test(recording, () => assert.deepEqual(cellsOf(read(recording)), cells));
  }

  test("there are many, each with a recording, and each recording has one", () => {
    assert.ok(rows.length >= 16);
    const recordings = readdirSync(folder).map((name) => path.basename(name, ".json"));
    assert.deepEqual(rows.map(({ recording }) => recording).toSorted(), recordings.toSorted());
  });
});

/** The beginning of every row: in no row does the event log or the key change what the mutex and the service say. */
test("neither the event log nor the key InProgress decides", () => {
  const begun = read("installing").events;
  for (const { recording } of rows) {
    const readings = read(recording);
    const { state, reason } = interpret(readings);
    for (const events of [begun, { kind: "denied" } as const, { kind: "failed", reason: "x" } as const])
      for (const inProgress of [{ kind: "present" } as const, { kind: "absent" } as const]) {
        const other = interpret({ ...readings, events, inProgress });
        assert.deepEqual([other.state, other.reason], [state, reason], recording);
      }
  }
});
