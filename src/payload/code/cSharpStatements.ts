import { childOf, type SyntaxNode, textIn } from "../../model/syntax.ts";
import { type CSharpSource, expressionOf, typeName } from "./cSharpExpressions.ts";
import { NOTHING, type Statement } from "./routine.ts";

type Read = (source: CSharpSource, node: SyntaxNode) => readonly Statement[];

/** The statements of a block, or the one that a node is. */
export function cSharpStatements(source: CSharpSource, node: SyntaxNode | undefined): readonly Statement[] {
  if (node === undefined) return [];
  const read = readers[node.type];
  if (read !== undefined) return read(source, node);
  return node.named && node.type !== "comment" ? [{ kind: "do", value: expressionOf(source, node) }] : [];
}

const named = (node: SyntaxNode) => node.children.filter((child) => child.named && child.type !== "comment");
const all: Read = (source, node) => named(node).flatMap((child) => cSharpStatements(source, child));
const nothing: Read = () => [];
const leave: Read = (source, node) => {
  const value = named(node)[0];
  return [{ kind: "leave", value: value === undefined ? undefined : expressionOf(source, value) }];
};

const readers: Readonly<Record<string, Read>> = {
  block: all,
  global_statement: all,
  expression_statement: (source, node) =>
    named(node).map((child) => ({ kind: "do", value: expressionOf(source, child) })),
  local_declaration_statement: all,
  variable_declaration: declarations,
  if_statement: ifStatement,
  else_clause: all,
  switch_statement: switchStatement,
  for_statement: loop,
  foreach_statement: loop,
  while_statement: loop,
  do_statement: doStatement,
  try_statement: tryStatement,
  using_statement: all,
  lock_statement: all,
  checked_statement: all,
  unsafe_statement: all,
  fixed_statement: all,
  labeled_statement: all,
  return_statement: leave,
  throw_statement: leave,
  break_statement: nothing,
  continue_statement: leave,
  goto_statement: leave,
  yield_statement: (source, node) => named(node).map((child) => ({ kind: "do", value: expressionOf(source, child) })),
  empty_statement: nothing,
  // A routine of its own, which the declarations find.
  local_function_statement: nothing,
  preproc_if: preprocessor,
};

function declarations(source: CSharpSource, node: SyntaxNode): readonly Statement[] {
  const type = childOf(node, "type");
  const spelled = type === undefined || type.type === "implicit_type" ? "" : typeName(textIn(source.text, type));
  return node.children
    .filter((child) => child.type === "variable_declarator")
    .map((declarator) => {
      const name = childOf(declarator, "name");
      const value = named(declarator).findLast((child) => child !== name);
      const first = value?.type === "equals_value_clause" ? named(value)[0] : value;
      return {
        kind: "declare",
        name: name === undefined ? "" : textIn(source.text, name),
        type: spelled,
        value: first === undefined ? undefined : expressionOf(source, first),
      };
    });
}

function ifStatement(source: CSharpSource, node: SyntaxNode): readonly Statement[] {
  const alternative = childOf(node, "alternative");
  return [
    {
      kind: "choice",
      condition: expressionOf(source, childOf(node, "condition")),
      branches: [
        cSharpStatements(source, childOf(node, "consequence")),
        ...(alternative === undefined ? [] : [cSharpStatements(source, alternative)]),
      ],
      total: alternative !== undefined,
    },
  ];
}

function switchStatement(source: CSharpSource, node: SyntaxNode): readonly Statement[] {
  const body = childOf(node, "body");
  const sections = (body?.children ?? []).filter((child) => child.type === "switch_section");
  return [
    {
      kind: "choice",
      condition: expressionOf(source, childOf(node, "value")),
      branches: sections.map((section) => all(source, section)),
      total: false,
    },
  ];
}

function loop(source: CSharpSource, node: SyntaxNode): readonly Statement[] {
  const body = childOf(node, "body") ?? named(node).at(-1);
  const head = named(node).filter((child) => child !== body);
  const condition = childOf(node, "condition") ?? childOf(node, "right") ?? head.at(-1);
  const before = head.filter((child) => child !== condition && child.type === "variable_declaration");
  return [
    ...before.flatMap((child) => cSharpStatements(source, child)),
    {
      kind: "choice",
      condition: condition === undefined ? NOTHING : expressionOf(source, condition),
      branches: [cSharpStatements(source, body)],
      total: false,
      loops: true,
    },
  ];
}

function doStatement(source: CSharpSource, node: SyntaxNode): readonly Statement[] {
  return [
    ...cSharpStatements(source, childOf(node, "body") ?? named(node)[0]),
    { kind: "do", value: expressionOf(source, childOf(node, "condition") ?? named(node).at(-1)) },
  ];
}

/** What is tried runs; a handler may. */
function tryStatement(source: CSharpSource, node: SyntaxNode): readonly Statement[] {
  const handlers = node.children.filter((child) => child.type === "catch_clause");
  const last = node.children.find((child) => child.type === "finally_clause");
  return [
    ...cSharpStatements(source, childOf(node, "body")),
    ...(handlers.length === 0
      ? []
      : [
          {
            kind: "choice",
            condition: undefined,
            branches: handlers.map((handler) => cSharpStatements(source, childOf(handler, "body"))),
            total: false,
          } as const,
        ]),
    ...(last === undefined ? [] : all(source, last)),
  ];
}

/** Which branch is compiled is not known. */
function preprocessor(source: CSharpSource, node: SyntaxNode): readonly Statement[] {
  const branches: Statement[][] = [[]];
  for (const child of named(node)) {
    if (child.field === "condition") continue;
    if (child.type === "preproc_else" || child.type === "preproc_elif")
      branches.push([...preprocBranch(source, child)]);
    else branches[0]?.push(...cSharpStatements(source, child));
  }
  return [{ kind: "choice", condition: undefined, branches, total: false }];
}

const preprocBranch: Read = (source, node) =>
  named(node)
    .filter((child) => child.field !== "condition")
    .flatMap((child) => cSharpStatements(source, child));
