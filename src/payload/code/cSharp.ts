import { childOf, type SyntaxNode, type SyntaxTree, textIn } from "../../model/syntax.ts";
import { type CSharpSource, expressionOf, typeName } from "./cSharpExpressions.ts";
import { cSharpStatements } from "./cSharpStatements.ts";
import { isBroken } from "./literals.ts";
import type { Expression, Field, Parameter, Routine, SourceUnit, Statement } from "./routine.ts";

interface Reading {
  readonly source: CSharpSource;
  readonly file: string;
  readonly routines: Routine[];
  readonly fields: Field[];
  readonly classes: Map<string, readonly string[]>;
  readonly assigned: Set<string>;
  readonly top: Statement[];
}

/** The name of the routine that top-level statements are. */
export const TOP_LEVEL = "<Main>$";

/** What a C# file declares. */
export function readCSharp(file: string, text: string, { root }: SyntaxTree): SourceUnit {
  const source: CSharpSource = { text, statements: (node) => cSharpStatements(source, node) };
  const reading: Reading = {
    source,
    file,
    routines: [],
    fields: [],
    classes: new Map(),
    assigned: new Set(),
    top: [],
  };
  visit(reading, root, "");
  if (reading.top.length > 0)
    reading.routines.push(routine(reading, TOP_LEVEL, "", root, { body: reading.top, parameters: [], broken: false }));
  const { routines, fields, classes, assigned } = reading;
  return { file, routines, fields, classes, assigned, exports: new Map() };
}

const TYPES: ReadonlySet<string> = new Set([
  "class_declaration",
  "struct_declaration",
  "record_declaration",
  "interface_declaration",
]);

function visit(reading: Reading, node: SyntaxNode, owner: string): void {
  for (const child of node.children) {
    if (TYPES.has(child.type)) visitType(reading, child);
    else if (child.type === "method_declaration" || child.type === "local_function_statement")
      visitMethod(reading, child, owner);
    else if (child.type === "constructor_declaration") visitConstructor(reading, child, owner);
    else if (child.type === "field_declaration") visitField(reading, child, owner);
    else if (child.type === "property_declaration") visitProperty(reading, child, owner);
    else if (child.type === "global_statement") reading.top.push(...cSharpStatements(reading.source, child));
    else if (child.type === "assignment_expression") noteAssigned(reading, child);
    visitInside(reading, child, owner);
  }
}

/** Inside a body are assignments to fields and local functions; a type has been visited with its own name. */
function visitInside(reading: Reading, child: SyntaxNode, owner: string): void {
  if (!TYPES.has(child.type)) visit(reading, child, owner);
}

function visitType(reading: Reading, node: SyntaxNode): void {
  const name = nameIn(reading, node);
  const bases = node.children.find((child) => child.type === "base_list");
  const spelled = (bases?.children ?? [])
    .filter((child) => child.named)
    .map((child) => typeName(textIn(reading.source.text, child)));
  reading.classes.set(name, [...(reading.classes.get(name) ?? []), ...spelled]);
  visit(reading, node, name);
}

const nameIn = ({ source }: Reading, node: SyntaxNode) => {
  const name = childOf(node, "name");
  return name === undefined ? "" : textIn(source.text, name);
};

function routine(
  { file }: Reading,
  name: string,
  owner: string,
  { start, end }: SyntaxNode,
  more: Pick<Routine, "body" | "parameters" | "broken"> & Partial<Routine>,
): Routine {
  return { name, owner, entries: [], file, span: { start, end }, ...more };
}

function visitMethod(reading: Reading, node: SyntaxNode, owner: string): void {
  const { source } = reading;
  const name = nameIn(reading, node);
  const attributes = attributesOf(reading, node);
  const imported = importOf(attributes, name);
  const entry = attributes.find((one) => one.name === "CustomAction" || one.name === "UnmanagedCallersOnly");
  reading.routines.push(
    routine(reading, name, owner, childOf(node, "name") ?? node, {
      parameters: parametersOf(reading, node),
      body: bodyOf(source, childOf(node, "body")),
      broken: isBroken(node),
      entries: entry === undefined ? [] : [entryName(entry) ?? name],
      ...(imported === undefined ? {} : { imported }),
    }),
  );
}

/** `[CustomAction]` is called like its method, `[CustomAction("Other")]` is not. */
function entryName({ name, positional, named }: Attribute): string | undefined {
  if (name === "UnmanagedCallersOnly") return named.get("EntryPoint");
  return positional[0] ?? named.get("Name");
}

