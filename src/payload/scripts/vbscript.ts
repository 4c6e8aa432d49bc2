import type { Text } from "../text.ts";
import type { Expression, Procedure, Program, Statement } from "./program.ts";
import { isMark, isWord, peek, readExpression, readList, type VbsCursor } from "./vbsExpressions.ts";
import { spanning, type VbsToken, vbsTokens } from "./vbsTokens.ts";

/** Blocks nested deeper than this are not looked into. */
const DEEPEST = 200;

interface Reading extends VbsCursor {
  readonly procedures: Map<string, Procedure>;
  reason: string | undefined;
  nesting: number;
}

/**
 * Reads VBScript into what it calls and puts together. Never fails: where it is no VBScript, the reason says so.
 *
 * @see https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/scripting-articles/t0aew7h6(v=vs.84)
 */
export function readVbScript(script: Text): Program {
  const tokens = vbsTokens(script);
  const reading: Reading = {
    script,
    tokens,
    at: 0,
    end: tokens.length,
    withs: [],
    depth: 0,
    links: 0,
    procedures: new Map(),
    reason: undefined,
    nesting: 0,
  };
  const open = tokens.find(({ kind, at }) => kind === "text" && (at.value.length < 2 || !at.value.endsWith('"')));
  const body: Statement[] = [];
  while (reading.at < tokens.length) {
    for (const statement of readBlock(reading, [])) body.push(statement);
    // An end that ends nothing.
    if (reading.at < tokens.length) {
      broken(reading, peek(reading));
      skipStatement(reading);
    }
  }
  if (open !== undefined) reading.reason = `a string in ${lineOf(script, open.at)} does not end`;
  const { procedures, reason } = reading;
  return { body, procedures, ...(reason === undefined ? {} : { reason }) };
}

function broken(reading: Reading, token: VbsToken | undefined): void {
  reading.reason ??= `it is no VBScript near ${token === undefined ? "its end" : lineOf(reading.script, token.at)}`;
}

function lineOf(script: Text, at: Text): string {
  const offset = (at.starts[0] ?? 0) - (script.starts[0] ?? 0);
  return `line ${script.value.slice(0, offset).split("\n").length}`;
}

type Ending = (reading: Reading) => boolean;

const endOf =
  (...words: readonly string[]): Ending =>
  (reading) =>
    isWord(peek(reading), "end") && isWord(peek(reading, 1), ...words);

const wordEnd =
  (...words: readonly string[]): Ending =>
  (reading) =>
    isWord(peek(reading), ...words);

const ENDINGS: readonly Ending[] = [
  endOf("if", "sub", "function", "property", "class", "select", "with"),
  wordEnd("else", "elseif", "case", "next", "loop", "wend"),
];

/** Statements up to an end, which is left to who asked; any end stops it, so that one that is missing does not swallow the rest. */
function readBlock(reading: Reading, ends: readonly Ending[]): readonly Statement[] {
  const body: Statement[] = [];
  if (++reading.nesting > DEEPEST) {
    reading.reason ??= "it is nested deeper than is followed";
    reading.at = reading.tokens.length;
  }
  while (reading.at < reading.tokens.length) {
    if (peek(reading)?.kind === "end") reading.at++;
    else if ([...ends, ...ENDINGS].some((end) => end(reading))) break;
    else body.push(...readStatement(reading));
  }
  reading.nesting--;
  return body;
}

function readStatement(reading: Reading): readonly Statement[] {
  const before = reading.at;
  reading.links = 0;
  const token = peek(reading);
  const read = token?.kind === "name" && Object.hasOwn(STATEMENTS, token.word) ? STATEMENTS[token.word] : undefined;
  const statements = (read === undefined ? undefined : read(reading)) ?? readSimple(reading);
  if (reading.at === before) {
    broken(reading, token);
    reading.at++;
  }
  return statements;
}

/** `x = …`, `Set x = …`, `object.Method a, b`, `Call f(a)`. */
function readSimple(reading: Reading): readonly Statement[] {
  if (isWord(peek(reading), "set", "let", "call", "const")) reading.at++;
  const expression = readTarget(reading);
  if (expression === undefined) return skipStatement(reading);
  if (isMark(peek(reading), "=")) {
    reading.at++;
    const value = readExpression(reading);
    skipRest(reading);
    return value === undefined ? [] : [{ kind: "assign", target: expression, value, appends: false }];
  }
  const value = withBareArguments(reading, expression);
  skipRest(reading);
  return [{ kind: "expression", value }];
}

/** A name with its members and arguments, without the operators that may follow. */
function readTarget(reading: Reading): Expression | undefined {
  const { end } = reading;
  reading.end = targetEnd(reading);
  const expression = readExpression(reading);
  reading.end = end;
  return expression;
}

