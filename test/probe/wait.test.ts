import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import type { InstallerState } from "../../src/probe/state.ts";
import { describeEnd, exitCodeOf, formatDuration, parseDuration, waitUntilIdle } from "../../src/probe/wait.ts";
import type { Watcher } from "../../src/probe/watcher.ts";

function stateOf(state: InstallerState["state"], more: Partial<InstallerState> = {}): InstallerState {
  const nothing = { since: null, package: null, product: null, owner: null, service: null, inProgress: null };
  return { state, ...nothing, mutex: "unknown", installerVersion: null, evidence: [], reason: "Because.", ...more };
}

/** A watcher that tells these states and then nothing until it is stopped. */
function telling(...states: readonly InstallerState[]): Watcher & { readonly stopped: () => boolean } {
  const ending = new AbortController();
  return {
    attend: () => {},
    look: () => {},
    stop: () => ending.abort(),
    stopped: () => ending.signal.aborted,
    async *[Symbol.asyncIterator]() {
      for (const state of states) {
        if (ending.signal.aborted) return;
        yield state;
      }
      if (!ending.signal.aborted) await once(ending.signal, "abort");
    },
  };
}

describe("waiting", () => {
  test("ends with the first idle state, and tells those before", async () => {
    const busy = stateOf("busy", { package: "contoso.msi" });
    const watcher = telling(busy, stateOf("unknown"), stateOf("idle"), stateOf("busy"));
    const told: string[] = [];
    const end = await waitUntilIdle(watcher, { timeout: 60_000, onState: ({ state }) => told.push(state) });
    assert.deepEqual(told, ["busy", "unknown"]);
    assert.equal(end.kind, "idle");
    assert.equal(exitCodeOf(end), 0);
    assert.equal(watcher.stopped(), true);
  });

  test("ends at once where nothing can be told, with the reason", async () => {
    const end = await waitUntilIdle(telling(stateOf("unavailable", { reason: "This is Linux." })), { timeout: 60_000 });
    assert.equal(exitCodeOf(end), 3);
    assert.equal(describeEnd(end, { timeout: 60_000 }), "This is Linux.");
  });

  test("times out while busy: says which package, and 1618", async () => {
    const watcher = telling(stateOf("busy", { package: "contoso.msi" }));
    const options = { timeout: 30 };
    const end = await waitUntilIdle(watcher, options);
    assert.equal(exitCodeOf(end), 1);
    assert.equal(
      describeEnd(end, options),
      "contoso.msi is still being worked on after 0 s: an installation started now ends with 1618 (ERROR_INSTALL_ALREADY_RUNNING).",
    );
    assert.equal(watcher.stopped(), true);
  });

  test("times out while unknown: claims no more than it knows", async () => {
    const options = { timeout: 30 };
    const end = await waitUntilIdle(telling(stateOf("unknown", { reason: "The helper does not answer." })), options);
    assert.match(describeEnd(end, options), /not known \(The helper does not answer\) after .* may end with 1618/);
    assert.match(describeEnd(await waitUntilIdle(telling(), options), options), /not known after .* may end with 1618/);
  });

  test("is cancelled by its signal, also one that was aborted before", async () => {
    const cancel = new AbortController();
    const watcher = telling(stateOf("busy"));
    const end = waitUntilIdle(watcher, { timeout: 60_000, onState: () => cancel.abort() }, cancel.signal);
    assert.equal((await end).kind, "cancelled");
    assert.equal(exitCodeOf(await end), 1);
    const late = telling(stateOf("idle"));
    assert.equal((await waitUntilIdle(late, { timeout: 60_000 }, cancel.signal)).kind, "cancelled");
  });
});

describe("durations", () => {
  const known = { "90s": 90_000, "10m": 600_000, "1.5h": 5_400_000, " 2 M ": 120_000, "9999h": 0x7fffffff, "0s": 0 };
  for (const [text, milliseconds] of Object.entries(known)) {
    test(`${text} is ${milliseconds} ms`, () => assert.equal(parseDuration(text), milliseconds));
  }
  for (const text of ["", "10", "m", "-1m", "1d", "10m30s", "1e3s"]) {
    test(`"${text}" is none`, () => assert.equal(parseDuration(text), undefined));
  }
  test("are said as a person says them", () => {
    assert.deepEqual([90_000, 600_000, 5_400_000, 150_000].map(formatDuration), ["90 s", "10 min", "1.5 h", "2.5 min"]);
  });
});
