import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { suppress } from "../../src/fixes/suppress.ts";
import { marked } from "../marked.ts";

/** The text after suppressing what the mark stands at. */
function suppressed(source: string, reason?: string): string {
  const { text, spans } = marked(source);
  const place = spans[0] ?? { start: 0, end: 0 };
  const edits = suppress({ path: "/a.wxs", content: text }, place, "some-rule", reason);
  return edits.reduceRight((now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), text);
}

describe("suppress", () => {
  test("stands above the first line of the element, indented and ended as it is", () => {
    const before = '<Wix>\r\n\t<CustomAction Id="A"\r\n\t\tExeCommand="«msiexec»" />\r\n</Wix>';
    const after =
      '<Wix>\r\n\t<!-- msi1618-disable-next-line some-rule: tested on Windows 11 -->\r\n\t<CustomAction Id="A"\r\n\t\tExeCommand="msiexec" />\r\n</Wix>';
    assert.equal(suppressed(before, "tested on Windows 11"), after);
  });

  test("stands directly before an element that shares its line", () => {
    const after = "<Wix><A/><!-- msi1618-disable-next-line some-rule: why --><B/></Wix>";
    assert.equal(suppressed("<Wix><A/>«<B/>»</Wix>", "why"), after);
  });

  test("never writes -- into a comment, nor a reason that is blank", () => {
    const comment = (reason: string) => suppressed("<Wix>\n«<B/>»\n</Wix>", reason).split("\n")[1];
    assert.equal(comment("a --> b ---- c-"), "<!-- msi1618-disable-next-line some-rule: a -> b - c -->");
    assert.equal(comment(" \n "), "<!-- msi1618-disable-next-line some-rule: say here why this is accepted -->");
    assert.equal(suppressed("<Wix>\n«<B/>»\n</Wix>").split("\n")[1], comment(""));
  });

  test("does nothing where there is no element", () => {
    assert.equal(suppressed("«plain»"), "plain");
  });
});
