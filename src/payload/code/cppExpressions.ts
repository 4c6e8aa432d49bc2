import { childOf, type SyntaxNode, textIn } from "../../model/syntax.ts";
import { numberOf, unescaped } from "./literals.ts";
import { type Expression, NOTHING, type Statement } from "./routine.ts";

/** Reads the parts of a C or C++ source: the text, and how the bodies of lambdas are read. */
export interface CppSource {
  readonly text: string;
  readonly statements: (node: SyntaxNode) => readonly Statement[];
}

/** An expression of C or C++. */
export function cppExpression(source: CppSource, node: SyntaxNode | undefined): Expression {
  if (node === undefined) return NOTHING;
  const read = readers[node.type];
  return read === undefined ? other(source, node) : read(source, node);
}

type Read = (source: CppSource, node: SyntaxNode) => Expression;

const named = (node: SyntaxNode) => node.children.filter((child) => child.named && child.type !== "comment");
const other: Read = (source, node) => ({
  kind: "other",
  parts: named(node).map((child) => cppExpression(source, child)),
});
const name: Read = ({ text }, node) => ({ kind: "name", path: textIn(text, node) });
const value =
  (field: string): Read =>
  (source, node) =>
    cppExpression(source, childOf(node, field) ?? named(node).at(-1));
const inner: Read = (source, node) => cppExpression(source, named(node).at(-1));

const readers: Readonly<Record<string, Read>> = {
  identifier: name,
  field_identifier: name,
  this: () => ({ kind: "name", path: "this" }),
  qualified_identifier: ({ text }, node) => ({ kind: "name", path: lastName(textIn(text, node)) }),
  string_literal: literal,
  raw_string_literal: ({ text }, node) => ({
    kind: "text",
    value: textIn(text, node)
      .replace(/^[LuU8]*R"[^(]*\(/, "")
      .replace(/\)[^)"]*"$/, ""),
  }),
  concatenated_string: (source, node) => ({
    kind: "join",
    parts: named(node).map((child) => cppExpression(source, child)),
  }),
  char_literal: ({ text }, node) => ({ kind: "text", value: textIn(text, node).replace(/^[LuU8]*'(.*)'$/s, "$1") }),
  number_literal: ({ text }, node) => {
    const number = numberOf(textIn(text, node));
    return number === undefined ? NOTHING : { kind: "number", value: number };
  },
  null: () => ({ kind: "text", value: "" }),
  binary_expression: binary,
  assignment_expression: assignment,
  conditional_expression: (source, node) => ({
    kind: "either",
    condition: cppExpression(source, childOf(node, "condition")),
    options: [cppExpression(source, childOf(node, "consequence")), cppExpression(source, childOf(node, "alternative"))],
  }),
  pointer_expression: (source, node) => {
    const of = cppExpression(source, childOf(node, "argument"));
    return node.children[0]?.type === "&" ? { kind: "address", of } : of;
  },
  unary_expression: value("argument"),
  update_expression: value("argument"),
  cast_expression: value("value"),
  parenthesized_expression: inner,
  condition_clause: value("value"),
  subscript_expression: (source, node) => cppExpression(source, childOf(node, "argument")),
  initializer_list: other,
  field_expression: field,
  call_expression: call,
  new_expression: (source, node) => {
    const list = childOf(node, "arguments");
    const type = childOf(node, "type");
    return {
      kind: "new",
      type: type === undefined ? "" : lastName(textIn(source.text, type)),
      arguments: list === undefined ? [] : named(list).map((child) => cppExpression(source, child)),
      members: [],
      span: { start: node.start, end: node.end },
    };
  },
  lambda_expression: (source, node) => {
    const body = childOf(node, "body");
    return body === undefined ? NOTHING : { kind: "closure", body: source.statements(body) };
  },
  sizeof_expression: () => NOTHING,
};

/** `Run` of `util::Runner::Run`, `wstring` of `std::wstring`. */
export function lastName(text: string): string {
  const plain = text.replace(/<.*$/s, "").replaceAll(/[*&]/g, "").trim();
  return /[\w~]+$/.exec(plain)?.[0] ?? plain;
}

