import type { SyntaxNode } from "../../model/syntax.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  "0": "\0",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
};

/** What an escape sequence of C, C++ or C# stands for: `\\`, `\"`, `\n`, `\x41`, `\u0041`. */
export function unescaped(sequence: string): string {
  const code = /^\\(?:x|u|U)([\da-fA-F]{1,8})$/.exec(sequence)?.[1];
  const point = code === undefined ? Number.NaN : Number.parseInt(code, 16);
  if (point <= 0x10ffff) return String.fromCodePoint(point);
  const letter = sequence[1] ?? "";
  return ESCAPES[letter] ?? letter;
}

/** The number that a literal of C, C++ or C# stands for; undefined for one that is too odd. */
export function numberOf(literal: string): number | undefined {
  const digits = literal.replaceAll(/['_]/g, "").replace(/[uUlL]+$/, "");
  return /^(?:0x[\da-fA-F]+|\d+)$/i.test(digits) ? Number(digits) : undefined;
}

/** True where a part of what a node stands for does not fit the grammar. */
export function isBroken(node: SyntaxNode): boolean {
  return node.broken || node.children.some(isBroken);
}
