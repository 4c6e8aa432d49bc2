import { reference } from "./value.ts";

/** Where a value without its closing quote ends, and the tag it stands in. */
export interface CutValue {
  readonly valueEnd: number;
  readonly tagEnd: number;
  readonly selfClosing: boolean;
  /** Where the text goes on. */
  readonly resume: number;
}

/** True for what may begin the name of an element or attribute. */
export function isNameStart(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95 || unit === 58 || unit >= 0xc0;
}

const tagOnNewLine = /[\r\n][ \t]*<[?/!A-Za-z_]/;
/** How much of the end of a value is looked at: long runs of blanks must not cost more than their length. */
const TAIL = 200;

/** The line break after which a tag begins within a run that should hold none. */
export function lineWithTag(text: string, from: number, to: number): number | undefined {
  const found = tagOnNewLine.exec(text.slice(from, to));
  return found === null ? undefined : from + found.index;
}

/**
 * Tells a value that swallowed the next tag from one with a stray `<` in it.
 *
 * `Id="foo` at the end of a line runs to the next quote, which is that of the next tag; so does `Id="x><Custom Action=`.
 */
export function hidesTag(text: string, from: number, to: number): CutValue | undefined {
  const line = lineWithTag(text, from, to);
  if (line !== undefined) return cutAt(text, from, line, line);
  const tail = Math.max(from, to - TAIL);
  const sameLine = /<[A-Za-z_][\w:.-]*\s+[\w:.-]+\s*=\s*$/.exec(text.slice(tail, to));
  return sameLine === null ? undefined : cutAt(text, from, tail + sameLine.index, tail + sameLine.index);
}

function cutAt(text: string, from: number, end: number, resume: number): CutValue {
  const written = text.slice(from, end).trimEnd();
  const tagEnd = from + written.length;
  if (!written.endsWith(">")) return { valueEnd: tagEnd, tagEnd, selfClosing: false, resume };
  const selfClosing = written.endsWith("/>");
  const value = written.slice(0, selfClosing ? -2 : -1).trimEnd();
  return { valueEnd: from + value.length, tagEnd, selfClosing, resume };
}

/** The attribute that a value without its closing quote swallowed, as `After` in `Action="x After="InstallFinalize"`. */
export interface HiddenAttribute {
  readonly valueEnd: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  /** Where the hidden attribute's own value ends. */
  readonly nextEnd: number;
}

/** Finds the attribute that hides at the end of the value `[from, to)`, whose apparent closing quote is followed by a name at once. */
export function hidesNextAttribute(text: string, from: number, to: number): HiddenAttribute | undefined {
  const tail = Math.max(from, to - TAIL);
  const found = /\s+([A-Za-z_][\w:.-]*)\s*=\s*$/.exec(text.slice(tail, to));
  const name = found?.[1];
  if (found === null || name === undefined) return undefined;
  const nextEnd = text.indexOf(text.charAt(to), to + 1);
  if (nextEnd < 0 || /[<\r\n]/.test(text.slice(to + 1, nextEnd))) return undefined;
  const nameStart = tail + found.index + found[0].indexOf(name);
  return { valueEnd: tail + found.index, nameStart, nameEnd: nameStart + name.length, nextEnd };
}

/** True where a blank or the end of the tag follows a closing quote, as XML demands. */
export function closedQuote(text: string, after: number): boolean {
  const unit = text.charCodeAt(after);
  return unit <= 32 || unit === 62 || unit === 47 || after >= text.length;
}

/** The end of what was written of a tag that the next one interrupts: the blanks between them do not belong to it. */
export function cutTagText(text: string, start: number, less: number): number {
  let end = less;
  while (end > start + 1 && text.charCodeAt(end - 1) <= 32) end--;
  return end;
}

/** Where `what` is next found, or the end of the text. */
export function find(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at < 0 ? text.length : at;
}

/** What is wrong with the `&` at `at`; undefined where it begins a reference that XML itself knows. */
export function referenceFault(
  text: string,
  at: number,
  to: number,
): { code: string; message: string; end: number } | undefined {
  if (reference(text, at) !== undefined) return undefined;
  const name = /^&[#\w:.-]+;/.exec(text.slice(at, Math.min(to, at + 80)))?.[0];
  if (name === undefined) {
    return { code: "stray-ampersand", message: "A & that begins no reference: write &amp;.", end: at + 1 };
  }
  const message = `${name} is not one of XML's own entities: it stays as it is written.`;
  return { code: "unknown-entity", message, end: at + name.length };
}
