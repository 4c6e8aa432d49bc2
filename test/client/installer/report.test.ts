import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markdownOf } from "../../../src/client/installer/report.ts";
import { clock, HOSTILE, INSTALLING, stateOf } from "./states.ts";

const ESCAPED = /\\([!-/:-@[-`{-~])/g;

/** A Markdown text with its backslash escapes taken for the characters that they stand for. */
function unescaped(markdown: string): string {
  return markdown.replace(ESCAPED, "$1");
}

/** The characters of a Markdown text that can be markup: punctuation without a backslash, and line ends. */
function markupOf(markdown: string): string {
  return markdown.replace(ESCAPED, "").replace(/[^!-/:-@[-`{-~\n]/g, "");
}

describe("the tooltip", () => {
  test("tells everything that is known", () => {
    assert.equal(
      unescaped(markdownOf(INSTALLING, clock)),
      [
        "**Windows Installer is busy with contoso.msi since 12:03:05**",
        "",
        "The mutex is held.",
        "",
        "| | |",
        "|:--|:--|",
        "| Package | contoso.msi |",
        "| Product | Contoso Suite |",
        "| Since | 12:03:05 |",
        "| Owner | 4711 (C:\\Windows\\System32\\msiexec.exe) |",
        "| Mutex | held |",
        "| Service | running, accepts SHUTDOWN, process 4711 |",
        "| InProgress | present |",
        "| Windows Installer | 5.0.22621.1 |",
        "",
        "- Somebody holds it. *(busy)*",
        "- The key is there.",
      ].join("\n"),
    );
  });

  test("tells only why, where nothing can be seen", () => {
    const reason = "This is Linux.";
    const state = stateOf("unavailable", {
      reason,
      evidence: [{ source: "probe", says: reason, speaksFor: "neither" }],
    });
    assert.equal(
      unescaped(markdownOf(state, clock)),
      "**The state of Windows Installer is unavailable here**\n\nThis is Linux.",
    );
  });

  for (const text of HOSTILE) {
    test(`takes ${JSON.stringify(text)} for text wherever it comes from`, () => {
      const named = (name: string) => ({
        ...INSTALLING,
        package: name,
        product: name,
        owner: { pid: 1, image: name },
        evidence: [{ source: "event-log", says: name, speaksFor: "neither" } as const],
        reason: `${name}.`,
      });
      // The hostile report has the markup of the tame one and nothing else.
      assert.equal(markupOf(markdownOf(named(text), clock)), markupOf(markdownOf(named("x"), clock)));
      assert.doesNotMatch(markdownOf(named(text), clock).replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    });
  }
});