function visitConstructor(reading: Reading, node: SyntaxNode, owner: string): void {
  const body = bodyOf(reading.source, childOf(node, "body"));
  const parameters = parametersOf(reading, node);
  reading.routines.push(routine(reading, `new ${owner}`, owner, node, { parameters, body, broken: isBroken(node) }));
}

function bodyOf(source: CSharpSource, body: SyntaxNode | undefined): readonly Statement[] {
  if (body === undefined) return [];
  return body.type === "arrow_expression_clause"
    ? [{ kind: "leave", value: expressionOf(source, body) }]
    : cSharpStatements(source, body);
}

function parametersOf({ source }: Reading, node: SyntaxNode): readonly Parameter[] {
  const list = childOf(node, "parameters");
  return (list?.children ?? [])
    .filter((child) => child.type === "parameter")
    .map((parameter) => {
      const name = childOf(parameter, "name");
      const type = childOf(parameter, "type");
      const value = parameter.children.findLast(
        (child) => child.named && child !== name && child !== type && /literal|expression/.test(child.type),
      );
      return {
        name: name === undefined ? "" : textIn(source.text, name),
        type: type === undefined ? "" : typeName(textIn(source.text, type)),
        value: value === undefined ? undefined : expressionOf(source, value),
      };
    });
}

function visitField(reading: Reading, node: SyntaxNode, owner: string): void {
  const modifiers = node.children
    .filter((child) => child.type === "modifier")
    .map((child) => textIn(reading.source.text, child));
  const constant = modifiers.includes("const") || modifiers.includes("readonly");
  for (const declaration of node.children.filter((child) => child.type === "variable_declaration"))
    for (const statement of cSharpStatements(reading.source, declaration))
      if (statement.kind === "declare") reading.fields.push({ ...statement, owner, constant });
}

/** `string Tool => "msiexec.exe";` and `{ get; } = "msiexec.exe"` have a value; a getter with statements is a routine. */
function visitProperty(reading: Reading, node: SyntaxNode, owner: string): void {
  const { source } = reading;
  const value = childOf(node, "value");
  const type = childOf(node, "type");
  const field: Omit<Field, "value" | "constant"> = {
    owner,
    name: nameIn(reading, node),
    type: type === undefined ? "" : typeName(textIn(source.text, type)),
  };
  const first: Expression | undefined = value === undefined ? undefined : expressionOf(source, value);
  reading.fields.push({ ...field, value: first, constant: value?.type === "arrow_expression_clause" });
}

function noteAssigned({ source, assigned }: Reading, node: SyntaxNode): void {
  const left = childOf(node, "left");
  const last = left === undefined ? undefined : /\w+$/.exec(textIn(source.text, left))?.[0];
  if (last !== undefined) assigned.add(last);
}

interface Attribute {
  readonly name: string;
  readonly positional: readonly string[];
  readonly named: ReadonlyMap<string, string>;
}

function attributesOf({ source }: Reading, node: SyntaxNode): readonly Attribute[] {
  const attributes = node.children
    .filter((child) => child.type === "attribute_list")
    .flatMap((list) => list.children.filter((child) => child.type === "attribute"));
  return attributes.map((attribute) => {
    const positional: string[] = [];
    const named = new Map<string, string>();
    const list = attribute.children.find((child) => child.type === "attribute_argument_list");
    for (const argument of (list?.children ?? []).filter((child) => child.type === "attribute_argument"))
      addArgument(source, argument, positional, named);
    const name = childOf(attribute, "name");
    const spelled = name === undefined ? "" : typeName(textIn(source.text, name)).replace(/Attribute$/, "");
    return { name: spelled, positional, named };
  });
}

function addArgument(source: CSharpSource, node: SyntaxNode, positional: string[], named: Map<string, string>): void {
  const value = expressionOf(
    source,
    node.children.findLast((child) => child.named),
  );
  const text =
    value.kind === "text"
      ? value.value
      : value.kind === "assign" && value.value.kind === "text"
        ? value.value.value
        : undefined;
  if (text === undefined) return;
  if (value.kind === "assign") named.set(value.target, text);
  else positional.push(text);
}

function importOf(attributes: readonly Attribute[], method: string): Routine["imported"] {
  const found = attributes.find(({ name }) => name === "DllImport" || name === "LibraryImport");
  const library = found?.positional[0]?.toLowerCase();
  if (found === undefined || library === undefined) return undefined;
  return {
    library: /\.\w+$/.test(library) ? library : `${library}.dll`,
    name: found.named.get("EntryPoint") ?? method,
  };
}