/** The first `=` outside of parentheses, or the end of the statement. */
function targetEnd({ tokens, at }: Reading): number {
  let depth = 0;
  for (let index = at; index < tokens.length; index++) {
    const token = tokens[index];
    if (token?.kind === "end") return index;
    if (isMark(token, "(")) depth++;
    else if (isMark(token, ")")) depth--;
    else if (depth === 0 && isMark(token, "=")) return index;
    else if (
      depth === 0 &&
      index > at &&
      token?.spaced === true &&
      !isMark(token, "(") &&
      !isMark(token, ".") &&
      !isMark(token, "&")
    )
      return index;
  }
  return tokens.length;
}

/** `shell.Run "a", 0, True` hands over what follows without parentheses; `shell.Run ("a"), 0` what begins in them too. */
function withBareArguments(reading: Reading, callee: Expression): Expression {
  const next = peek(reading);
  if (next === undefined || next.kind === "end") return callee;
  const goesOn = isMark(next, ",") && callee.kind === "call";
  if (goesOn) reading.at++;
  const args = readList(reading);
  if (args.length === 0) return callee;
  const at = spanning(reading.script, callee.at, args.at(-1)?.at ?? callee.at);
  return goesOn && callee.kind === "call"
    ? { ...callee, args: [...callee.args, ...args], at }
    : { kind: "call", callee, args, at };
}

function skipStatement(reading: Reading): readonly Statement[] {
  while (reading.at < reading.tokens.length && peek(reading)?.kind !== "end") reading.at++;
  return [];
}

/** What is left of a statement that was read does nothing; in the branch of an If on one line, Else ends it. */
function skipRest(reading: Reading): void {
  while (
    reading.at < reading.tokens.length &&
    peek(reading)?.kind !== "end" &&
    !isWord(peek(reading), "else", "elseif")
  ) {
    if (isWord(peek(reading), "end") && isWord(peek(reading, 1), "if")) return;
    reading.at++;
  }
}

type Read = (reading: Reading) => readonly Statement[] | undefined;

function expectEnd(reading: Reading, end: Ending, length: number): void {
  if (end(reading)) reading.at += length;
  else broken(reading, peek(reading));
}

const readIf: Read = (reading) => {
  reading.at++;
  const tests: Expression[] = [];
  const blocks: (readonly Statement[])[] = [];
  const test = readExpression(reading);
  if (test !== undefined) tests.push(test);
  if (isWord(peek(reading), "then")) reading.at++;
  const next = peek(reading);
  if (next !== undefined && (next.kind !== "end" || next.at.value === ":")) return readIfLine(reading, tests);
  blocks.push(readBlock(reading, []));
  while (isWord(peek(reading), "else", "elseif")) {
    const other = isWord(peek(reading), "elseif");
    reading.at++;
    const another = other ? readExpression(reading) : undefined;
    if (another !== undefined) tests.push(another);
    if (isWord(peek(reading), "then")) reading.at++;
    blocks.push(readBlock(reading, []));
  }
  expectEnd(reading, endOf("if"), 2);
  return [{ kind: "branch", tests, blocks }];
};

/** `If a Then b : c Else d`, all in one line. */
function readIfLine(reading: Reading, tests: readonly Expression[]): readonly Statement[] {
  const blocks: Statement[][] = [[]];
  const isLineEnd = () => {
    const token = peek(reading);
    return token === undefined || (token.kind === "end" && token.at.value !== ":");
  };
  while (!isLineEnd()) {
    if (peek(reading)?.kind === "end") reading.at++;
    else if (isWord(peek(reading), "else")) {
      blocks.push([]);
      reading.at++;
    } else if (endOf("if")(reading)) {
      reading.at += 2;
      break;
    } else blocks.at(-1)?.push(...readStatement(reading));
  }
  return [{ kind: "branch", tests, blocks }];
}

const readSelect: Read = (reading) => {
  if (!isWord(peek(reading, 1), "case")) return undefined;
  reading.at += 2;
  const test = readExpression(reading);
  const tests = test === undefined ? [] : [test];
  const blocks: (readonly Statement[])[] = [];
  skipStatement(reading);
  readBlock(reading, []);
  while (isWord(peek(reading), "case")) {
    skipStatement(reading);
    blocks.push(readBlock(reading, []));
  }
  expectEnd(reading, endOf("select"), 2);
  return [{ kind: "branch", tests, blocks }];
};

