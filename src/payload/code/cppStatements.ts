import { childOf, type SyntaxNode, textIn } from "../../model/syntax.ts";
import { type CppSource, cppExpression, lastName } from "./cppExpressions.ts";
import { type Expression, NOTHING, type Statement } from "./routine.ts";

type Read = (source: CppSource, node: SyntaxNode) => readonly Statement[];

/** The statements of a block, or the one that a node is. */
export function cppStatements(source: CppSource, node: SyntaxNode | undefined): readonly Statement[] {
  if (node === undefined) return [];
  const read = readers[node.type];
  if (read !== undefined) return read(source, node);
  return node.named && node.type !== "comment" ? [{ kind: "do", value: cppExpression(source, node) }] : [];
}

const named = (node: SyntaxNode) => node.children.filter((child) => child.named && child.type !== "comment");
const all: Read = (source, node) => named(node).flatMap((child) => cppStatements(source, child));
const nothing: Read = () => [];
const leave: Read = (source, node) => {
  const value = named(node)[0];
  return [{ kind: "leave", value: value === undefined ? undefined : cppExpression(source, value) }];
};
const choice: Read = (source, node) => [
  { kind: "choice", condition: undefined, branches: [all(source, node)], total: false },
];

const readers: Readonly<Record<string, Read>> = {
  compound_statement: all,
  else_clause: all,
  expression_statement: (source, node) =>
    named(node).map((child) => ({ kind: "do", value: cppExpression(source, child) })),
  declaration: cppDeclarations,
  if_statement: ifStatement,
  switch_statement: switchStatement,
  for_statement: loop,
  for_range_loop: loop,
  while_statement: loop,
  do_statement: (source, node) => [
    ...cppStatements(source, childOf(node, "body")),
    { kind: "do", value: cppExpression(source, childOf(node, "condition")) },
  ],
  try_statement: tryStatement,
  seh_try_statement: tryStatement,
  labeled_statement: (source, node) =>
    named(node)
      .filter((child) => child.field !== "label")
      .flatMap((child) => cppStatements(source, child)),
  return_statement: leave,
  throw_statement: leave,
  goto_statement: () => [{ kind: "leave", value: undefined }],
  continue_statement: () => [{ kind: "leave", value: undefined }],
  break_statement: nothing,
  // Which branch is compiled is not known.
  preproc_if: choice,
  preproc_ifdef: choice,
  preproc_else: choice,
  preproc_elif: choice,
  preproc_call: nothing,
  preproc_def: nothing,
  type_definition: nothing,
  using_declaration: nothing,
};

/** The variables that a declaration makes, with their first values. */
export function cppDeclarations(source: CppSource, node: SyntaxNode): readonly Statement[] {
  const type = childOf(node, "type");
  const spelled = type === undefined ? "" : lastName(textIn(source.text, type));
  return node.children
    .filter((child) => child.field === "declarator")
    .map((declarator) => ({
      kind: "declare",
      name: nameOf(source, declarator),
      type: spelled === "auto" ? "" : spelled,
      value: firstValue(source, declarator),
    }));
}

/** `cmd` of `cmd[MAX_PATH]`, `*cmd`, `cmd = L"x"`. */
export function nameOf(source: CppSource, declarator: SyntaxNode): string {
  const next =
    childOf(declarator, "declarator") ??
    (/^(?:pointer|reference)_declarator$/.test(declarator.type) ? named(declarator).at(-1) : undefined);
  return next === undefined ? textIn(source.text, declarator) : nameOf(source, next);
}

/** `CString cmd(L"x")` and `std::wstring cmd{L"x"}` are made of their first argument. */
function firstValue(source: CppSource, declarator: SyntaxNode): Expression | undefined {
  const value = childOf(declarator, "value");
  if (value === undefined) return undefined;
  if (value.type !== "argument_list" && value.type !== "initializer_list") return cppExpression(source, value);
  const parts = named(value);
  // `{ sizeof(si) }` and `{ 0 }` fill a structure, of whose members nothing more is known.
  return parts.length === 1 && parts[0] !== undefined && !/^(?:sizeof|number)/.test(parts[0].type)
    ? cppExpression(source, parts[0])
    : undefined;
}

function ifStatement(source: CppSource, node: SyntaxNode): readonly Statement[] {
  const alternative = childOf(node, "alternative");
  return [
    {
      kind: "choice",
      condition: cppExpression(source, childOf(node, "condition")),
      branches: [
        cppStatements(source, childOf(node, "consequence")),
        ...(alternative === undefined ? [] : [cppStatements(source, alternative)]),
      ],
      total: alternative !== undefined,
    },
  ];
}

function switchStatement(source: CppSource, node: SyntaxNode): readonly Statement[] {
  const cases = (childOf(node, "body")?.children ?? []).filter((child) => child.type === "case_statement");
  return [
    {
      kind: "choice",
      condition: cppExpression(source, childOf(node, "condition")),
      branches: cases.map((one) =>
        named(one)
          .filter((child) => child.field !== "value")
          .flatMap((child) => cppStatements(source, child)),
      ),
      total: false,
    },
  ];
}

function loop(source: CppSource, node: SyntaxNode): readonly Statement[] {
  const first = childOf(node, "initializer");
  return [
    ...cppStatements(source, first),
    {
      kind: "choice",
      condition: cppExpression(source, childOf(node, "condition") ?? childOf(node, "right")) ?? NOTHING,
      branches: [cppStatements(source, childOf(node, "body"))],
      total: false,
      loops: true,
    },
  ];
}

/** What is tried runs; a handler may. */
function tryStatement(source: CppSource, node: SyntaxNode): readonly Statement[] {
  const handlers = node.children.filter((child) => /^(?:catch|seh_except)_clause$/.test(child.type));
  const last = node.children.find((child) => child.type === "seh_finally_clause");
  return [
    ...cppStatements(source, childOf(node, "body")),
    ...handlers.flatMap((handler) => [
      {
        kind: "choice",
        condition: undefined,
        branches: [cppStatements(source, childOf(handler, "body"))],
        total: false,
      } as const,
    ]),
    ...cppStatements(source, last === undefined ? undefined : childOf(last, "body")),
  ];
}
