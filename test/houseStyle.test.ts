import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lineOf, readSource, readSources, type Source } from "./sourceTree.ts";

const longestFile = 400;
const longestFunction = 60;

/** Files that may be longer, because they are tables and no code. */
const tables: readonly string[] = [];

const forbiddenNodes: Readonly<Record<string, string>> = {
  TSAnyKeyword: "any",
  TSEnumDeclaration: "an enum",
  TSModuleDeclaration: "a namespace",
};

const functions: readonly string[] = ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"];

/** What a file does against the house style, as "src/path:line says what". */
function faults(source: Source): readonly string[] {
  const at = (offset: number, what: string) => `src/${source.path}:${lineOf(source, offset)} ${what}`;
  const inNodes = source.nodes.flatMap((node) => {
    const forbidden = forbiddenNodes[node.type];
    if (forbidden !== undefined) return [at(node.start, `has ${forbidden}`)];
    if (node.type === "CatchClause" && node.body.body.length === 0) return [at(node.start, "swallows an error")];
    if (!functions.includes(node.type)) return [];
    const lines = lineOf(source, node.end) - lineOf(source, node.start) + 1;
    return lines > longestFunction ? [at(node.start, `has a function of ${lines} lines`)] : [];
  });
  const inComments = source.comments.flatMap(({ value, start }) => {
    const switched = /@ts-(ignore|expect-error|nocheck)/.exec(value);
    return switched === null ? [] : [at(start, `has ${switched[0]}`)];
  });
  return [...inNodes, ...inComments, ...tooLong(source)];
}

function lengthOf({ text }: Source): number {
  return text.replace(/\n$/, "").split("\n").length;
}

function tooLong(source: Source): readonly string[] {
  const lines = lengthOf(source);
  return lines > longestFile && !tables.includes(source.path) ? [`src/${source.path}:1 has ${lines} lines`] : [];
}

test("src keeps the house style", () => {
  assert.deepEqual(readSources().flatMap(faults), []);
});

test("the list of long tables names only files that are long", () => {
  const long = readSources().filter((source) => lengthOf(source) > longestFile);
  assert.deepEqual(
    tables.filter((file) => !long.some((source) => source.path === file)),
    [],
  );
});

describe("the test of the house style sees", () => {
  const body = "  call();\n".repeat(longestFunction);
  const seen: readonly (readonly [text: string, says: string])[] = [
    ["let a: any;", "1 has any"],
    ["const a = b as any;", "1 has any"],
    ["enum A { b }", "1 has an enum"],
    ["namespace A { export const b = 1; }", "1 has a namespace"],
    ["\n// @ts-ignore: because\ncall();", "2 has @ts-ignore"],
    ["/* @ts-expect-error */ call();", "1 has @ts-expect-error"],
    ["try { call(); } catch {}", "1 swallows an error"],
    [`function f() {\n${body}}`, `1 has a function of ${longestFunction + 2} lines`],
    [`const f = () => {\n${body}};`, `1 has a function of ${longestFunction + 2} lines`],
    [`class A {\n  m() {\n${body}  }\n}`, `2 has a function of ${longestFunction + 2} lines`],
    ["call();\n".repeat(longestFile + 1), `1 has ${longestFile + 1} lines`],
  ];
  for (const [text, says] of seen) {
    test(says, () => assert.deepEqual(faults(readSource("model/a.ts", text)), [`src/model/a.ts:${says}`]));
  }
});
