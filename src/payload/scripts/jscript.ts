import { childOf, type SyntaxNode, type SyntaxTree } from "../../model/syntax.ts";
import { concat, inserted, part, type Text } from "../text.ts";
import type { Expression, Procedure, Program, Statement } from "./program.ts";

/** The tree of a script and its text, with the procedures that were met. */
interface Reading {
  readonly script: Text;
  readonly procedures: Map<string, Procedure>;
}

/** Reads the syntax tree of a JScript into what it calls and puts together. What does not fit the grammar is read around. */
export function readJScript(script: Text, tree: SyntaxTree): Program {
  const reading: Reading = { script, procedures: new Map() };
  const body = statementsIn(tree.root, reading);
  const { procedures } = reading;
  return tree.broken
    ? { body, procedures, reason: `it is no JScript near ${placeOfFault(script, tree.root)}` }
    : { body, procedures };
}

function placeOfFault(script: Text, root: SyntaxNode): string {
  let node: SyntaxNode | undefined = root;
  let start = root.start;
  while (node !== undefined) {
    start = node.start;
    if (node.broken) break;
    node = node.children.find(isFaulty);
  }
  return `line ${script.value.slice(0, start).split("\n").length}`;
}

const isFaulty = (node: SyntaxNode): boolean => node.broken || node.children.some(isFaulty);

const spelled = (node: SyntaxNode, { script }: Reading): Text => part(script, node.start, node.end);

const named = (node: SyntaxNode) => node.children.filter((child) => child.named && child.type !== "comment");

function statementsIn(node: SyntaxNode, reading: Reading): readonly Statement[] {
  return named(node).flatMap((child) => statementOf(child, reading));
}

function expressionIn(node: SyntaxNode | undefined, reading: Reading): Expression[] {
  return node === undefined ? [] : [expressionOf(node, reading)];
}

function statementOf(node: SyntaxNode, reading: Reading): readonly Statement[] {
  switch (node.type) {
    case "expression_statement":
      return named(node).flatMap((child) => expressionStatement(child, reading));
    case "variable_declaration":
    case "lexical_declaration":
      return named(node).flatMap((child) => declaration(child, reading));
    case "function_declaration":
      define(node, reading);
      return [];
    case "if_statement":
      return ifStatement(node, reading);
    case "switch_statement":
      return switchStatement(node, reading);
    case "try_statement":
      return tryStatement(node, reading);
    case "for_statement":
    case "for_in_statement":
    case "while_statement":
    case "do_statement":
      return loop(node, reading);
    case "return_statement":
    case "throw_statement": {
      const [value] = named(node).map((child) => expressionOf(child, reading));
      return [{ kind: "leave", what: "procedure", ...(value === undefined ? {} : { value }) }];
    }
    case "break_statement":
    case "continue_statement":
      return [{ kind: "leave", what: "loop" }];
    default:
      return statementsIn(node, reading);
  }
}

function expressionStatement(node: SyntaxNode, reading: Reading): readonly Statement[] {
  if (node.type === "sequence_expression") return named(node).flatMap((child) => expressionStatement(child, reading));
  const left = childOf(node, "left");
  const right = childOf(node, "right");
  if (!/assignment_expression$/.test(node.type) || left === undefined || right === undefined)
    return [{ kind: "expression", value: expressionOf(node, reading) }];
  const appends = node.type === "augmented_assignment_expression";
  return [{ kind: "assign", target: expressionOf(left, reading), value: expressionOf(right, reading), appends }];
}

function declaration(node: SyntaxNode, reading: Reading): readonly Statement[] {
  const name = childOf(node, "name");
  const value = childOf(node, "value");
  if (name === undefined || value === undefined) return [];
  return [{ kind: "assign", target: expressionOf(name, reading), value: expressionOf(value, reading), appends: false }];
}

function define(node: SyntaxNode, reading: Reading): Procedure {
  const name = childOf(node, "name");
  const parameters = named(childOf(node, "parameters") ?? { ...node, children: [] }).map(
    (one) => spelled(one, reading).value,
  );
  const body = childOf(node, "body");
  const procedure: Procedure = {
    name: name === undefined ? "" : spelled(name, reading).value,
    parameters,
    body: body === undefined ? [] : statementsIn(body, reading),
    at: spelled(name ?? node, reading),
  };
  if (name !== undefined) reading.procedures.set(procedure.name, procedure);
  return procedure;
}

function ifStatement(node: SyntaxNode, reading: Reading): readonly Statement[] {
  const consequence = childOf(node, "consequence");
  const alternative = childOf(node, "alternative");
  const blocks = [consequence, alternative].flatMap((one) => (one === undefined ? [] : [statementOf(one, reading)]));
  return [{ kind: "branch", tests: expressionIn(childOf(node, "condition"), reading), blocks }];
}

