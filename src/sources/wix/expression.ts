/** What is known of a condition. */
export type Truth = boolean | "unknown";

/** A text with its variables put in; `known` is false where one of them is not. */
export interface Expanded {
  readonly text: string;
  readonly known: boolean;
}

/** The two preprocessors: WiX 4 added `==` and made `0`, `no`, `false` and nothing count as false. */
export type Dialect = "wix3" | "wix4";

/** What WiX refuses in an expression, with its range in the expression. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** The value of an expression, unknown where it hangs on something unknown or where WiX would stop with `fault`. */
export interface Evaluation {
  readonly value: Truth;
  readonly fault?: Fault;
}

/** Nested deeper than this an expression is no longer meant for people. */
const DEPTH = 200;

interface Reading {
  readonly text: string;
  readonly dialect: Dialect;
  readonly expand: (raw: string) => Expanded;
  at: number;
  depth: number;
  fault: Fault | undefined;
  /** The operand just read was a variable alone. */
  alone: boolean;
}

/**
 * Evaluates what stands in `<?if …?>` or `<?elseif …?>`, as EvaluateExpressionRecurse in WiX's Preprocessor.cs (WixToolset.Core; tools/wix in v3) does:
 * `and` and `or` bind alike and group from the left, and all that follows a `not` up to the closing parenthesis is one operand of what stands before it,
 * so that `A and not B or C` is `A and ((not B) or C)`. Both sides are always looked at. A variable alone is true in WiX 3 whatever it holds.
 */
export function evaluateExpression(text: string, dialect: Dialect, expand: (raw: string) => Expanded): Evaluation {
  const reading: Reading = { text, dialect, expand, at: 0, depth: 0, fault: undefined, alone: false };
  const value = evaluate(reading, text.length, false);
  return reading.fault === undefined ? { value } : { value: "unknown", fault: reading.fault };
}

function evaluate(reading: Reading, to: number, negated: boolean): Truth {
  if (++reading.depth > DEPTH) return stop(reading, "expression-too-deep", "This expression is nested too deeply.", to);
  const first = operand(reading, to);
  let value = negated ? not(first) : first;
  while (reading.fault === undefined && skipBlanks(reading, to)) {
    const word = keyword(reading, to, "and") ? "and" : keyword(reading, to, "or") ? "or" : undefined;
    if (word === undefined) return stop(reading, "bad-expression", "Only and or or can follow here.", to);
    reading.at += word.length;
    const right = operand(reading, to);
    value = word === "and" ? and(value, right) : or(value, right);
  }
  reading.depth--;
  return value;
}

function operand(reading: Reading, to: number): Truth {
  if (reading.fault !== undefined) return "unknown";
  if (!skipBlanks(reading, to)) return stop(reading, "bad-expression", "An operand is missing here.", to);
  if (reading.text.charAt(reading.at) === "(") return parenthesized(reading, to);
  if (keyword(reading, to, "not")) {
    reading.at += 3;
    return evaluate(reading, to, true);
  }
  return comparison(reading, to);
}

function parenthesized(reading: Reading, to: number): Truth {
  const close = closingParenthesis(reading.text, reading.at, to, true);
  if (close < 0) return stop(reading, "bad-expression", "This parenthesis is never closed.", reading.at + 1);
  reading.at++;
  const value = evaluate(reading, close, false);
  reading.at = close + 1;
  reading.alone = false;
  return value;
}

/** The parenthesis that matches the one at `open`; those in quotes do not count where `quotes` says so. */
function closingParenthesis(text: string, open: number, to: number, quotes: boolean): number {
  let depth = 0;
  let quoted = false;
  for (let at = open; at < to; at++) {
    const unit = text.charCodeAt(at);
    if (quotes && unit === 34) quoted = !quoted;
    else if (!quoted && unit === 40) depth++;
    else if (!quoted && unit === 41 && --depth === 0) return at;
  }
  return -1;
}

interface Token extends Expanded {
  readonly kind: "literal" | "variable" | "word";
  readonly start: number;
}

function comparison(reading: Reading, to: number): Truth {
  const left = token(reading, to);
  if (left === undefined) return "unknown";
  const operator = operatorAt(reading, to);
  if (operator === "") return alone(reading, left);
  reading.alone = false;
  reading.at += operator.length;
  const right = token(reading, to);
  if (right === undefined) return "unknown";
  return compare(reading, left, operator, right);
}

function alone(reading: Reading, left: Token): Truth {
  reading.alone = true;
  if (left.kind !== "variable") {
    const message = "A literal alone is no condition: compare it with something.";
    return stop(reading, "bad-expression", message, reading.at, left.start);
  }
  // In WiX 3 it is enough that the variable is there; without it the build ends.
  if (reading.dialect === "wix3") return true;
  return left.known ? !["", "0", "false", "no"].includes(left.text) : "unknown";
}

