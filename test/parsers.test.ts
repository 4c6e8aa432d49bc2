import assert from "node:assert/strict";
import { test } from "node:test";
import type { SyntaxLanguage, SyntaxNode, SyntaxParser } from "../src/model/syntax.ts";
import { createParsers } from "../src/parsers.ts";

const parsers = createParsers();

async function load(language: SyntaxLanguage): Promise<SyntaxParser> {
  const parser = await parsers.load(language);
  assert.ok(parser !== undefined);
  return parser;
}

const all = (node: SyntaxNode): readonly SyntaxNode[] => [node, ...node.children.flatMap(all)];

test("each language is parsed, with offsets in UTF-16 units and the names of fields", async () => {
  const sources: readonly (readonly [SyntaxLanguage, string, string])[] = [
    ["javascript", 'var ä = "𝄞"; run(1);', "call_expression"],
    ["c-sharp", "class Ä { void M() { run(1); } }", "invocation_expression"],
    ["cpp", "void ä() { run(1); }", "call_expression"],
  ];
  for (const [language, text, type] of sources) {
    const tree = (await load(language)).parse(text);
    assert.ok(tree !== undefined && !tree.broken, language);
    const call = all(tree.root).find((node) => node.type === type);
    assert.equal(text.slice(call?.start, call?.end), "run(1)", language);
    assert.ok(
      call?.children.some(({ field }) => field === "arguments"),
      language,
    );
  }
});

test("a text that does not fit the grammar is said to be broken, and has a tree all the same", async () => {
  const tree = (await load("javascript")).parse("var = ; run(1)");
  assert.equal(tree?.broken, true);
  assert.ok(tree !== undefined && all(tree.root).some(({ broken }) => broken));
});

test("nesting without end is given up instead of overflowing the stack", async () => {
  const parser = await load("javascript");
  assert.equal(parser.parse(`${"(".repeat(20_000)}1${")".repeat(20_000)}`), undefined);
  assert.equal(parser.parse(`${"a".repeat(2 * 1024 * 1024 + 1)}`), undefined);
  assert.equal(parser.parse("run(1)")?.broken, false);
});

test("a parser is loaded once", async () => {
  assert.equal(await parsers.load("javascript"), await parsers.load("javascript"));
});
