import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { isFromHelper, isToHelper } from "../../src/probe/messages.ts";

const recording = path.join(import.meta.dirname, "recorded/installing.json");
const readings = JSON.parse(readFileSync(recording, "utf8"));

describe("the helper's messages", () => {
  test("are accepted as they are", () => {
    assert.ok(isFromHelper({ kind: "readings", id: 1, readings }));
    assert.ok(isFromHelper({ kind: "unavailable", id: 1, reason: "x" }));
    assert.ok(isFromHelper({ kind: "failed", id: 1, reason: "x" }));
    assert.ok(isToHelper({ kind: "probe", id: 1 }));
  });

  const wrong: readonly unknown[] = [
    undefined,
    null,
    7,
    "readings",
    [],
    {},
    { kind: "readings", id: 1 },
    { kind: "readings", readings },
    { kind: "readings", id: "1", readings },
    { kind: "other", id: 1, readings },
    { kind: "failed", id: 1, reason: null },
    { kind: "failed", id: Number.NaN, reason: "x" },
  ];
  for (const message of wrong) {
    test(`no message: ${JSON.stringify(message)}`, () => assert.equal(isFromHelper(message), false));
  }

  test("each member of the readings counts: without it, or as something else, there is none", () => {
    const broken = [...variations(readings)];
    assert.ok(broken.length > 50);
    for (const { at, value } of broken)
      assert.equal(isFromHelper({ kind: "readings", id: 1, readings: value }), false, at);
  });
});

/** A value with one member after the other, however deep, replaced by what no member is. */
function* variations(value: unknown, at = ""): Generator<{ readonly at: string; readonly value: unknown }> {
  yield { at, value: true };
  yield { at, value: undefined };
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value))
    for (const variation of variations(member, `${at}/${name}`)) {
      const copy = Array.isArray(value) ? [...value] : { ...value };
      Reflect.set(copy, name, variation.value);
      yield { at: variation.at, value: copy };
    }
}