/** The operator at the next place that is not blank; `""` where there is none. */
function operatorAt(reading: Reading, to: number): string {
  if (!skipBlanks(reading, to)) return "";
  const pair = reading.text.slice(reading.at, Math.min(to, reading.at + 2));
  if (["!=", "<=", ">=", "~="].includes(pair) || (pair === "==" && reading.dialect === "wix4")) return pair;
  const one = pair.charAt(0);
  return one === "=" || one === "<" || one === ">" ? one : "";
}

function token(reading: Reading, to: number): Token | undefined {
  skipBlanks(reading, to);
  const start = reading.at;
  const { text } = reading;
  if (text.charAt(start) === '"' && start < to) return literal(reading, to);
  if (text.startsWith("$(", start) && start < to) {
    const close = closingParenthesis(text, start + 1, to, false);
    if (close < 0) return lost(reading, "This $( is never closed.", to);
    reading.at = close + 1;
    return { kind: "variable", start, ...reading.expand(text.slice(start, close + 1)) };
  }
  return word(reading, to);
}

function literal(reading: Reading, to: number): Token | undefined {
  const start = reading.at;
  const close = reading.text.indexOf('"', start + 1);
  if (close < 0 || close >= to) return lost(reading, "This quote is never closed.", to);
  reading.at = close + 1;
  return { kind: "literal", start, ...reading.expand(reading.text.slice(start + 1, close)) };
}

/** A bare word ends at a blank or an operator; other white space is part of it, until it is trimmed. An operator in its place is a word too. */
function word(reading: Reading, to: number): Token | undefined {
  const start = reading.at;
  const { text } = reading;
  let end = start;
  while (end < to && !endsWord(text, end)) end++;
  if (end === start && end < to) end += operatorAt(reading, to).length;
  const written = text.slice(start, end).trim();
  reading.at = end;
  if (/[()]/.test(written)) return lost(reading, "A parenthesis is out of place here.", end, start);
  if (written.includes('"')) return lost(reading, "A quote is out of place here.", end, start);
  return { kind: "word", start, text: written, known: true };
}

function endsWord(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit === 32 || unit === 60 || unit === 61 || unit === 62) return true;
  return (unit === 33 || unit === 126) && text.charCodeAt(at + 1) === 61;
}

function compare(reading: Reading, left: Token, operator: string, right: Token): Truth {
  if (!left.known || !right.known) return "unknown";
  const [a, b] = [left.text.trim(), right.text.trim()];
  switch (operator) {
    case "=":
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "~=":
      return a.length === b.length && a.toUpperCase() === b.toUpperCase();
    default:
      return order(reading, left, operator, right);
  }
}

function order(reading: Reading, left: Token, operator: string, right: Token): Truth {
  const a = integer(left.text);
  const b = integer(right.text);
  if (a === undefined || b === undefined) {
    const message = `${operator} compares whole numbers of 32 bits only.`;
    return stop(reading, "bad-integer", message, reading.at, left.start);
  }
  switch (operator) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    default:
      return a >= b;
  }
}

function integer(text: string): number | undefined {
  const digits = /^\s*([+-]?\d{1,40})\s*$/.exec(text)?.[1];
  const value = Number(digits ?? Number.NaN);
  return value >= -2147483648 && value <= 2147483647 ? value : undefined;
}

/** `and`, `or` and `not` need a blank or a parenthesis after them. WiX takes another white space there only where it has put the text together again, after a variable alone. */
function keyword(reading: Reading, to: number, name: string): boolean {
  const end = reading.at + name.length;
  if (end >= to || reading.text.slice(reading.at, end).toLowerCase() !== name) return false;
  const after = reading.text.charAt(end);
  return after === " " || after === "(" || (reading.alone && name !== "not" && /\s/.test(after));
}

function skipBlanks(reading: Reading, to: number): boolean {
  while (reading.at < to && /\s/.test(reading.text.charAt(reading.at))) reading.at++;
  return reading.at < to;
}

function stop(reading: Reading, code: string, message: string, end: number, start = reading.at): "unknown" {
  reading.fault ??= { code, message, start: Math.min(start, end), end };
  return "unknown";
}

function lost(reading: Reading, message: string, end: number, start = reading.at): undefined {
  stop(reading, "bad-expression", message, end, start);
  return undefined;
}

function not(value: Truth): Truth {
  return value === "unknown" ? value : !value;
}

function and(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === true && b === true ? true : "unknown";
}

function or(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true;
  return a === false && b === false ? false : "unknown";
}
