import type { Location, Position, Range } from "vscode-languageserver/node";
import { lineStarts, positionAt } from "../model/lines.ts";
import type { Site } from "../model/site.ts";
import type { Span } from "../model/span.ts";

/** Turns the engine's offsets into the positions of LSP, with the line starts of each file worked out once. */
export interface Places {
  /** The range of a span of a file; the start of the file where its text is not known. */
  range(path: string, span: Span): Range;
  /** Where a value stands. A cell of a binary database has no text: its file's start stands in for it, and the fragment of the URI names it to clients that can open such. */
  location(site: Site): Location;
}

/** Places over the texts that were analysed. */
export function createPlaces(
  textOf: (path: string) => string | undefined,
  uriOf: (path: string) => string,
  cellUris = false,
): Places {
  const known = new Map<string, readonly number[]>();
  const startsOf = (path: string) => {
    const found = known.get(path) ?? lineStarts(textOf(path) ?? "");
    known.set(path, found);
    return found;
  };
  const range = (path: string, span: Span): Range => {
    const starts = startsOf(path);
    const size = textOf(path)?.length ?? 0;
    return { start: position(starts, Math.min(span.start, size)), end: position(starts, Math.min(span.end, size)) };
  };
  return {
    range,
    location: (site) => ({
      uri: cellUris ? uriOf(site.file) + cellFragment(site) : uriOf(site.file),
      range: range(site.file, site.kind === "text" ? site.span : { start: 0, end: 0 }),
    }),
  };
}

/** Encoded twice: a client that reads a URI decodes it once, and a key may hold any character. */
function cellFragment(site: Site): string {
  if (site.kind === "text") return "";
  const storage = site.storage === undefined ? [] : [site.storage];
  const parts = [site.table, site.row, site.column, ...storage];
  return `#${parts.map((part) => encodeURIComponent(encodeURIComponent(part))).join("/")}`;
}

function position(starts: readonly number[], offset: number): Position {
  const { line, column } = positionAt(starts, offset);
  return { line: line - 1, character: column - 1 };
}

/** The offset of a position in a text whose line starts are given, within the text. */
export function offsetAt(text: string, { line, character }: Position): number {
  const starts = lineStarts(text);
  const start = starts[line];
  if (start === undefined) return text.length;
  return Math.min(start + character, starts[line + 1] ?? text.length);
}
