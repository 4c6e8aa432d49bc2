import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { shortened } from "../../../src/client/installer/plain.ts";
import { viewOf } from "../../../src/client/installer/view.ts";
import type { InstallerState } from "../../../src/probe/state.ts";
import { clock, HOSTILE, INSTALLING, stateOf } from "./states.ts";

const now = Date.parse("2026-05-04T12:03:47Z");

const rows: readonly (readonly [name: string, state: InstallerState | undefined, text: string, label: string])[] = [
  ["nothing seen yet", undefined, "$(ellipsis) Installer state", "The state of Windows Installer is being read"],
  [
    "idle",
    stateOf("idle", { since: INSTALLING.since }),
    "$(pass) Installer idle",
    "Windows Installer is idle. Because.",
  ],
  [
    "busy with a package",
    INSTALLING,
    "$(lock) Installing contoso.msi 0:42",
    "Windows Installer is busy with contoso.msi since 12:03:05. The mutex is held.",
  ],
  [
    "busy with a product",
    { ...INSTALLING, package: null },
    "$(lock) Installer busy with Contoso Suite 0:42",
    "Windows Installer is busy with Contoso Suite since 12:03:05. The mutex is held.",
  ],
  ["busy, no more known", stateOf("busy"), "$(lock) Installer busy", "Windows Installer is busy. Because."],
  [
    "unknown",
    stateOf("unknown", { reason: "The helper does not answer." }),
    "$(question) Installer state unknown",
    "The state of Windows Installer is unknown. The helper does not answer.",
  ],
  [
    "unavailable",
    stateOf("unavailable", { reason: "This is Linux." }),
    "$(circle-slash) Installer state unavailable",
    "The state of Windows Installer is unavailable here. This is Linux.",
  ],
];

describe("the status bar item", () => {
  for (const [name, state, text, label] of rows) {
    test(`${name}: ${text}`, () => {
      const warns = state?.state === "busy";
      assert.deepEqual(viewOf(state, now, clock), { text, label, warns });
    });
  }

  test("each state has words of its own", () => {
    const words = rows.map(([, state]) => viewOf(state, now, clock).text.replace(/^\$\([a-z-]+\) /, ""));
    assert.equal(new Set(words).size, rows.length);
  });

  for (const name of HOSTILE) {
    test(`draws a package named ${JSON.stringify(name)} as a name`, () => {
      const { text, label } = viewOf({ ...INSTALLING, package: name }, now, clock);
      // VS Code takes $(name) for an icon unless a backslash stands before it.
      const icons = [...text.matchAll(/(\\)?\$\([a-z0-9-]+(?:~[a-z]+)?\)/gi)].filter(
        ([, escaped]) => escaped === undefined,
      );
      assert.deepEqual(
        icons.map(([icon]) => icon),
        ["$(lock)"],
      );
      assert.doesNotMatch(text + label, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    });
  }

  test("leaves out the middle of a long name, never half a character", () => {
    const name = `Contoso.${"Suite.".repeat(20)}x64.msi`;
    const { text } = viewOf({ ...INSTALLING, package: name }, now, clock);
    assert.match(text, /^\$\(lock\) Installing Contoso\.Suite\.[^ ]*…[^ ]*x64\.msi 0:42$/);
    assert.equal(shortened("😀".repeat(9), 6), "😀😀😀…😀😀");
    assert.equal(shortened("contoso.msi", 11), "contoso.msi");
  });
});
