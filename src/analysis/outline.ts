import type { Span } from "../model/span.ts";
import type { SourceFile } from "../sources/source.ts";
import { inInstruction } from "../sources/wix/variableMentions.ts";
import { type XmlDocument, type XmlElement, type XmlInstruction, xmlAttribute, xmlOf } from "../sources/wix/xml.ts";

/** What an entry of the outline is. */
export type OutlineKind =
  | "product"
  | "fragment"
  | "group"
  | "action"
  | "property"
  | "binary"
  | "file"
  | "directory"
  | "component"
  | "feature"
  | "dialog"
  | "control"
  | "sequence"
  | "step"
  | "variable"
  | "include";

/** A part of a source that has a name, with the parts in it. */
export interface OutlineEntry {
  readonly name: string;
  /** What is said beside the name, as the command of an action. */
  readonly detail: string;
  readonly kind: OutlineKind;
  /** All of it. */
  readonly span: Span;
  /** Its name, or its start tag where it has none; within `span`. */
  readonly selection: Span;
  readonly children: readonly OutlineEntry[];
}

interface Shape {
  readonly kind: OutlineKind;
  /** The attributes that may hold the name, the first that is there; without one, the element's own name stands for it. */
  readonly names: readonly string[];
  readonly details?: readonly string[];
}

const product: Shape = { kind: "product", names: ["Name", "Id"] };
const sequence: Shape = { kind: "sequence", names: [] };
const COMMANDS = ["ExeCommand", "DllEntry", "Value", "JScriptCall", "VBScriptCall", "Error", "Script"];
const PLACES = ["Before", "After", "Sequence", "OnExit"];

const SHAPES: Readonly<Record<string, Shape>> = {
  Package: product,
  Product: product,
  Module: product,
  Bundle: product,
  Patch: product,
  Fragment: { kind: "fragment", names: ["Id"] },
  UI: { kind: "group", names: ["Id"] },
  ComponentGroup: { kind: "group", names: ["Id"] },
  CustomAction: { kind: "action", names: ["Id"], details: COMMANDS },
  SetProperty: { kind: "action", names: ["Action", "Id"], details: ["Value"] },
  SetDirectory: { kind: "action", names: ["Action", "Id"], details: ["Value"] },
  Property: { kind: "property", names: ["Id"], details: ["Value"] },
  Binary: { kind: "binary", names: ["Id"], details: ["SourceFile", "src"] },
  File: { kind: "file", names: ["Id", "Name", "Source"], details: ["Source"] },
  Directory: { kind: "directory", names: ["Id", "Name"], details: ["Name"] },
  StandardDirectory: { kind: "directory", names: ["Id"] },
  Component: { kind: "component", names: ["Id"] },
  Feature: { kind: "feature", names: ["Id"], details: ["Title"] },
  Dialog: { kind: "dialog", names: ["Id"], details: ["Title"] },
  Control: { kind: "control", names: ["Id"], details: ["Type"] },
  Publish: { kind: "step", names: ["Event", "Property"], details: ["Value"] },
  InstallUISequence: sequence,
  InstallExecuteSequence: sequence,
  AdminUISequence: sequence,
  AdminExecuteSequence: sequence,
  AdvertiseExecuteSequence: sequence,
};

/** A row of a sequence: an action, a dialog, or a standard action by its element's name. */
const ROW: Shape = { kind: "step", names: ["Action", "Dialog"], details: PLACES };

/** An outline with more entries than this helps nobody; generated sources have 50,000 files. */
const MOST_ENTRIES = 5_000;
const DEEPEST = 200;
const LONGEST_DETAIL = 120;

interface Outlining {
  readonly document: XmlDocument;
  left: number;
}

/** The outline of a source as it is written: all branches, each loop body once. */
export function outlineOf(file: SourceFile): readonly OutlineEntry[] {
  const document = xmlOf(file);
  return entriesOf({ document, left: MOST_ENTRIES }, document.contents, ROOT, 0);
}

const ROOT = "";

function entriesOf(
  outlining: Outlining,
  nodes: XmlElement["contents"],
  parent: string,
  depth: number,
): readonly OutlineEntry[] {
  if (depth > DEEPEST) return [];
  return nodes.flatMap((node) => {
    if (node.kind === "instruction") return ofInstruction(outlining, node);
    return node.kind === "element" ? ofElement(outlining, node, parent, depth) : [];
  });
}

function ofInstruction(outlining: Outlining, instruction: XmlInstruction): readonly OutlineEntry[] {
  const { document } = outlining;
  const span = { start: instruction.start, end: instruction.end };
  const content = { start: instruction.contentStart, end: instruction.contentEnd };
  const said = document.text.slice(content.start, content.end);
  if (instruction.target === "include" && said !== "" && outlining.left-- > 0)
    return [
      {
        name: said.replace(/^"(.*)"$/, "$1"),
        detail: "include",
        kind: "include",
        span,
        selection: content,
        children: [],
      },
    ];
  const [named] = instruction.target === "define" ? inInstruction(document, instruction) : [];
  if (named === undefined || outlining.left-- <= 0) return [];
  const detail = said.includes("=") ? shortened(said.slice(said.indexOf("=") + 1)) : "";
  return [{ name: named.name, detail, kind: "variable", span, selection: named.span, children: [] }];
}

function ofElement(outlining: Outlining, element: XmlElement, parent: string, depth: number): readonly OutlineEntry[] {
  const shape = shapeOf(element, parent);
  if (shape !== undefined && outlining.left-- <= 0) return [];
  const children = entriesOf(outlining, element.contents, element.name, depth + 1);
  if (shape === undefined) return children;
  const { document } = outlining;
  const named = firstOf(document, element, shape.names);
  const name = named?.value.trim() ?? "";
  const detail = firstOf(document, element, shape.details ?? [])?.value ?? "";
  const tag = { start: element.start + 1, end: element.nameEnd };
  return [
    {
      name: name === "" ? element.name : name,
      detail: detail === name ? "" : shortened(detail),
      kind: shape.kind,
      span: { start: element.start, end: element.end },
      selection: name === "" ? tag : (named?.span ?? tag),
      children,
    },
  ];
}

function shapeOf(element: XmlElement, parent: string): Shape | undefined {
  if (Object.hasOwn(SHAPES, parent) && SHAPES[parent] === sequence) return ROW;
  return Object.hasOwn(SHAPES, element.name) ? SHAPES[element.name] : undefined;
}

function firstOf(document: XmlDocument, element: XmlElement, names: readonly string[]) {
  for (const name of names) {
    const found = xmlAttribute(document, element, name);
    if (found?.site.kind === "text") return { value: found.value, span: found.site.span };
  }
  return undefined;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > LONGEST_DETAIL ? `${line.slice(0, LONGEST_DETAIL)}…` : line;
}
