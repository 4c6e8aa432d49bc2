import assert from "node:assert/strict";
import { test } from "node:test";
import { createPaced } from "../../src/probe/paced.ts";

/** The seconds at which is read when looked each second, where reading takes `cost` milliseconds and the state is what `stateAt` says. */
function readAt(seconds: number, cost: number, going: boolean, stateAt: (second: number) => string): readonly number[] {
  let now = 0;
  const read: number[] = [];
  const look = createPaced(
    () => {
      read.push(Math.floor(now / 1000));
      now += cost;
    },
    () => now,
  );
  for (let second = 0; second < seconds; second++) {
    now = Math.max(now, second * 1000);
    look(stateAt(second), going);
  }
  return read;
}

test("after the first look each second for ten, then once a minute", () => {
  assert.deepEqual(
    readAt(140, 1, false, () => "a"),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 70, 130],
  );
});

test("every five seconds while an installation goes on", () => {
  assert.deepEqual(readAt(27, 1, true, () => "a").slice(-4), [10, 15, 20, 25]);
});

test("at once after a change", () => {
  const read = readAt(60, 1, false, (second) => (second < 40 ? "a" : "b"));
  assert.deepEqual(read.slice(11), [40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50]);
});

test("what takes half a second not more often than every ten", () => {
  assert.deepEqual(
    readAt(31, 500, true, (second) => `${second}`),
    [0, 10, 20, 30],
  );
});
