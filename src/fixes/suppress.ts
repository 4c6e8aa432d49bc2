import type { Span } from "../model/span.ts";
import type { SourceFile } from "../sources/source.ts";
import { type XmlElement, xmlOf } from "../sources/wix/xml.ts";

/** A replacement of `[start, end)` of a file's text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What stands where a person is to write the reason. */
export const REASON = "say here why this is accepted";

/** The comment that silences a rule for the element at a place: above the element's first line, indented and ended as that line is. Nothing where no element is there. */
export function suppress(file: SourceFile, place: Span, rule: string, reason: string = REASON): readonly TextEdit[] {
  const { root, text } = xmlOf(file);
  const element = root === undefined ? undefined : innermost(root, place.start);
  if (element === undefined) return [];
  const comment = `<!-- msi1618-disable-next-line ${rule}: ${inComment(reason)} -->`;
  const lineStart = Math.max(text.lastIndexOf("\n", element.start - 1), text.lastIndexOf("\r", element.start - 1)) + 1;
  const before = text.slice(lineStart, element.start);
  // An element that shares its line with others keeps its place: the comment goes directly before it.
  if (before.trim() !== "") return [{ start: element.start, end: element.start, text: comment }];
  return [{ start: lineStart, end: lineStart, text: before + comment + lineEnding(text) }];
}

/** WiX, like every XML reader, refuses `--` inside a comment, and a comment that ends in `--->`. */
function inComment(reason: string): string {
  const safe = reason.replaceAll(/\s+/g, " ").replaceAll(/-{2,}/g, "-").trim().replace(/-$/, "").trim();
  return safe === "" ? REASON : safe;
}

const lineEnding = (text: string) => /\r\n|\r|\n/.exec(text)?.[0] ?? "\n";

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