const readFor: Read = (reading) => {
  reading.at++;
  const each = isWord(peek(reading), "each");
  if (each) reading.at++;
  const variable = peek(reading)?.word ?? "";
  reading.at++;
  if (each && isWord(peek(reading), "in")) reading.at++;
  const over = each ? readExpression(reading) : undefined;
  skipStatement(reading);
  const body = readBlock(reading, []);
  expectEnd(reading, wordEnd("next"), 1);
  skipRest(reading);
  return [{ kind: "loop", tests: [], body, once: false, variable, ...(over === undefined ? {} : { over }) }];
};

const readDo: Read = (reading) => {
  reading.at++;
  const before = readLoopTest(reading);
  const body = readBlock(reading, []);
  expectEnd(reading, wordEnd("loop"), 1);
  const after = readLoopTest(reading);
  return [{ kind: "loop", tests: [...before, ...after], body, once: before.length === 0 }];
};

function readLoopTest(reading: Reading): readonly Expression[] {
  if (!isWord(peek(reading), "while", "until")) return [];
  reading.at++;
  return [readExpression(reading)].filter((test) => test !== undefined);
}

const readWhile: Read = (reading) => {
  reading.at++;
  const test = readExpression(reading);
  const body = readBlock(reading, []);
  expectEnd(reading, wordEnd("wend"), 1);
  return [{ kind: "loop", tests: test === undefined ? [] : [test], body, once: false }];
};

const readWith: Read = (reading) => {
  reading.at++;
  const object = readExpression(reading);
  if (object !== undefined) reading.withs.push(object);
  const body = readBlock(reading, []);
  if (object !== undefined) reading.withs.pop();
  expectEnd(reading, endOf("with"), 2);
  return [{ kind: "block", body }];
};

const readProcedure: Read = (reading) => {
  const first = peek(reading);
  reading.at++;
  const kind = first?.word === "property" ? (peek(reading)?.word ?? "") : "";
  if (kind !== "") reading.at++;
  const name = peek(reading);
  reading.at++;
  const parameters = isMark(peek(reading), "(") ? readParameters(reading) : [];
  const body = readBlock(reading, []);
  expectEnd(reading, endOf("sub", "function", "property"), 2);
  if (name?.kind === "name") reading.procedures.set(name.word, { name: name.word, parameters, body, at: name.at });
  return [];
};

function readParameters(reading: Reading): readonly string[] {
  const names: string[] = [];
  for (reading.at++; reading.at < reading.tokens.length && !isMark(peek(reading), ")"); reading.at++) {
    const token = peek(reading);
    if (token?.kind === "end") return names;
    if (token?.kind === "name" && !isWord(token, "byval", "byref", "optional")) names.push(token.word);
  }
  reading.at++;
  return names;
}

/** What a class does counts where its methods are called: they are kept as procedures, called by their names. */
const readClass: Read = (reading) => {
  reading.at += 2;
  readBlock(reading, []);
  expectEnd(reading, endOf("class"), 2);
  return [];
};

const readModifier: Read = (reading) => {
  const offset = isWord(peek(reading, 1), "default") ? 2 : 1;
  if (!isWord(peek(reading, offset), "sub", "function", "property", "const")) return skipStatement(reading);
  reading.at += offset;
  return readStatement(reading);
};

const readExit: Read = (reading) => {
  const what = isWord(peek(reading, 1), "sub", "function", "property") ? "procedure" : "loop";
  reading.at += 2;
  return [{ kind: "leave", what }];
};

/** `Const A = 1, B = "x"`. */
const readConst: Read = (reading) => {
  const statements: Statement[] = [];
  do {
    reading.at++;
    const target = peek(reading);
    if (target?.kind !== "name" || !isMark(peek(reading, 1), "=")) break;
    reading.at += 2;
    const value = readExpression(reading);
    const name: Expression = { kind: "name", name: target.word, at: target.at };
    if (value !== undefined) statements.push({ kind: "assign", target: name, value, appends: false });
  } while (isMark(peek(reading), ","));
  skipRest(reading);
  return statements;
};

/** `On Error Resume Next` and declarations do nothing; `Option Explicit` neither. */
const nothing: Read = (reading) => {
  skipRest(reading);
  return [];
};

const STATEMENTS: Readonly<Record<string, Read>> = {
  if: readIf,
  select: readSelect,
  for: readFor,
  do: readDo,
  while: readWhile,
  with: readWith,
  sub: readProcedure,
  function: readProcedure,
  property: readProcedure,
  class: readClass,
  public: readModifier,
  private: readModifier,
  exit: readExit,
  const: readConst,
  dim: nothing,
  redim: nothing,
  option: nothing,
  on: nothing,
  randomize: nothing,
  erase: nothing,
};
