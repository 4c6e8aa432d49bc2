import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { describeState, headline } from "../../src/probe/describe.ts";
import { interpret } from "../../src/probe/interpret.ts";
import { isReadings } from "../../src/probe/messages.ts";
import { controlNames, type InstallerState } from "../../src/probe/state.ts";

function stateOf(recording: string): InstallerState {
  const file = path.join(import.meta.dirname, `recorded/${recording}.json`);
  const readings: unknown = JSON.parse(readFileSync(file, "utf8"));
  assert.ok(isReadings(readings));
  return interpret(readings);
}

describe("the headline", () => {
  const begun = Date.parse("2026-11-25T10:00:00.000Z");
  const elapsed: readonly (readonly [seconds: number, text: string])[] = [
    [-5, "0:00"],
    [9, "0:09"],
    [754, "12:34"],
    [3661, "1:01:01"],
  ];
  for (const [seconds, text] of elapsed) {
    test(text, () =>
      assert.equal(headline(stateOf("installing"), begun + seconds * 1000), `Installing contoso.msi ${text}`),
    );
  }
});

test("the whole text has headline, reason, facts and evidence", () => {
  assert.equal(
    describeState(stateOf("installing"), Date.parse("2026-11-25T10:00:42.000Z")).join("\n"),
    String.raw`Installing contoso.msi 0:42
The mutex _MSIExecute is held: another installation would get 1618.

Package            contoso.msi
Since              2026-11-25T10:00:00.000Z
Owner              900 (C:\Windows\System32\msiexec.exe)
Mutex              held
Service            running, accepts SHUTDOWN, process 900
InProgress         present
Windows Installer  5.0.22621.3880

- The mutex _MSIExecute is held by process 900 (C:\Windows\System32\msiexec.exe).
- The service msiserver is running and accepts SHUTDOWN alone, as while it installs.
- Event 1040 of 2026-11-25 10:00:00 UTC: a transaction with C:\Users\ann\Downloads\contoso.msi began for process 4242 (C:\Windows\System32\msiexec.exe), and no event 1042 says that it ended.
- The key Installer\InProgress is there; it can outlive an installation.`,
  );
});

test("controls are told by their names, and what has none by its bits", () => {
  assert.deepEqual(controlNames(5), ["STOP", "SHUTDOWN"]);
  assert.deepEqual(controlNames(0), []);
  assert.deepEqual(controlNames(0x80000001), ["STOP", "0x80000000"]);
});
