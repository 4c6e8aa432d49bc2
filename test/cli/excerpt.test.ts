import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { excerpt, printable } from "../../src/cli/excerpt.ts";
import { createPlaces } from "../../src/cli/place.ts";
import { textSite } from "../../src/model/site.ts";
import { marked } from "../marked.ts";

/** The source line and the marks under it, one below the other. */
function drawn(source: string, width = 80): string {
  const { text, spans } = marked(source);
  const [span] = spans;
  assert.ok(span !== undefined);
  const places = createPlaces("/", () => text);
  return excerpt(textSite("/a.wxs", span), places, width)
    .flatMap((line) => [line.source, line.marks.trimEnd()])
    .join("\n");
}

describe("a source line with its place", () => {
  test("is underlined", () => assert.equal(drawn('a\n  b="«msiexec /i»"'), '  b="msiexec /i"\n     ^~~~~~~~~~'));

  test("keeps its columns behind tabs, wide characters and marks that combine", () => {
    assert.equal(drawn("\ta\t«b»"), "    a   b\n        ^");
    assert.equal(drawn("設定«値»x"), "設定値x\n    ^~");
    assert.equal(drawn("e\u0301«x»"), "e\u0301x\n ^");
    assert.equal(drawn("🚀«x»"), "🚀x\n  ^");
  });

  test("that is too long is clipped around the place", () => {
    const clipped = drawn(`${"a".repeat(500)}«command»${"b".repeat(500)}`, 40);
    const [source, marks] = clipped.split("\n");
    assert.equal(source, `…${"a".repeat(15)}command${"b".repeat(16)}…`);
    assert.equal(marks, `${" ".repeat(16)}^~~~~~~`);
  });

  test("whose place is longer than the line shows its beginning", () => {
    assert.equal(drawn(`x«${"c".repeat(200)}»`, 20), `…${"c".repeat(18)}…\n ^${"~".repeat(17)}`);
  });

  test("over several lines marks each, three at most", () => {
    assert.equal(drawn("«one\n  two\n\n  three\n  four\n five»"), "one\n^~~\n  two\n  ~~~\n  three\n  ~~~~~");
  });

  test("at the end of a line has its mark behind it", () => assert.equal(drawn("ab«»\ncd"), "ab\n  ^"));

  test("cannot command a terminal", () => {
    assert.equal(drawn("\u001b[31m«x»"), "·[31mx\n     ^");
    assert.equal(printable("a\u202eb\u0000c\rd"), "a·b·c·d");
  });
});
