import { childOf, type SyntaxNode, type SyntaxTree, textIn } from "../../model/syntax.ts";
import { type CppSource, cppExpression, lastName } from "./cppExpressions.ts";
import { cppDeclarations, cppStatements, nameOf } from "./cppStatements.ts";
import { isBroken, unescaped } from "./literals.ts";
import type { Field, Parameter, Routine, SourceUnit } from "./routine.ts";

interface Reading {
  readonly source: CppSource;
  readonly file: string;
  readonly routines: Routine[];
  readonly fields: Field[];
  readonly classes: Map<string, readonly string[]>;
  readonly assigned: Set<string>;
  readonly exports: Map<string, string>;
}

/** What a C or C++ file declares. */
export function readCpp(file: string, text: string, { root }: SyntaxTree): SourceUnit {
  const source: CppSource = { text, statements: (node) => cppStatements(source, node) };
  const reading: Reading = {
    source,
    file,
    routines: [],
    fields: [],
    classes: new Map(),
    assigned: new Set(),
    exports: new Map(),
  };
  visit(reading, root, "");
  const { routines, fields, classes, assigned, exports } = reading;
  return { file, routines, fields, classes, assigned, exports };
}

function visit(reading: Reading, node: SyntaxNode, owner: string): void {
  for (const child of node.children) visitChild(reading, child, owner);
}

function visitChild(reading: Reading, node: SyntaxNode, owner: string): void {
  const { source } = reading;
  switch (node.type) {
    case "class_specifier":
    case "struct_specifier":
      visit(reading, node, classOf(reading, node));
      return;
    case "function_definition":
      visitFunction(reading, node, owner);
      noteAssigned(reading, node);
      return;
    case "declaration":
      visitDeclaration(reading, node, owner);
      return;
    case "preproc_def":
      visitDefine(reading, node);
      return;
    case "preproc_call":
      visitPragma(reading, textIn(source.text, node));
      return;
    default:
      visit(reading, node, owner);
  }
}

function classOf({ source, classes }: Reading, node: SyntaxNode): string {
  const name = childOf(node, "name");
  const spelled = name === undefined ? "" : lastName(textIn(source.text, name));
  const bases = node.children.find((child) => child.type === "base_class_clause");
  const names = (bases?.children ?? []).filter((child) => /identifier/.test(child.type));
  if (childOf(node, "body") !== undefined)
    classes.set(
      spelled,
      names.map((one) => lastName(textIn(source.text, one))),
    );
  return spelled;
}

/** The declarator of a function, below pointers and references. */
function functionIn(node: SyntaxNode | undefined): SyntaxNode | undefined {
  if (node === undefined || node.type === "function_declarator") return node;
  return functionIn(childOf(node, "declarator") ?? node.children.find((child) => child.type.endsWith("_declarator")));
}

const isExported = ({ source }: Reading, node: SyntaxNode) =>
  node.children.some(
    (child) => child.type === "ms_declspec_modifier" && /\bdllexport\b/.test(textIn(source.text, child)),
  );

function visitFunction(reading: Reading, node: SyntaxNode, owner: string): void {
  const { source, file, routines } = reading;
  const declarator = functionIn(childOf(node, "declarator"));
  const called = declarator === undefined ? undefined : childOf(declarator, "declarator");
  const body = childOf(node, "body");
  if (declarator === undefined || called === undefined) return;
  const spelled = textIn(source.text, called);
  const name = lastName(spelled);
  // `UINT WINAPI Foo()` is taken for a name with a scope that has no colons.
  const scope = spelled.includes("::") ? (spelled.split("::").at(-2)?.trim() ?? "") : owner;
  const { start, end } = called;
  routines.push({
    name,
    owner: reading.classes.has(scope) || spelled.includes("::") ? scope : owner,
    entries: isExported(reading, node) ? [name] : [],
    parameters: parametersOf(reading, declarator),
    body: cppStatements(source, body),
    file,
    span: { start, end },
    // An annotation that the grammar does not know, as `__in` of a parameter, hides nothing that runs.
    broken: body !== undefined && isBroken(body),
  });
}

function parametersOf({ source }: Reading, declarator: SyntaxNode): readonly Parameter[] {
  return (childOf(declarator, "parameters")?.children ?? [])
    .filter((child) => /parameter_declaration$/.test(child.type))
    .map((parameter) => {
      const type = childOf(parameter, "type");
      const name = childOf(parameter, "declarator");
      const value = childOf(parameter, "default_value");
      return {
        name: name === undefined ? "" : nameOf(source, name),
        type: type === undefined ? "" : lastName(textIn(source.text, type)),
        value: value === undefined ? undefined : cppExpression(source, value),
      };
    });
}

/** A prototype that exports its function, or global variables. */
function visitDeclaration(reading: Reading, node: SyntaxNode, owner: string): void {
  const { source, fields, exports } = reading;
  const prototype = functionIn(childOf(node, "declarator"));
  if (prototype !== undefined && !/init_declarator/.test(childOf(node, "declarator")?.type ?? "")) {
    const called = childOf(prototype, "declarator");
    const name = called === undefined ? "" : lastName(textIn(source.text, called));
    if (isExported(reading, node)) exports.set(name, name);
    return;
  }
  const constant = node.children.some(
    (child) => child.type === "type_qualifier" && /^const(?:expr)?$/.test(textIn(source.text, child)),
  );
  for (const statement of cppDeclarations(source, node))
    if (statement.kind === "declare") fields.push({ ...statement, owner, constant });
  visit(reading, node, owner);
}

const DEFINED = /^\s*(?:(?:_T|TEXT|_TEXT)\s*\(\s*)?[LuU8]*"((?:[^"\\]|\\.)*)"\s*\)?\s*(?:\/\/.*|\/\*.*\*\/\s*)?$/;

function visitDefine({ source, fields }: Reading, node: SyntaxNode): void {
  const name = childOf(node, "name");
  const value = childOf(node, "value");
  const literal = value === undefined ? undefined : DEFINED.exec(textIn(source.text, value))?.[1];
  if (name === undefined || literal === undefined) return;
  const text = literal.replaceAll(/\\(?:[xuU][\da-fA-F]+|.)/g, unescaped);
  fields.push({
    owner: "",
    name: textIn(source.text, name),
    type: "",
    value: { kind: "text", value: text },
    constant: true,
  });
}

/** `#pragma comment(linker, "/EXPORT:Install=_Install@4")`. */
function visitPragma({ exports }: Reading, text: string): void {
  for (const [, exported = "", internal = exported] of text.matchAll(/[/-]EXPORT:([^\s=,"]+)(?:=([^\s,"]+))?/gi))
    exports.set(undecorated(exported), undecorated(internal));
}

/** `Install` of `_Install@4`, as a function with `__stdcall` is called in an object file. */
export function undecorated(name: string): string {
  return name.replace(/^_(?=\w+@\d+$)/, "").replace(/@\d+$/, "");
}

function noteAssigned(reading: Reading, node: SyntaxNode): void {
  for (const child of node.children) {
    const left = child.type === "assignment_expression" ? childOf(child, "left") : undefined;
    const last = left === undefined ? undefined : /\w+$/.exec(textIn(reading.source.text, left))?.[0];
    if (last !== undefined) reading.assigned.add(last);
    noteAssigned(reading, child);
  }
}
