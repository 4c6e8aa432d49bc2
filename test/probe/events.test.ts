import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openTransactions, parseEvent, processAt, productCodeOf } from "../../src/probe/events.ts";
import type { InstallerEvent } from "../../src/probe/readings.ts";

const at = "2026-11-25T10:00:00.000Z";

function xml(
  data: string,
  { id = "<EventID Qualifiers='0'>1040</EventID>", time = "2026-11-25T10:00:00.1234567Z" } = {},
) {
  return `<Event xmlns='x'><System><Provider Name='MsiInstaller'/>${id}<TimeCreated SystemTime='${time}'/><EventRecordID>77</EventRecordID></System><EventData>${data}</EventData></Event>`;
}

describe("an event's XML", () => {
  const texts: readonly (readonly [data: string, expected: readonly string[]])[] = [
    ["<Data>C:\\a.msi</Data><Data>12</Data>", ["C:\\a.msi", "12"]],
    ["<Data>a &amp; b &lt;1&gt; &#228;&#x4e2d; &quot;&apos;</Data>", ["a & b <1> ä中 \"'"]],
    ["<Data/><Data></Data><Data Name='x'>y</Data>", ["", "", "y"]],
    ["<Data>&unknown; &#x110000; &</Data>", ["&unknown; &#x110000; &"]],
    ["<Binary>00</Binary>", []],
  ];
  for (const [data, expected] of texts) {
    test(data, () => assert.deepEqual(parseEvent(xml(data))?.data, expected));
  }

  test("gives id, record and time", () => {
    const expected = { id: 1040, record: 77, at: "2026-11-25T10:00:00.123Z", data: [] };
    assert.deepEqual(parseEvent(xml("")), expected);
    assert.deepEqual(parseEvent(xml("", { id: "<EventID>1040</EventID>" })), expected);
  });

  test("that is none, or names no time, gives nothing", () => {
    for (const text of ["", "<Event>", xml("", { id: "<EventID>x</EventID>" }), xml("", { time: "soon" })])
      assert.equal(parseEvent(text), undefined);
  });
});

/** Events from words as `1040 a.msi 7`, the oldest first. */
function events(...lines: readonly string[]) {
  const all: InstallerEvent[] = lines.map((line, index) => {
    const [id, ...data] = line.split(" ");
    return { id: Number(id), record: index, at, data };
  });
  return { kind: "events", events: all.reverse() } as const;
}

describe("transactions that did not end", () => {
  const cases: readonly (readonly [lines: readonly string[], open: readonly string[]])[] = [
    [["1040 a.msi 7"], ["a.msi 7"]],
    [["1040 a.msi 7", "1042 a.msi 7"], []],
    [["1040 a.msi 7", "1042 a.msi 7", "1040 a.msi 7"], ["a.msi 7"]],
    [["1040 a.msi 7", "1040 b.msi 8", "1042 b.msi 8"], ["a.msi 7"]],
    [["1040 a.msi 7", "1040 b.msi 8", "1042 a.msi 7"], ["b.msi 8"]],
    [["1042 a.msi 7", "1033 a", "11707 a"], []],
    [["1040 a.msi 7", "1042 a.msi 8"], ["a.msi 7"]],
    [["1040 a.msi (NULL)"], ["a.msi null"]],
    [["1040 a.msi 0"], ["a.msi null"]],
    [["1040"], [" null"]],
  ];
  for (const [lines, open] of cases) {
    test(lines.join(", "), () => {
      assert.deepEqual(
        openTransactions(events(...lines)).map(({ subject, client }) => `${subject} ${client}`),
        open,
      );
    });
  }

  test("none where the log may not be read", () => assert.deepEqual(openTransactions({ kind: "denied" }), []));
});

test("a product code is one only as a whole", () => {
  const of = (subject: string) => productCodeOf({ begun: at, subject, client: null });
  const code = "{0D2E6A4C-6C1F-4E0B-9C53-8F3E9E4B7A11}";
  assert.equal(of(code), code);
  assert.equal(of(`C:\\${code}\\a.msi`), undefined);
  assert.equal(of(`${code}..\\x`), undefined);
});

test("a process that started after the event is another one", () => {
  const process = (started: string | null) => [{ pid: 7, image: null, started }];
  assert.ok(processAt(process("2026-11-25T09:59:00.000Z"), 7, at));
  assert.ok(processAt(process(null), 7, at));
  assert.equal(processAt(process("2026-11-25T10:00:02.000Z"), 7, at), undefined);
  assert.equal(processAt(process(null), 8, at), undefined);
  assert.equal(processAt(process(null), null, at), undefined);
});
