import type { Problem } from "../../model/problem.ts";
import { type Piece, type Sourced, type TextSite, textSite } from "../../model/site.ts";
import type { Span } from "../../model/span.ts";
import { lineAt } from "../idt/records.ts";

/** A section of a project: `"Name"`, then its entries and sections between braces. */
export interface Section extends Span {
  readonly name: string;
  readonly sections: readonly Section[];
  /** `"Arguments" = "8:/qn"`, by name: the type is left out of the value. */
  readonly entries: ReadonlyMap<string, Sourced<string>>;
}

/** A project as text, and what is wrong with it. */
export interface ParsedProject {
  readonly root: Section | undefined;
  readonly problems: readonly Problem[];
}

interface OpenSection {
  readonly name: string;
  readonly start: number;
  readonly sections: Section[];
  readonly entries: Map<string, Sourced<string>>;
}

const MOST_PROBLEMS = 1000;

/** Reads the lines of a .vdproj: an entry, the name of a section, or a brace each. Takes time in proportion to the text, however deep its sections are. */
export function parseProject(text: string, file: string): ParsedProject {
  const problems: Problem[] = [];
  const root: OpenSection = { name: "", start: 0, sections: [], entries: new Map() };
  const open: OpenSection[] = [root];
  let named: { readonly name: string; readonly start: number } | undefined;
  const fault = (code: string, message: string, span: Span) => {
    if (problems.length < MOST_PROBLEMS)
      problems.push({ code, severity: "error", message, site: textSite(file, span) });
  };
  for (let at = 0; at < text.length; ) {
    const line = lineAt(text, at);
    at = line.next;
    const written = text.slice(line.start, line.end).trim();
    const start =
      line.start + text.slice(line.start, line.end).length - text.slice(line.start, line.end).trimStart().length;
    const span = { start, end: start + written.length };
    const inner = open.at(-1) ?? root;
    if (written === "") continue;
    if (written === "{") {
      if (named === undefined)
        fault("unnamed-section", "A section begins here, and the line before does not name it.", span);
      open.push({ name: named?.name ?? "", start: named?.start ?? start, sections: [], entries: new Map() });
      named = undefined;
    } else if (written === "}") {
      if (open.length > 1) closeInto(open, span.end);
      else fault("unbalanced-section", "This brace closes no section.", span);
    } else {
      const [, name, value] = /^"([^"]*)"(?:\s*=\s*"(.*)")?$/.exec(written) ?? [];
      if (name === undefined)
        fault("not-an-entry", 'This line is neither a section nor an entry, as in "Name" = "8:text".', span);
      else if (value === undefined) named = { name, start };
      else if (!inner.entries.has(name)) inner.entries.set(name, entryValue(file, value, span.end - 1 - value.length));
    }
  }
  if (open.length > 1)
    fault("unbalanced-section", `The section ${open.at(-1)?.name ?? ""} is not closed.`, {
      start: open.at(-1)?.start ?? 0,
      end: text.length,
    });
  while (open.length > 1) closeInto(open, text.length);
  return { root: root.sections[0], problems };
}

function closeInto(open: OpenSection[], end: number): void {
  const section = open.pop();
  if (section !== undefined) open.at(-1)?.sections.push({ ...section, end });
}

/** `8:C:\\a\"b` means `C:\a"b`: the number before the colon is the type, a backslash escapes what follows. */
function entryValue(file: string, written: string, offset: number): Sourced<string> {
  const colon = /^\d+:/.exec(written)?.[0].length ?? 0;
  const pieces: Piece[] = [];
  let value = "";
  const add = (text: string, start: number, end: number) => {
    if (text === "") return;
    pieces.push({
      from: value.length,
      to: value.length + text.length,
      file,
      span: { start, end },
      via: [],
      editable: true,
    });
    value += text;
  };
  let from = colon;
  for (let at = written.indexOf("\\", colon); at >= 0 && at + 1 < written.length; at = written.indexOf("\\", at + 2)) {
    add(written.slice(from, at), offset + from, offset + at);
    const next = written.charAt(at + 1);
    add(ESCAPED[next] ?? next, offset + at, offset + at + 2);
    from = at + 2;
  }
  add(written.slice(from), offset + from, offset + written.length);
  const site: TextSite = { kind: "text", file, span: { start: offset + colon, end: offset + written.length }, pieces };
  return { value, site };
}

const ESCAPED: Readonly<Record<string, string>> = { r: "\r", n: "\n", t: "\t" };
