import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Schedule } from "../../src/server/schedule.ts";

/** A job that takes ten turns of the event loop, and what became of its runs. */
function slowJob() {
  const runs: string[] = [];
  const failures: unknown[] = [];
  const schedule = new Schedule(
    async (signal) => {
      runs.push("began");
      for (let step = 0; step < 10; step++) {
        await turn();
        signal.throwIfAborted();
      }
      runs.push("ended");
    },
    (error) => failures.push(error),
  );
  return { schedule, runs, failures };
}

describe("what runs again after changes", () => {
  test("runs once for several changes", async () => {
    const { schedule, runs } = slowJob();
    schedule.changed(5);
    schedule.changed(5);
    assert.equal(await schedule.upToDate(), "current");
    assert.equal(await schedule.upToDate(), "current");
    assert.deepEqual(runs, ["began", "ended"]);
  });

  test("is aborted by a change, which whoever waits for it is told", async () => {
    const { schedule, runs, failures } = slowJob();
    schedule.changed(0);
    const first = schedule.upToDate();
    await turn();
    schedule.changed(0);
    assert.equal(await first, "changed");
    assert.equal(await schedule.upToDate(), "current");
    assert.deepEqual(runs, ["began", "began", "ended"]);
    assert.deepEqual(failures, [], "being aborted is no failure");
  });

  test("never runs twice at once", async () => {
    const { schedule, runs } = slowJob();
    schedule.changed(0);
    const all = [schedule.upToDate(), schedule.upToDate(), schedule.upToDate()];
    assert.deepEqual(await Promise.all(all), ["current", "current", "current"]);
    assert.deepEqual(runs, ["began", "ended"]);
  });

  test("hands on what the job throws, and is not up to date then", async () => {
    const failures: unknown[] = [];
    const schedule = new Schedule(
      () => Promise.reject(new Error("defect")),
      (error) => failures.push(error),
    );
    schedule.changed(0);
    assert.equal(await schedule.upToDate(), "failed");
    assert.match(String(failures[0]), /defect/);
  });

  test("starts nothing after the end", async () => {
    const { schedule, runs } = slowJob();
    schedule.end();
    schedule.changed(0);
    assert.equal(await schedule.upToDate(), "failed");
    assert.deepEqual(runs, []);
  });
});
