import type { Span } from "./span.ts";

/** What a name in a condition stands for: `PROP`, `%PATH`, `$Comp` (its action), `?Comp` (its state), `&Feat` (its action), `!Feat` (its state). */
export type SymbolKind =
  | "property"
  | "environment"
  | "component-action"
  | "component-state"
  | "feature-action"
  | "feature-state";

/** A name in a condition, without the mark before it. */
export interface ConditionSymbol extends Span {
  readonly kind: "symbol";
  readonly symbol: SymbolKind;
  readonly name: string;
}

/** A value that the text itself gives: `"abc"` or `-1`. `opaque` where a part of it is a variable of the source language, as in `"$(var.X)"`. */
export interface ConditionLiteral extends Span {
  readonly kind: "literal";
  readonly value: string | number;
  readonly opaque?: true;
}

export type ConditionOperand = ConditionSymbol | ConditionLiteral;

/** `><` contains, `<<` starts with, `>>` ends with; between integers these compare bits, the high and the low word. */
export type Comparator = "=" | "<>" | "<" | ">" | "<=" | ">=" | "><" | "<<" | ">>";

/** The connectives, from the one that binds tightest to the loosest. */
export type Connective = "AND" | "OR" | "XOR" | "EQV" | "IMP";

export type ConditionNode =
  | ConditionOperand
  | (Span & {
      readonly kind: "comparison";
      readonly left: ConditionOperand;
      readonly comparator: Comparator;
      readonly ignoreCase: boolean;
      readonly right: ConditionOperand;
    })
  | (Span & { readonly kind: "not"; readonly of: ConditionNode })
  /** `A AND B AND C` is one node with three operands, folded from the left. */
  | (Span & {
      readonly kind: "connective";
      readonly connective: Connective;
      readonly operands: readonly ConditionNode[];
    });

/** What is wrong with a condition, at offsets into its text. */
export interface ConditionProblem extends Span {
  readonly message: string;
}

/**
 * A conditional statement as parsed: always there, whatever the text.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/conditional-statement-syntax
 */
export interface Condition {
  readonly text: string;
  /** Undefined where the text is empty or where nothing of it could be read. */
  readonly root: ConditionNode | undefined;
  /** Empty where Windows Installer can read the text. What it does where it cannot is not documented. */
  readonly problems: readonly ConditionProblem[];
  /** True where a variable or a template that nobody resolved stands outside quotes: it may hold anything, operators too. */
  readonly opaque: boolean;
}

/** The value of a name, `""` where it has none, undefined where it is not known. */
export type Lookup = (symbol: ConditionSymbol) => string | number | undefined;

type Token =
  | (Span & { readonly kind: "operand"; readonly operand: ConditionOperand })
  | (Span & { readonly kind: "comparator"; readonly comparator: Comparator; readonly ignoreCase: boolean })
  | (Span & { readonly kind: "connective"; readonly connective: Connective })
  | (Span & { readonly kind: "not" | "open" | "close" | "opaque" });

const TOKEN =
  /([\s]+)|([$!]\((?:[^()]|\([^()]*\))*\)|\$\{[^{}]*\}|\{\{[^{}]*\}\}|@[\w.-]+@|<%[^%]*%>|#\{[^{}]*\}|%[\w.]+%)|("[^"]*"?)|(~?(?:><|<>|<=|>=|<<|>>|[=<>]))|(\()|(\))|(-?\d+(?![\w.]))|([%$?&!]?[A-Za-z_\u0080-\uffff][\w.\u0080-\uffff]*)|([\s\S])/gy;

/** What the groups of TOKEN hold, in their order; the last one, anything else, is not asked for. */
const GROUP = { blank: 1, opaque: 2, text: 3, comparator: 4, open: 5, close: 6, integer: 7, name: 8 } as const;

const VARIABLE = /[$!]\((?:[^()]|\([^()]*\))*\)|\$\{[^{}]*\}|\{\{[^{}]*\}\}|@[\w.-]+@|<%[^%]*%>|#\{[^{}]*\}/;

const MARKS: Readonly<Record<string, SymbolKind>> = {
  "%": "environment",
  $: "component-action",
  "?": "component-state",
  "&": "feature-action",
  "!": "feature-state",
};

/** Loosest first: each level's operands are the next level's expressions. */
const LEVELS: readonly Connective[] = ["IMP", "EQV", "XOR", "OR", "AND"];

/** Parentheses beyond this depth are a problem; nobody writes them, and the tree stays safe to walk. */
const DEEPEST = 100;

/** No condition is longer than this: the column holds 255 characters, and what exceeds that by far is made to use up memory. */
const LONGEST = 65_536;

/** Parses the text of a condition. Never throws: what cannot be read is in `problems`. */
export function parseCondition(text: string): Condition {
  if (text.length > LONGEST) {
    const problem = { start: LONGEST, end: text.length, message: "This condition is too long to be read" };
    return { text, root: undefined, problems: [problem], opaque: false };
  }
  const problems: ConditionProblem[] = [];
  const tokens = tokenize(text, problems);
  const opaque = tokens.some((token) => token.kind === "opaque");
  if (opaque) return { text, root: undefined, problems, opaque };
  return {
    text,
    root: tokens.length === 0 ? undefined : parseAll(tokens, text.length, problems),
    problems,
    opaque,
  };
}

/** What the condition comes to: undefined where that hangs on something unknown, or where the text is ill-formed. No condition at all is true. */
export function evaluate(condition: Condition, lookup: Lookup): boolean | undefined {
  if (condition.problems.length > 0 || condition.opaque) return undefined;
  return condition.root === undefined ? true : truth(condition.root, lookup);
}

/** Every name that the condition mentions, in order. */
export function symbolsOf(condition: Condition): readonly ConditionSymbol[] {
  const found: ConditionSymbol[] = [];
  const pending = condition.root === undefined ? [] : [condition.root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === "symbol") found.push(node);
    else if (node.kind === "not") pending.push(node.of);
    else if (node.kind === "comparison") pending.push(node.right, node.left);
    else if (node.kind === "connective")
      for (let index = node.operands.length - 1; index >= 0; index--)
        pending.push(node.operands[index] as ConditionNode);
  }
  return found;
}

