import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Node, Parser, TreeCursor } from "@vscode/tree-sitter-wasm";
import type { Parsers, SyntaxLanguage, SyntaxNode, SyntaxParser, SyntaxTree } from "./model/syntax.ts";

/** A text longer than this (UTF-16 units) is not parsed: sources that people write are far below. */
const LONGEST_TEXT = 2 * 1024 * 1024;

/** A tree of more nodes than this is given up; a text of `LONGEST_TEXT` has about as many tokens. */
const MOST_NODES = 2_000_000;

/** Nested deeper than this a text is not parsed: what walks trees does so by recursion. */
const DEEPEST = 500;

/** The parser reports in about as often as it has done a hundred steps: recovering from errors without end is cut off there. */
const MOST_REPORTS = 2_000_000;

type Runtime = typeof import("@vscode/tree-sitter-wasm");

/** Parsers of tree-sitter, whose runtime and grammars (WebAssembly) lie beside the program and are loaded on first need. */
export function createParsers(): Parsers {
  const known = new Map<SyntaxLanguage, Promise<SyntaxParser | undefined>>();
  return {
    load(language) {
      const loading = known.get(language) ?? loadParser(language);
      known.set(language, loading);
      return loading;
    },
  };
}

let runtime: Promise<Runtime> | undefined;

async function loadRuntime(): Promise<Runtime> {
  const loaded = await import("@vscode/tree-sitter-wasm");
  // A CommonJS module: bundled it has names, as Node loads it they are below `default`.
  const module = "Parser" in loaded ? loaded : (loaded as { readonly default: Runtime }).default;
  await module.Parser.init({ locateFile: (name) => placeOf(name) ?? name });
  return module;
}

async function loadParser(language: SyntaxLanguage): Promise<SyntaxParser | undefined> {
  const grammar = placeOf(`tree-sitter-${language}.wasm`);
  if (grammar === undefined || placeOf("tree-sitter.wasm") === undefined) return undefined;
  runtime ??= loadRuntime();
  const { Parser, Language } = await runtime;
  const parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(grammar)));
  return { parse: (text) => parse(parser, text) };
}

/** Beside the built program, or in the package where the sources run as they are. */
function placeOf(name: string): string | undefined {
  const places = [`./${name}`, `../node_modules/@vscode/tree-sitter-wasm/wasm/${name}`];
  return places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((place) => existsSync(place));
}

function parse(parser: Parser, text: string): SyntaxTree | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  let reports = 0;
  // The declaration says void, and the runtime stops where the answer is true.
  const progressCallback: (state: unknown) => void = () => ++reports > MOST_REPORTS;
  const tree = parser.parse(text, null, { progressCallback });
  if (tree === null) {
    parser.reset();
    return undefined;
  }
  const cursor = tree.walk();
  const { hasError } = tree.rootNode;
  const root = copy(cursor, { left: MOST_NODES }, 0);
  cursor.delete();
  tree.delete();
  return root === undefined ? undefined : { root, broken: hasError };
}

/** The node under the cursor as plain data; undefined where there is more of it than is worked on. */
function copy(cursor: TreeCursor, budget: { left: number }, depth: number): SyntaxNode | undefined {
  if (depth > DEEPEST || budget.left-- <= 0) return undefined;
  const node: Node = cursor.currentNode;
  const children: SyntaxNode[] = [];
  const field = cursor.currentFieldName ?? undefined;
  if (cursor.gotoFirstChild()) {
    do {
      const child = copy(cursor, budget, depth + 1);
      if (child === undefined) return undefined;
      children.push(child);
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  const { type, startIndex: start, endIndex: end, isNamed: named, isError, isMissing } = node;
  return { type, start, end, field, named, broken: isError || isMissing, children };
}