function literal({ text }: CppSource, node: SyntaxNode): Expression {
  const parts = node.children.map((child) => {
    if (child.type === "escape_sequence") return unescaped(textIn(text, child));
    return child.type === "string_content" ? textIn(text, child) : "";
  });
  return { kind: "text", value: parts.join("") };
}

function binary(source: CppSource, node: SyntaxNode): Expression {
  const operator = childOf(node, "operator")?.type;
  const left = cppExpression(source, childOf(node, "left"));
  const right = cppExpression(source, childOf(node, "right"));
  if (operator === "+") return { kind: "join", parts: [left, right] };
  // `60 * 1000`: how long is waited.
  if (operator === "*" && left.kind === "number" && right.kind === "number")
    return { kind: "number", value: left.value * right.value };
  if (operator === "&&" || operator === "||") return { kind: "perhaps", first: left, second: right };
  // A stream that text is written to: what it comes to is what was written.
  if (operator === "<<") {
    const target =
      left.kind === "name" ? left : left.kind === "assign" && left.adds ? { path: left.target } : undefined;
    const before = left.kind === "assign" && left.adds ? [left.value] : [];
    if (target !== undefined)
      return { kind: "assign", target: target.path, value: { kind: "join", parts: [...before, right] }, adds: true };
  }
  return { kind: "other", parts: [left, right] };
}

function assignment(source: CppSource, node: SyntaxNode): Expression {
  const target = cppExpression(source, childOf(node, "left"));
  const right = cppExpression(source, childOf(node, "right"));
  if (target.kind !== "name") return { kind: "other", parts: [target, right] };
  return { kind: "assign", target: target.path, value: right, adds: childOf(node, "operator")?.type === "+=" };
}

function field(source: CppSource, node: SyntaxNode): Expression {
  const of = cppExpression(source, childOf(node, "argument"));
  const last = childOf(node, "field");
  const spelled = last === undefined ? "" : lastName(textIn(source.text, last));
  if (of.kind !== "name") return { kind: "member", of, name: spelled };
  return { kind: "name", path: of.path === "this" ? spelled : `${of.path}.${spelled}` };
}

/** Macros and casts that are what they are given: `_T("x")`, `static_cast<T>(x)`. */
const PLAIN =
  /^(?:_T|TEXT|_TEXT|L|static_cast|reinterpret_cast|const_cast|dynamic_cast|w?string|CString[AW]?|_?bstr_t|CComBSTR|CA2W|CW2A|CT2W|CW2T|CA2T|CT2A|LPC?T?STR|LPC?WSTR|move)$/;

function call(source: CppSource, node: SyntaxNode): Expression {
  const called = childOf(node, "function");
  const list = childOf(node, "arguments");
  const args = (list === undefined ? [] : named(list)).map((child) => cppExpression(source, child));
  const { start, end } = node;
  const make = (last: string, receiver: Expression | undefined): Expression => {
    const [first] = args;
    if (receiver === undefined && args.length === 1 && first !== undefined && PLAIN.test(last)) return first;
    return { kind: "call", name: last, receiver, arguments: args, span: { start, end } };
  };
  if (called === undefined) return { kind: "other", parts: args };
  if (called.type === "field_expression") {
    const last = childOf(called, "field");
    return make(
      last === undefined ? "" : lastName(textIn(source.text, last)),
      cppExpression(source, childOf(called, "argument")),
    );
  }
  const spelled = textIn(source.text, called);
  if (/^(?:identifier|template_function)$/.test(called.type)) return make(lastName(spelled), undefined);
  if (called.type === "qualified_identifier") return make(lastName(spelled), scopeOf(spelled));
  return { kind: "other", parts: [cppExpression(source, called), ...args] };
}

/** `Runner` of `util::Runner::Run`; undefined for `::CreateProcess` and `std::move`. */
function scopeOf(spelled: string): Expression | undefined {
  const scope = spelled.split("::").at(-2)?.trim() ?? "";
  return scope === "" || scope === "std" || scope === "ATL" ? undefined : { kind: "name", path: scope };
}
