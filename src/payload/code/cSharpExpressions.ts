import { childOf, type SyntaxNode, textIn } from "../../model/syntax.ts";
import { numberOf, unescaped } from "./literals.ts";
import { type Creation, type Expression, NOTHING, type Statement } from "./routine.ts";

/** Reads the parts of a C# source: the text, and how the bodies of lambdas are read. */
export interface CSharpSource {
  readonly text: string;
  readonly statements: (node: SyntaxNode) => readonly Statement[];
}

/** An expression of C#. */
export function expressionOf(source: CSharpSource, node: SyntaxNode | undefined): Expression {
  if (node === undefined) return NOTHING;
  const read = readers[node.type];
  return read === undefined ? other(source, node) : read(source, node);
}

type Read = (source: CSharpSource, node: SyntaxNode) => Expression;

const named = (node: SyntaxNode) => node.children.filter((child) => child.named && child.type !== "comment");
const other: Read = (source, node) => ({
  kind: "other",
  parts: named(node).map((child) => expressionOf(source, child)),
});
const inner: Read = (source, node) => expressionOf(source, named(node).at(-1));
const name: Read = ({ text }, node) => ({ kind: "name", path: textIn(text, node) });

const readers: Readonly<Record<string, Read>> = {
  identifier: name,
  qualified_name: (source, node) => ({ kind: "name", path: textIn(source.text, node).replaceAll(/\s/g, "") }),
  predefined_type: name,
  this_expression: () => ({ kind: "name", path: "this" }),
  this: () => ({ kind: "name", path: "this" }),
  base_expression: () => ({ kind: "name", path: "base" }),
  generic_name: (source, node) => expressionOf(source, named(node)[0]),
  string_literal: (source, node) => ({ kind: "text", value: contentOf(source, node) }),
  verbatim_string_literal: ({ text }, node) => ({
    kind: "text",
    value: textIn(text, node).slice(2, -1).replaceAll('""', '"'),
  }),
  raw_string_literal: ({ text }, node) => ({
    kind: "text",
    value: textIn(text, node)
      .replace(/^"{3,}/, "")
      .replace(/"{3,}(?:u8)?$/i, "")
      .trim(),
  }),
  character_literal: ({ text }, node) => ({
    kind: "text",
    value: textIn(text, node)
      .slice(1, -1)
      .replace(/^\\(?=.)/, ""),
  }),
  null_literal: () => ({ kind: "text", value: "" }),
  boolean_literal: name,
  prefix_unary_expression: (source, node) => {
    const of = expressionOf(source, named(node).at(-1));
    return of.kind === "number" && node.children[0]?.type === "-" ? { kind: "number", value: -of.value } : of;
  },
  integer_literal: ({ text }, node) => {
    const value = numberOf(textIn(text, node));
    return value === undefined ? NOTHING : { kind: "number", value };
  },
  interpolated_string_expression: interpolated,
  binary_expression: binary,
  conditional_expression: (source, node) => ({
    kind: "either",
    condition: expressionOf(source, childOf(node, "condition")),
    options: [expressionOf(source, childOf(node, "consequence")), expressionOf(source, childOf(node, "alternative"))],
  }),
  parenthesized_expression: inner,
  await_expression: inner,
  cast_expression: (source, node) => expressionOf(source, childOf(node, "value") ?? named(node).at(-1)),
  as_expression: (source, node) => expressionOf(source, childOf(node, "left") ?? named(node)[0]),
  postfix_unary_expression: (source, node) => expressionOf(source, named(node)[0]),
  argument: (source, node) => expressionOf(source, argumentValue(node)),
  arrow_expression_clause: inner,
  member_access_expression: member,
  conditional_access_expression: member,
  element_access_expression: element,
  invocation_expression: invocation,
  object_creation_expression: creation,
  implicit_object_creation_expression: creation,
  assignment_expression: assignment,
  lambda_expression: closure,
  anonymous_method_expression: closure,
};

/** `name: value` has the value last. */
const argumentValue = (node: SyntaxNode) => named(node).at(-1);

function contentOf({ text }: CSharpSource, node: SyntaxNode): string {
  return node.children
    .map((child) => {
      if (child.type === "escape_sequence") return unescaped(textIn(text, child));
      return child.type === "string_literal_content" ? textIn(text, child) : "";
    })
    .join("");
}

function interpolated(source: CSharpSource, node: SyntaxNode): Expression {
  const verbatim = /^(?:\$@|@\$)/.test(textIn(source.text, node));
  const parts = node.children.flatMap((child): Expression[] => {
    if (child.type === "interpolation")
      return [
        expressionOf(
          source,
          named(child).find((one) => !/brace$|format|alignment/.test(one.type)),
        ),
      ];
    const text = textIn(source.text, child);
    if (child.type === "escape_sequence") return [{ kind: "text", value: text === '""' ? '"' : unescaped(text) }];
    if (child.type !== "string_content") return [];
    const plain = verbatim ? text.replaceAll('""', '"') : text;
    return [{ kind: "text", value: plain.replaceAll("{{", "{").replaceAll("}}", "}") }];
  });
  return { kind: "join", parts };
}

function binary(source: CSharpSource, node: SyntaxNode): Expression {
  const operator = childOf(node, "operator")?.type;
  const left = expressionOf(source, childOf(node, "left"));
  const right = expressionOf(source, childOf(node, "right"));
  if (operator === "+") return { kind: "join", parts: [left, right] };
  // `60 * 1000`: how long is waited.
  if (operator === "*" && left.kind === "number" && right.kind === "number")
    return { kind: "number", value: left.value * right.value };
  if (operator === "??") return { kind: "either", condition: NOTHING, options: [left, right] };
  if (operator === "&&" || operator === "||") return { kind: "perhaps", first: left, second: right };
  return { kind: "other", parts: [left, right] };
}

function member(source: CSharpSource, node: SyntaxNode): Expression {
  const of = expressionOf(source, childOf(node, "expression") ?? childOf(node, "condition") ?? named(node)[0]);
  const last = childOf(node, "name") ?? named(node).at(-1);
  return memberOf(of, nameIn(source, last));
}

/** `WaitForExit` of `WaitForExit`, `.WaitForExit`, `WaitForExit<T>`. */
function nameIn({ text }: CSharpSource, node: SyntaxNode | undefined): string {
  return node === undefined ? "" : (/[\p{L}_]\w*/u.exec(textIn(text, node))?.[0] ?? "");
}

function memberOf(of: Expression, last: string): Expression {
  if (of.kind !== "name") return { kind: "member", of, name: last };
  return { kind: "name", path: of.path === "this" ? last : `${of.path}.${last}` };
}

function element(source: CSharpSource, node: SyntaxNode): Expression {
  const of = expressionOf(source, childOf(node, "expression"));
  const subscript = childOf(node, "subscript");
  const key = expressionOf(source, subscript === undefined ? undefined : named(subscript)[0]);
  if (of.kind === "name" && key.kind === "text") return { kind: "name", path: `${of.path}[${key.value}]` };
  return { kind: "other", parts: [of, key] };
}

function argumentsOf(source: CSharpSource, node: SyntaxNode): readonly Expression[] {
  const list = childOf(node, "arguments");
  return list === undefined ? [] : named(list).map((child) => expressionOf(source, child));
}

function invocation(source: CSharpSource, node: SyntaxNode): Expression {
  const called = childOf(node, "function");
  const spelled = expressionOf(source, called);
  const args = argumentsOf(source, node);
  const { start, end } = node;
  const call = (receiver: Expression | undefined, last: string): Expression => ({
    kind: "call",
    name: last,
    receiver,
    arguments: args,
    span: { start, end },
  });
  if (spelled.kind === "member") return call(spelled.of, spelled.name);
  if (spelled.kind !== "name") return { kind: "other", parts: [spelled, ...args] };
  const cut = spelled.path.lastIndexOf(".");
  return cut < 0
    ? call(undefined, spelled.path)
    : call({ kind: "name", path: spelled.path.slice(0, cut) }, spelled.path.slice(cut + 1));
}

/** The last name of a type: `Database` of `WixToolset.Dtf.WindowsInstaller.Database`, `List` of `List<string>`. */
export function typeName(text: string): string {
  const plain = text.replace(/<.*$/s, "").replaceAll(/[\s?[\]]/g, "");
  return plain.slice(plain.lastIndexOf(".") + 1);
}

function creation(source: CSharpSource, node: SyntaxNode): Expression {
  const type = childOf(node, "type");
  const initializer =
    childOf(node, "initializer") ?? node.children.find((one) => one.type === "initializer_expression");
  const { start, end } = node;
  return {
    kind: "new",
    type: type === undefined ? "" : typeName(textIn(source.text, type)),
    arguments: argumentsOf(source, node),
    members: initializer === undefined ? [] : membersIn(source, initializer),
    span: { start, end },
  };
}

function membersIn(source: CSharpSource, initializer: SyntaxNode): Creation["members"] {
  return named(initializer).flatMap((child) => {
    if (child.type !== "assignment_expression") return [];
    const right = childOf(child, "right");
    const target = childOf(child, "left");
    if (right === undefined || target === undefined) return [];
    // `StartInfo = { FileName = "x" }` fills the object that is there.
    const value: Expression =
      right.type === "initializer_expression"
        ? { kind: "new", type: "", arguments: [], members: membersIn(source, right), span: right }
        : expressionOf(source, right);
    return [{ name: textIn(source.text, target), value }];
  });
}

function assignment(source: CSharpSource, node: SyntaxNode): Expression {
  const target = expressionOf(source, childOf(node, "left"));
  const value = expressionOf(source, childOf(node, "right"));
  if (target.kind !== "name") return { kind: "other", parts: [target, value] };
  const operator = childOf(node, "operator")?.type ?? node.children.find((one) => !one.named)?.type;
  // `x.Exited += Handler` and `callbacks += Run`: a function that is handed over.
  return { kind: "assign", target: target.path, value, adds: operator === "+=" };
}

function closure(source: CSharpSource, node: SyntaxNode): Expression {
  const body = childOf(node, "body") ?? named(node).at(-1);
  if (body === undefined) return NOTHING;
  if (body.type === "block") return { kind: "closure", body: source.statements(body) };
  return { kind: "closure", body: [{ kind: "leave", value: expressionOf(source, body) }] };
}
