import type { Span } from "../model/span.ts";
import type { SourceFile } from "../sources/source.ts";
import { type XmlElement, xmlOf } from "../sources/wix/xml.ts";
import type { TextEdit } from "./edit.ts";
import { inComment, indentAt, lineEnding } from "./layout.ts";

/** What stands where a person is to write the reason. */
export const REASON = "say here why this is accepted";

/** The comment that silences a rule for the element at a place: above the element's first line, indented and ended as that line is. Nothing where no element is there. */
export function suppress(file: SourceFile, place: Span, rule: string, reason: string = REASON): readonly TextEdit[] {
  const { root, text } = xmlOf(file);
  const element = root === undefined ? undefined : innermost(root, place.start);
  return element === undefined ? [] : [commentBefore(text, element, "disable-next-line", rule, reason)];
}

/** The comment that silences a rule in a whole file: above its root element. */
export function suppressFile(file: SourceFile, rule: string, reason: string = REASON): readonly TextEdit[] {
  const { root, text } = xmlOf(file);
  return root === undefined ? [] : [commentBefore(text, root, "disable-file", rule, reason)];
}

function commentBefore(text: string, { start }: XmlElement, directive: string, rule: string, reason: string): TextEdit {
  const said = inComment(reason) || REASON;
  const opening = `<!-- msi1618-${directive} ${rule}: `;
  const comment = `${opening}${said} -->`;
  const indent = indentAt(text, start);
  // An element that shares its line with others keeps its place: the comment goes directly before it.
  const alone =
    text.slice(0, start).endsWith(indent) && /(^|[\r\n])[ \t]*$/.test(text.slice(0, start).slice(-indent.length - 1));
  const at = alone ? start - indent.length : start;
  const from = (alone ? indent.length : 0) + opening.length;
  return {
    start: at,
    end: at,
    text: alone ? indent + comment + lineEnding(text) : comment,
    placeholder: { start: from, end: from + said.length },
  };
}

function innermost(root: XmlElement, offset: number): XmlElement | undefined {
  let found: XmlElement | undefined;
  for (let at: XmlElement | undefined = root; at !== undefined && contains(at, offset); ) {
    found = at;
    const children: readonly XmlElement[] = at.contents.filter((node) => node.kind === "element");
    at = children.find((child) => contains(child, offset));
  }
  return found;
}

const contains = (element: XmlElement, offset: number) => element.start <= offset && offset < element.end;