function switchStatement(node: SyntaxNode, reading: Reading): readonly Statement[] {
  const cases = named(childOf(node, "body") ?? node).map((one) =>
    named(one)
      .filter((child) => child.field !== "value")
      .flatMap((child) => statementOf(child, reading)),
  );
  return [{ kind: "branch", tests: expressionIn(childOf(node, "value"), reading), blocks: cases }];
}

/** What is tried is carried out; what is caught may be. */
function tryStatement(node: SyntaxNode, reading: Reading): readonly Statement[] {
  const of = (field: string) => {
    const child = childOf(node, field);
    return child === undefined ? [] : statementsIn(child, reading);
  };
  return [
    { kind: "block", body: of("body") },
    { kind: "branch", tests: [], blocks: [of("handler")] },
    { kind: "block", body: of("finalizer") },
  ];
}

function loop(node: SyntaxNode, reading: Reading): readonly Statement[] {
  const first = childOf(node, "initializer");
  const tests = ["condition", "increment"].flatMap((field) => expressionIn(childOf(node, field), reading));
  const block = childOf(node, "body");
  const over = node.type === "for_in_statement" ? expressionIn(childOf(node, "right"), reading)[0] : undefined;
  const left = node.type === "for_in_statement" ? childOf(node, "left") : undefined;
  return [
    ...(first === undefined ? [] : statementOf(first, reading)),
    {
      kind: "loop",
      tests,
      body: block === undefined ? [] : statementOf(block, reading),
      once: node.type === "do_statement",
      ...(left === undefined ? {} : { variable: spelled(left, reading).value }),
      ...(over === undefined ? {} : { over }),
    },
  ];
}

function expressionOf(node: SyntaxNode, reading: Reading): Expression {
  const at = spelled(node, reading);
  switch (node.type) {
    case "string":
      return { kind: "text", text: stringText(node, reading), at };
    case "number":
    case "true":
    case "false":
      return { kind: "text", text: at, at };
    case "identifier":
      return { kind: "name", name: at.value, at };
    case "parenthesized_expression":
      return named(node).length === 1 ? expressionOf(named(node)[0] as SyntaxNode, reading) : other(node, reading);
    case "member_expression":
    case "subscript_expression":
      return memberOf(node, reading);
    case "call_expression":
    case "new_expression":
      return callOf(node, reading);
    case "binary_expression":
      return binaryOf(node, reading);
    case "unary_expression":
      return /^-\d+$/.test(at.value) ? { kind: "text", text: at, at } : other(node, reading);
    case "function_expression":
    case "arrow_function":
      return { kind: "function", procedure: define(node, reading), at };
    default:
      return other(node, reading);
  }
}

const other = (node: SyntaxNode, reading: Reading): Expression => ({
  kind: "other",
  parts: named(node).map((child) => expressionOf(child, reading)),
  at: spelled(node, reading),
});

function memberOf(node: SyntaxNode, reading: Reading): Expression {
  const object = childOf(node, "object");
  const property = childOf(node, "property") ?? childOf(node, "index");
  if (object === undefined || property === undefined) return other(node, reading);
  const name = property.type === "string" ? stringText(property, reading).value : spelled(property, reading).value;
  return { kind: "member", object: expressionOf(object, reading), name, at: spelled(node, reading) };
}

/** `new ActiveXObject("X")` is a call as well. */
function callOf(node: SyntaxNode, reading: Reading): Expression {
  const callee = childOf(node, "function") ?? childOf(node, "constructor");
  if (callee === undefined) return other(node, reading);
  const given = childOf(node, "arguments");
  const args = given === undefined ? [] : named(given).map((child) => expressionOf(child, reading));
  return { kind: "call", callee: expressionOf(callee, reading), args, at: spelled(node, reading) };
}

function binaryOf(node: SyntaxNode, reading: Reading): Expression {
  const operator = childOf(node, "operator");
  const left = childOf(node, "left");
  const right = childOf(node, "right");
  const joins = operator?.type === "+" && left !== undefined && right !== undefined;
  if (!joins) return other(node, reading);
  return {
    kind: "joined",
    parts: [expressionOf(left, reading), expressionOf(right, reading)],
    at: spelled(node, reading),
  };
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", "0": "\0" };

/** What a string stands for: each escape leads to where it is spelled. */
function stringText(node: SyntaxNode, reading: Reading): Text {
  return concat(
    node.children.flatMap((child) => {
      const at = spelled(child, reading);
      if (child.type === "string_fragment") return [at];
      return child.type === "escape_sequence" ? [unescaped(at)] : [];
    }),
  );
}

function unescaped(at: Text): Text {
  const letter = at.value[1] ?? "";
  const code = /^\\(?:x([\da-f]{2})|u([\da-f]{4}))$/i.exec(at.value);
  const value =
    code === null ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(code[1] ?? code[2] ?? "0", 16));
  // A letter that stands for itself keeps its place; any other stands where its escape begins.
  return value === letter
    ? part(at, 1)
    : {
        ...inserted(value, at),
        starts: at.starts.slice(0, value.length),
        ends: new Uint32Array(value.length).fill(at.ends[at.ends.length - 1] ?? 0),
      };
}
