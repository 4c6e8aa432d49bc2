import type { Element } from "../sources/wix/tree.ts";
import type { Draft } from "./edit.ts";
import { indentAt, indentStep, lineEnding, type NewNode, writtenAll } from "./layout.ts";

/** Puts nodes beside a child of an element, each on lines of its own; in the element where there is no such child. */
export function insertInto(
  draft: Draft,
  text: string,
  parent: Element,
  beside: Element | undefined,
  nodes: readonly NewNode[],
  order: "before" | "after",
): void {
  const eol = lineEnding(text);
  const first = parent.children.find(({ file }) => file === parent.file);
  const step = indentStep(text, parent.span.start, first?.span.start);
  const indent = first === undefined ? indentAt(text, parent.span.start) + step : indentAt(text, first.span.start);
  const lines = writtenAll(nodes, { indent, step, eol });
  const anchor = beside ?? (order === "before" ? first : parent.children.findLast(({ file }) => file === parent.file));
  const { file, tagSpan, span } = parent;
  if (anchor !== undefined && order === "before") {
    const at = withComments(text, anchor.span.start, tagSpan.end);
    draft.insert(file, at, `${lines.slice(indent.length)}${eol}${indent}`);
  } else if (anchor !== undefined) draft.insert(file, anchor.span.end, eol + lines);
  else if (span.end === tagSpan.end) {
    const open = text.slice(tagSpan.start, tagSpan.end).replace(/\s*\/>$/, ">");
    draft.replace(file, tagSpan, `${open}${eol}${lines}${eol}${indentAt(text, span.start)}</${parent.name}>`);
  } else draft.insert(file, tagSpan.end, eol + lines);
}

/** Where an element begins with the comments that stand on the lines directly above it: they speak of it. */
function withComments(text: string, start: number, first: number): number {
  for (let at = start; ; ) {
    const gap = /\s*$/.exec(text.slice(Math.max(first, at - 400), at))?.[0] ?? "";
    const end = at - gap.length;
    const isAbove = /^[ \t]*(?:\r\n|\r|\n)[ \t]*$/.test(gap) && text.startsWith("-->", end - 3);
    const open = isAbove ? text.lastIndexOf("<!--", end - 3) : -1;
    const opensLine = /[\r\n][ \t]*$/.test(text.slice(Math.max(first, open - 400), Math.max(first, open)));
    if (open < first || !opensLine) return at;
    at = open;
  }
}

/** Puts nodes on lines of their own after an element; in its place where it goes. */
export function insertAfter(
  draft: Draft,
  text: string,
  element: Element,
  nodes: readonly NewNode[],
  instead: boolean,
): void {
  const eol = lineEnding(text);
  const indent = indentAt(text, element.span.start);
  const step = indentStep(text, element.span.start, element.children[0]?.span.start);
  const lines = writtenAll(nodes, { indent, step, eol });
  if (instead) draft.insert(element.file, element.span.start, lines.slice(indent.length));
  else draft.insert(element.file, element.span.end, eol + lines);
}
