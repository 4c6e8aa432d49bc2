import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { blindWatcher, type Place, whyUnavailable } from "../../../src/client/installer/place.ts";
import { isWanted } from "../../../src/client/installer/settings.ts";
import { timeoutOf } from "../../../src/client/installer/timeout.ts";

const places: readonly (readonly [Place, RegExp | undefined])[] = [
  [{ platform: "win32", remote: undefined }, undefined],
  [{ platform: "win32", remote: "ssh-remote" }, undefined],
  [{ platform: "linux", remote: undefined }, /^Windows Installer is a part of Windows\. This machine runs Linux\.$/],
  [{ platform: "darwin", remote: undefined }, /This machine runs macOS\.$/],
  [{ platform: "openbsd", remote: undefined }, /This machine runs openbsd\.$/],
  [{ platform: "linux", remote: "wsl" }, /inside WSL.*open the folder in a window of Windows/],
  [{ platform: "linux", remote: "dev-container" }, /inside a container, on Linux/],
  [{ platform: "linux", remote: "attached-container" }, /inside a container, on Linux/],
  [{ platform: "linux", remote: "codespaces" }, /in a codespace, on Linux/],
  [{ platform: "linux", remote: "ssh-remote" }, /on a machine with Linux/],
  [{ platform: "darwin", remote: "tunnel" }, /on a machine with macOS/],
  [{ platform: "linux", remote: "127.0.0.1:40123" }, /on a machine with Linux/],
];

describe("where the extension runs", () => {
  for (const [place, why] of places) {
    test(`${place.platform}, ${place.remote ?? "here"}: ${why === undefined ? "the state can be read" : why.source}`, () => {
      const said = whyUnavailable(place);
      if (why === undefined) assert.equal(said, undefined);
      else assert.match(said ?? "", why);
    });
  }

  test("what cannot be seen is told once, until the watcher is stopped", async () => {
    const watcher = blindWatcher("This is Linux.");
    const told: string[] = [];
    for await (const { state, reason } of watcher) {
      told.push(`${state}: ${reason}`);
      watcher.stop();
    }
    assert.deepEqual(told, ["unavailable: This is Linux."]);
  });
});

describe("the settings", () => {
  const rows = [
    ["withInstallerSources", false, false],
    ["withInstallerSources", true, true],
    ["always", false, true],
    ["never", true, false],
    ["nonsense", true, true],
    [undefined, false, false],
  ] as const;
  for (const [setting, sources, wanted] of rows) {
    test(`${setting} ${sources ? "with" : "without"} sources: ${wanted ? "shown" : "hidden"}`, () =>
      assert.equal(isWanted(setting, sources), wanted));
  }

  test("a time-out is a number with a unit, anything else is named", () => {
    assert.deepEqual(timeoutOf("90s"), { timeout: 90_000 });
    assert.deepEqual(timeoutOf("soon"), { fault: '"soon" is no time-out: write 90s, 10m or 1.5h.' });
    assert.deepEqual(timeoutOf(10), { fault: "10 is no time-out: write 90s, 10m or 1.5h." });
  });
});
