import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import type { InstallerState } from "../../src/probe/state.ts";
import { watch } from "../../src/probe/watch.ts";
import type { Watcher } from "../../src/probe/watcher.ts";

const own = path.resolve(import.meta.dirname, "../../src/probe/helper.ts");
const replay = path.join(import.meta.dirname, "replay.mjs");

/** Watching through a real process that answers with recorded readings. */
describe("watching", () => {
  let folder: string;
  let watcher: Watcher;
  let states: InstallerState[];
  let reading: Promise<void>;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "msi1618-watch-"));
    process.env["MSI1618_TEST_READINGS"] = path.join(folder, "readings.json");
  });
  after(() => {
    delete process.env["MSI1618_TEST_READINGS"];
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    show("nothing-runs");
    watcher = watch({ helper: replay });
    states = [];
    reading = (async () => {
      for await (const state of watcher) states.push(state);
    })();
  });
  afterEach(async () => {
    watcher.stop();
    await reading;
  });

  function show(recording: string): void {
    const file = path.join(import.meta.dirname, `recorded/${recording}.json`);
    // Put there in one step: a helper that reads just then must not see half of it.
    copyFileSync(file, path.join(folder, "next.json"));
    renameSync(path.join(folder, "next.json"), path.join(folder, "readings.json"));
  }

  async function until(count: number): Promise<void> {
    while (states.length < count) await pause(10);
  }

  const told = () => states.map(({ state, package: file }) => [state, ...(file === null ? [] : [file])].join(" "));

  test("tells the first state and then changes only, each a second after it at most", async () => {
    await until(1);
    await pause(2200);
    assert.deepEqual(told(), ["idle"]);
    show("installing");
    await until(2);
    show("service-lingers");
    await until(3);
    assert.deepEqual(told(), ["idle", "busy contoso.msi", "idle"]);
    assert.deepEqual(
      states.map(({ since }) => since),
      [null, "2026-11-25T10:00:00.000Z", "2026-11-25T10:00:42.000Z"],
    );
  });

  test("looks at once when asked to, and when its window comes to the front", async () => {
    await until(1);
    watcher.attend("background");
    for (const act of [() => watcher.look(), () => watcher.attend("focused")]) {
      show(states.at(-1)?.state === "idle" ? "installing" : "nothing-runs");
      const count = states.length;
      act();
      const began = performance.now();
      await until(count + 1);
      assert.ok(performance.now() - began < 900);
    }
  });

  test("says nothing while hidden, and does not know then since when a state is", async () => {
    await until(1);
    watcher.attend("hidden");
    show("client-took-mutex");
    watcher.look();
    await pause(1500);
    assert.deepEqual(told(), ["idle"]);
    watcher.attend("background");
    await until(2);
    assert.deepEqual([told(), states.at(-1)?.since], [["idle", "busy"], null]);
  });

  test("hidden and shown again within a look: the helper that was ended for it is no news", async () => {
    await until(1);
    show("installing");
    watcher.look();
    watcher.attend("hidden");
    watcher.attend("focused");
    await until(2);
    assert.deepEqual(told(), ["idle", "busy contoso.msi"]);
  });

  test("a reader who leaves ends it", async () => {
    const another = watch({ helper: replay });
    for await (const { state } of another) {
      assert.equal(state, "idle");
      break;
    }
    assert.deepEqual(await another[Symbol.asyncIterator]().next(), { done: true, value: undefined });
  });
});

test("what is unavailable is told once", {
  skip: process.platform === "win32" ? "it is available" : false,
}, async () => {
  const watcher = watch({ helper: own });
  const states: InstallerState[] = [];
  for await (const state of watcher) {
    states.push(state);
    if (states.length > 1) break;
    // Later than a look would come by itself, and each thing that makes one look at once.
    setTimeout(() => {
      watcher.attend("background");
      watcher.attend("focused");
      watcher.look();
    }, 1500);
    setTimeout(watcher.stop, 3000);
  }
  assert.deepEqual(
    states.map(({ state }) => state),
    ["unavailable"],
  );
  assert.match(states[0]?.reason ?? "", /Windows Installer is a part of Windows, and this runs on (Linux|macOS)\./);
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
