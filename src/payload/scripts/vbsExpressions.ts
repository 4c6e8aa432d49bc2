import { inserted, type Text } from "../text.ts";
import type { Expression } from "./program.ts";
import { spanning, type VbsToken } from "./vbsTokens.ts";

/** Where reading has got to in the tokens of a script. */
export interface VbsCursor {
  readonly script: Text;
  readonly tokens: readonly VbsToken[];
  at: number;
  /** The token before which reading ends. */
  end: number;
  /** What `.Name` at the start of an expression belongs to: the objects of the With blocks around. */
  readonly withs: Expression[];
  depth: number;
  /** How many members and calls the statement has so far: what walks expressions does so by recursion. */
  links: number;
}

/** Expressions nested deeper than this are not looked into. */
const DEEPEST = 200;

/** A statement of more members and calls is not read to its end. */
const MOST_LINKS = 500;

export const peek = (cursor: VbsCursor, ahead = 0): VbsToken | undefined =>
  cursor.at + ahead < cursor.end ? cursor.tokens[cursor.at + ahead] : undefined;

export const isWord = (token: VbsToken | undefined, ...words: readonly string[]) =>
  token?.kind === "name" && words.includes(token.word);

export const isMark = (token: VbsToken | undefined, mark: string) => token?.kind === "mark" && token.word === mark;

const OPERATORS = new Set(["=", "<>", "<", ">", "<=", ">=", "=<", "=>", "+", "-", "*", "/", "\\", "^", "&"]);
const WORD_OPERATORS = ["and", "or", "xor", "eqv", "imp", "mod", "is"];

function operatorAt(cursor: VbsCursor): string | undefined {
  const token = peek(cursor);
  if (token?.kind === "mark" && OPERATORS.has(token.word)) return token.word;
  return isWord(token, ...WORD_OPERATORS) ? token?.word : undefined;
}

/** Reads an expression as far as it goes; undefined where none begins. */
export function readExpression(cursor: VbsCursor): Expression | undefined {
  const first = readOperand(cursor);
  if (first === undefined) return undefined;
  const operands: Expression[] = [first];
  let joins = true;
  for (let operator = operatorAt(cursor); operator !== undefined; operator = operatorAt(cursor)) {
    cursor.at++;
    if (operator !== "&" && operator !== "+") joins = false;
    const operand = readOperand(cursor);
    if (operand === undefined) break;
    operands.push(operand);
  }
  if (operands.length === 1) return first;
  const at = spanning(cursor.script, first.at, (operands.at(-1) ?? first).at);
  return { kind: joins ? "joined" : "other", parts: operands, at };
}

function readOperand(cursor: VbsCursor): Expression | undefined {
  const token = peek(cursor);
  if (isWord(token, "not") || isMark(token, "-") || isMark(token, "+")) {
    cursor.at++;
    if (++cursor.depth > DEEPEST) return undefined;
    const operand = readOperand(cursor);
    cursor.depth--;
    if (operand === undefined || token === undefined) return operand;
    const at = spanning(cursor.script, token.at, operand.at);
    // A number below zero is a number.
    if (operand.kind === "text" && isMark(token, "-") && /^[\d.]+$/.test(operand.text.value))
      return { kind: "text", text: at, at };
    return { kind: "other", parts: [operand], at };
  }
  const primary = readPrimary(cursor);
  return primary === undefined ? undefined : readPostfix(cursor, primary);
}

function readPrimary(cursor: VbsCursor): Expression | undefined {
  const token = peek(cursor);
  if (token === undefined || token.kind === "end") return undefined;
  if (token.kind === "text" || token.kind === "number" || token.kind === "date") {
    cursor.at++;
    return { kind: "text", text: token.text ?? token.at, at: token.at };
  }
  if (isMark(token, "(")) return readParentheses(cursor, token);
  if (isMark(token, ".")) {
    const object = cursor.withs.at(-1);
    const name = peek(cursor, 1);
    if (object === undefined || name?.kind !== "name") return undefined;
    cursor.at += 2;
    return { kind: "member", object, name: name.word, at: name.at };
  }
  if (token.kind !== "name" || isWord(token, "then", "to", "step", "else", "goto", "in")) return undefined;
  cursor.at++;
  if (token.word === "new" && peek(cursor)?.kind === "name") return readPrimary(cursor);
  return { kind: "name", name: token.word, at: token.at };
}

function readParentheses(cursor: VbsCursor, open: VbsToken): Expression | undefined {
  cursor.at++;
  if (++cursor.depth > DEEPEST) return undefined;
  const inside = readExpression(cursor);
  cursor.depth--;
  if (isMark(peek(cursor), ")")) cursor.at++;
  return inside ?? { kind: "other", parts: [], at: open.at };
}

function readPostfix(cursor: VbsCursor, primary: Expression): Expression {
  let expression = primary;
  while (++cursor.links < MOST_LINKS) {
    const token = peek(cursor);
    const name = peek(cursor, 1);
    if (isMark(token, ".") && name?.kind === "name" && name.spaced === false && token?.spaced === false) {
      cursor.at += 2;
      const at = spanning(cursor.script, expression.at, name.at);
      expression = { kind: "member", object: expression, name: name.word, at };
    } else if (isMark(token, "(")) {
      const args = readArguments(cursor);
      const last = cursor.tokens[cursor.at - 1] ?? token;
      const at = spanning(cursor.script, expression.at, last?.at ?? expression.at);
      expression = { kind: "call", callee: expression, args, at };
    } else return expression;
  }
  return expression;
}

/** `(a, , b)`: what is left out is an expression without a value. */
function readArguments(cursor: VbsCursor): readonly Expression[] {
  cursor.at++;
  if (++cursor.depth > DEEPEST) return [];
  const args = readList(cursor);
  cursor.depth--;
  if (isMark(peek(cursor), ")")) cursor.at++;
  return args;
}

/** Expressions parted by commas, as far as they go. */
export function readList(cursor: VbsCursor): readonly Expression[] {
  const list: Expression[] = [];
  for (;;) {
    const expression = readExpression(cursor);
    if (expression !== undefined) list.push(expression);
    if (!isMark(peek(cursor), ",")) return list;
    const comma = peek(cursor);
    if (expression === undefined && comma !== undefined)
      list.push({ kind: "other", parts: [], at: inserted("", comma.at) });
    cursor.at++;
  }
}