function tokenize(text: string, problems: ConditionProblem[]): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [lexeme] = match;
    if (match[GROUP.blank] !== undefined) continue;
    const span = { start: match.index, end: match.index + lexeme.length };
    const token = tokenOf(match, lexeme, span);
    if (token === undefined) problems.push({ ...span, message: `\`${lexeme}\` has no meaning in a condition` });
    else tokens.push(token);
    if (match[GROUP.text] !== undefined && !/^"[^"]*"$/.test(lexeme))
      problems.push({ ...span, message: "The closing quotation mark is missing" });
  }
  return tokens;
}

function tokenOf(match: RegExpExecArray, lexeme: string, span: Span): Token | undefined {
  if (match[GROUP.name] !== undefined) return wordToken(lexeme, span);
  if (match[GROUP.opaque] !== undefined) return { ...span, kind: "opaque" };
  if (match[GROUP.open] !== undefined) return { ...span, kind: "open" };
  if (match[GROUP.close] !== undefined) return { ...span, kind: "close" };
  if (match[GROUP.text] !== undefined) {
    const value = lexeme.replaceAll('"', "");
    return {
      ...span,
      kind: "operand",
      operand: { ...span, kind: "literal", value, ...(VARIABLE.test(value) ? { opaque: true as const } : {}) },
    };
  }
  if (match[GROUP.integer] !== undefined)
    return { ...span, kind: "operand", operand: { ...span, kind: "literal", value: Number(lexeme) } };
  if (match[GROUP.comparator] === undefined) return undefined;
  const ignoreCase = lexeme.startsWith("~");
  return {
    ...span,
    kind: "comparator",
    comparator: (ignoreCase ? lexeme.slice(1) : lexeme) as Comparator,
    ignoreCase,
  };
}

function wordToken(lexeme: string, span: Span): Token {
  const upper = lexeme.toUpperCase();
  if (upper === "NOT") return { ...span, kind: "not" };
  const connective = LEVELS.find((level) => level === upper);
  if (connective !== undefined) return { ...span, kind: "connective", connective };
  const symbol = MARKS[lexeme.charAt(0)];
  return {
    ...span,
    kind: "operand",
    operand: {
      ...span,
      kind: "symbol",
      symbol: symbol ?? "property",
      name: symbol === undefined ? lexeme : lexeme.slice(1),
    },
  };
}

/** The place in the tokens that parsing has reached. */
interface Cursor {
  readonly tokens: readonly Token[];
  readonly length: number;
  readonly problems: ConditionProblem[];
  at: number;
  depth: number;
}

function parseAll(tokens: readonly Token[], length: number, problems: ConditionProblem[]): ConditionNode | undefined {
  const cursor: Cursor = { tokens, length, problems, at: 0, depth: 0 };
  const root = parseExpression(cursor, 0);
  const rest = tokens[cursor.at];
  if (rest !== undefined && problems.length === 0)
    report(cursor, rest.kind === "close" ? "This parenthesis is not opened" : "An operator is missing before this");
  return root;
}

function parseExpression(cursor: Cursor, level: number): ConditionNode | undefined {
  const connective = LEVELS[level];
  if (connective === undefined) return parseFactor(cursor);
  const first = parseExpression(cursor, level + 1);
  if (first === undefined) return undefined;
  const operands = [first];
  for (let token = cursor.tokens[cursor.at]; token?.kind === "connective" && token.connective === connective; ) {
    cursor.at++;
    const next = parseExpression(cursor, level + 1);
    if (next === undefined) return undefined;
    operands.push(next);
    token = cursor.tokens[cursor.at];
  }
  const last = operands[operands.length - 1] ?? first;
  return operands.length === 1
    ? first
    : { kind: "connective", connective, operands, start: first.start, end: last.end };
}

