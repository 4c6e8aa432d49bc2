import type { Frame, Piece } from "../../model/site.ts";
import type { Span } from "../../model/span.ts";

/** A value and the origin of each of its runs. */
export interface Located {
  readonly value: string;
  readonly pieces: readonly Piece[];
}

/** A text of a file from which values are cut, and how its parts came to be used. */
export interface Origin {
  readonly file: string;
  readonly text: string;
  readonly via?: readonly Frame[];
  readonly editable?: boolean;
  /** What another tool fills in before WiX reads the file, in the order of the text. */
  readonly templates?: readonly Span[];
}

/** How XML reads a run of characters: attribute values lose their line breaks, CDATA knows no entities, instructions neither. */
export type RunKind = "attribute" | "text" | "cdata" | "instruction";

const noFrames: readonly Frame[] = [];
const special = { attribute: /[&\r\t\n]/, text: /[&\r]/, cdata: /\r/, instruction: /\r/ };

/**
 * Decodes the characters of a span as XML 1.0 does (sections 2.11, 3.3.3 and 4.6), each unit of the result with its place. The span may become part of it.
 * What another tool fills in stays as it is written, unknown.
 */
export function decodeRun(origin: Origin, kind: RunKind, span: Span): Located {
  const { templates } = origin;
  const decoded = decodeCharacters(origin, kind, span);
  if (templates === undefined || templates.length === 0) return decoded;
  return { value: decoded.value, pieces: decoded.pieces.flatMap((piece) => leftOpen(piece, templates)) };
}

/** A piece cut at the given ranges of its file, what lies in one of them unknown. */
function leftOpen(piece: Piece, ranges: readonly Span[]): Piece[] {
  const { start, end } = piece.span;
  const exact = mapsExactly(piece);
  const cut: Piece[] = [];
  let from = piece.from;
  for (let at = firstBehind(ranges, start); (ranges[at]?.start ?? end) < end; at++) {
    const range = ranges[at] ?? piece.span;
    if (!exact) return [{ ...piece, unknown: true }];
    const open = piece.from + Math.max(0, range.start - start);
    const to = Math.min(piece.to, piece.from + range.end - start);
    if (open > from) cut.push(movedPiece(piece, from, open, 0));
    cut.push({ ...movedPiece(piece, open, to, 0), unknown: true });
    from = to;
  }
  if (from === piece.from) return [piece];
  if (from < piece.to) cut.push(movedPiece(piece, from, piece.to, 0));
  return cut;
}

/** The index of the first range that ends behind an offset. */
function firstBehind(ranges: readonly Span[], offset: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function decodeCharacters(origin: Origin, kind: RunKind, span: Span): Located {
  const raw = origin.text.slice(span.start, span.end);
  const via = origin.via ?? noFrames;
  const editable = origin.editable ?? true;
  if (!special[kind].test(raw)) {
    const pieces = raw === "" ? [] : [{ from: 0, to: raw.length, file: origin.file, span, via, editable }];
    return { value: raw, pieces };
  }
  return decodeUnits(raw, kind, { file: origin.file, via, editable }, span.start);
}

type Mark = Pick<Piece, "file" | "via" | "editable">;

function decodeUnits(raw: string, kind: RunKind, mark: Mark, base: number): Located {
  const withEntities = kind === "attribute" || kind === "text";
  const stops = withEntities ? /[&\r]/g : /\r/g;
  const blank = kind === "attribute" ? " " : "\n";
  const pieces: Piece[] = [];
  let value = "";
  let from = 0;
  const literal = (to: number) => {
    if (to === from) return;
    const run =
      kind === "attribute" ? raw.slice(from, to).replace(/[\t\n\r]/g, " ") : raw.slice(from, to).replaceAll("\r", "\n");
    pieces.push({
      from: value.length,
      to: value.length + run.length,
      span: { start: base + from, end: base + to },
      ...mark,
    });
    value += run;
  };
  for (let stop = stops.exec(raw); stop !== null; stop = stops.exec(raw)) {
    const at = stop.index;
    const unit = raw.charCodeAt(at) === 13 ? lineBreak(raw, at, blank) : reference(raw, at);
    if (unit === undefined) continue;
    literal(at);
    pieces.push({
      from: value.length,
      to: value.length + unit.text.length,
      span: { start: base + at, end: base + at + unit.length },
      ...mark,
    });
    value += unit.text;
    from = at + unit.length;
    stops.lastIndex = from;
  }
  literal(raw.length);
  return { value, pieces };
}

interface Unit {
  readonly text: string;
  readonly length: number;
}

/** Undefined for a lone CR, which is one unit in and one unit out. */
function lineBreak(raw: string, at: number, text: string): Unit | undefined {
  return raw.charCodeAt(at + 1) === 10 ? { text, length: 2 } : undefined;
}

const predefined: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const referencePattern = /&(?:#x([0-9a-fA-F]{1,8})|#([0-9]{1,10})|(\w{2,4}));/y;

/** The character or predefined entity reference at `at`; undefined for anything else, which stays as written. */
export function reference(raw: string, at: number): Unit | undefined {
  referencePattern.lastIndex = at;
  const found = referencePattern.exec(raw);
  if (found === null) return undefined;
  const [whole, hex, decimal, name] = found;
  const text =
    name !== undefined ? predefined[name] : character(hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal));
  return text === undefined ? undefined : { text, length: whole.length };
}

function character(code: number): string | undefined {
  const legal =
    code === 9 || code === 10 || code === 13 || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd);
  return legal || (code >= 0x10000 && code <= 0x10ffff) ? String.fromCodePoint(code) : undefined;
}

/** The part `[from, to)` of a located value. */
export function sliceLocated(located: Located, from: number, to: number): Located {
  if (from === 0 && to === located.value.length) return located;
  const pieces: Piece[] = [];
  for (const piece of located.pieces) {
    if (piece.to > from && piece.from < to) pieces.push(movedPiece(piece, from, to, -from));
  }
  return { value: located.value.slice(from, to), pieces };
}

/** What of a piece lies in the run `[from, to)` of its value, which itself moves by so many units. */
export function movedPiece(piece: Piece, from: number, to: number, by: number): Piece {
  const start = Math.max(piece.from, from);
  const end = Math.min(piece.to, to);
  const { file, via, editable } = piece;
  if (piece.unknown) return { from: start + by, to: end + by, file, span: piece.span, via, editable, unknown: true };
  const span = mapsExactly(piece)
    ? { start: piece.span.start + start - piece.from, end: piece.span.end - (piece.to - end) }
    : piece.span;
  return { from: start + by, to: end + by, file, span, via, editable };
}

/** True where each unit of the piece has its own unit of the file. */
export function mapsExactly(piece: Piece): boolean {
  return piece.unknown !== true && piece.to - piece.from === piece.span.end - piece.span.start;
}

/** What the run `[from, to)` of a value occupies in the file where it begins. */
export function spanOf(
  located: Located,
  from: number,
  to: number,
): { readonly file: string; readonly span: Span } | undefined {
  let file: string | undefined;
  let start = 0;
  let end = 0;
  for (const piece of located.pieces) {
    if (piece.to <= from || piece.from >= to) continue;
    const exact = mapsExactly(piece);
    if (file === undefined) start = exact ? piece.span.start + Math.max(from - piece.from, 0) : piece.span.start;
    file ??= piece.file;
    if (piece.file === file) end = Math.max(end, exact ? piece.span.end - Math.max(piece.to - to, 0) : piece.span.end);
  }
  return file === undefined ? undefined : { file, span: { start, end } };
}