function parseFactor(cursor: Cursor): ConditionNode | undefined {
  const start = cursor.tokens[cursor.at]?.start ?? cursor.length;
  let negations = 0;
  for (; cursor.tokens[cursor.at]?.kind === "not"; cursor.at++) negations++;
  const of = parseTerm(cursor);
  if (of === undefined || negations === 0) return of;
  const negated: ConditionNode = { kind: "not", of, start, end: of.end };
  return negations % 2 === 1 ? negated : { kind: "not", of: negated, start, end: of.end };
}

function parseTerm(cursor: Cursor): ConditionNode | undefined {
  const token = cursor.tokens[cursor.at];
  if (token?.kind === "open") return parseParenthesized(cursor);
  if (token?.kind !== "operand") return report(cursor, "A value is missing here");
  cursor.at++;
  const operator = cursor.tokens[cursor.at];
  if (operator?.kind !== "comparator") return token.operand;
  cursor.at++;
  const right = cursor.tokens[cursor.at];
  if (right?.kind !== "operand") return report(cursor, "A value is missing after the comparison");
  cursor.at++;
  const { comparator, ignoreCase } = operator;
  const span = { start: token.start, end: right.end };
  return { kind: "comparison", left: token.operand, comparator, ignoreCase, right: right.operand, ...span };
}

function parseParenthesized(cursor: Cursor): ConditionNode | undefined {
  if (cursor.depth >= DEEPEST) return report(cursor, "Parentheses are nested too deeply");
  cursor.at++;
  cursor.depth++;
  const inner = parseExpression(cursor, 0);
  cursor.depth--;
  if (inner === undefined) return undefined;
  if (cursor.tokens[cursor.at]?.kind !== "close") return report(cursor, "The closing parenthesis is missing");
  cursor.at++;
  return inner;
}

function report(cursor: Cursor, message: string): undefined {
  const token = cursor.tokens[cursor.at];
  cursor.problems.push({ start: token?.start ?? cursor.length, end: token?.end ?? cursor.length, message });
}

function truth(node: ConditionNode, lookup: Lookup): boolean | undefined {
  if (node.kind === "not") {
    const of = truth(node.of, lookup);
    return of === undefined ? undefined : !of;
  }
  if (node.kind === "connective") return connect(node.connective, node.operands, lookup);
  if (node.kind === "comparison") {
    const left = operandValue(node.left, lookup);
    const right = operandValue(node.right, lookup);
    return left === undefined || right === undefined
      ? undefined
      : compare(left, right, node.comparator, node.ignoreCase);
  }
  const value = operandValue(node, lookup);
  return value === undefined ? undefined : typeof value === "number" ? value !== 0 : value !== "";
}

function connect(connective: Connective, operands: readonly ConditionNode[], lookup: Lookup): boolean | undefined {
  const values = operands.map((operand) => truth(operand, lookup));
  if (connective === "AND") return values.includes(false) ? false : values.includes(undefined) ? undefined : true;
  if (connective === "OR") return values.includes(true) ? true : values.includes(undefined) ? undefined : false;
  return values.reduce((left, right) =>
    connective === "IMP"
      ? implies(left, right)
      : left === undefined || right === undefined
        ? undefined
        : (left === right) === (connective === "EQV"),
  );
}

const implies = (left: boolean | undefined, right: boolean | undefined) =>
  left === false || right === true ? true : left === undefined || right === undefined ? undefined : false;

function operandValue(operand: ConditionOperand, lookup: Lookup): string | number | undefined {
  return operand.kind === "symbol" ? lookup(operand) : operand.opaque === true ? undefined : operand.value;
}

const asInteger = (value: string | number) =>
  typeof value === "number" ? value : /^\s*[-+]?\d+\s*$/.test(value) ? Number(value) : undefined;

/** An integer compared with a text that is no integer is false, except that `<>` is true (the page on the syntax says so). */
function compare(left: string | number, right: string | number, comparator: Comparator, ignoreCase: boolean): boolean {
  if (typeof left === "string" && typeof right === "string")
    return compareTexts(ignoreCase ? left.toLowerCase() : left, ignoreCase ? right.toLowerCase() : right, comparator);
  const [a, b] = [asInteger(left), asInteger(right)];
  if (a === undefined || b === undefined) return comparator === "<>";
  return compareIntegers(a, b, comparator);
}

function compareTexts(left: string, right: string, comparator: Comparator): boolean {
  if (comparator === "><") return left.includes(right);
  if (comparator === "<<") return left.startsWith(right);
  if (comparator === ">>") return left.endsWith(right);
  return ordered(left < right ? -1 : left > right ? 1 : 0, comparator);
}

function compareIntegers(left: number, right: number, comparator: Comparator): boolean {
  if (comparator === "><") return (left & right) !== 0;
  if (comparator === "<<") return left >>> 16 === right;
  if (comparator === ">>") return (left & 0xffff) === right;
  return ordered(left - right, comparator);
}

function ordered(difference: number, comparator: Comparator): boolean {
  if (comparator === "=") return difference === 0;
  if (comparator === "<>") return difference !== 0;
  if (comparator === "<") return difference < 0;
  if (comparator === ">") return difference > 0;
  return comparator === "<=" ? difference <= 0 : difference >= 0;
}
