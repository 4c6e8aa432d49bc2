import type { TextSite } from "../model/site.ts";
import type { Places } from "./place.ts";

/** A line of source with what marks the place in it; both without the line number. */
export interface ExcerptLine {
  readonly line: number;
  readonly source: string;
  readonly marks: string;
}

/** No more lines of one place are shown than these. */
const MOST_LINES = 3;

const TAB = 4;

const ELLIPSIS = "…";

/** The source lines of a place, each clipped around it to `width` columns, with `^~~~` under it. */
export function excerpt(site: TextSite, places: Places, width: number): readonly ExcerptLine[] {
  const start = places.positionOf(site.file, site.span.start);
  const end = places.positionOf(site.file, Math.max(site.span.start, site.span.end));
  const found: ExcerptLine[] = [];
  for (let line = start.line; line <= end.line && found.length < MOST_LINES; line++) {
    const text = places.lineOf(site.file, line);
    if (text === undefined) break;
    const from = line === start.line ? start.column - 1 : text.length - text.trimStart().length;
    const to = line === end.line ? end.column - 1 : text.length;
    if (line !== start.line && text.slice(from, to).trim() === "") continue;
    found.push({ line, ...draw(text, from, Math.max(from, to), width, line === start.line) });
  }
  return found;
}

/** One glyph: what is printed for it, how many columns that takes, and where in the text it stands. */
interface Glyph {
  readonly shown: string;
  readonly columns: number;
  readonly at: number;
}

function draw(text: string, from: number, to: number, width: number, first: boolean) {
  const all = glyphs(text);
  const [begin, end] = window(all, from, to, width);
  const shown = all.slice(begin, end);
  const inside = ({ at }: Glyph) => at >= from && (at < to || at === from);
  let marked = !first;
  const marks = shown.map((glyph) => {
    if (!inside(glyph)) return " ".repeat(glyph.columns);
    const mark = marked ? "~".repeat(glyph.columns) : `^${"~".repeat(Math.max(0, glyph.columns - 1))}`;
    if (glyph.columns > 0) marked = true;
    return mark;
  });
  const [left, right] = [begin > 0 ? ELLIPSIS : "", end < all.length ? ELLIPSIS : ""];
  // A place behind the last character of its line, as that of a missing end.
  const behind = from >= text.length && first ? "^" : "";
  return {
    source: left + shown.map((glyph) => glyph.shown).join("") + right,
    marks: (left === "" ? "" : " ") + marks.join("") + behind,
  };
}

/** The glyphs that fit: the place itself comes first, then as much as there is room for before it, then after it. */
function window(all: readonly Glyph[], from: number, to: number, width: number): readonly [number, number] {
  const columns = all.reduce((sum, glyph) => sum + glyph.columns, 0);
  if (columns <= width) return [0, all.length];
  const first = Math.max(
    0,
    all.findIndex((glyph) => glyph.at >= from),
  );
  let [begin, end, used] = [first, first, 2];
  const fits = (glyph: Glyph | undefined): glyph is Glyph => glyph !== undefined && used + glyph.columns <= width;
  const take = (glyph: Glyph) => {
    used += glyph.columns;
  };
  for (let glyph = all[end]; fits(glyph) && glyph.at < to; glyph = all[end]) {
    take(glyph);
    end++;
  }
  const lead = used + Math.floor((width - used) / 2);
  for (let glyph = all[begin - 1]; fits(glyph) && used < lead; glyph = all[begin - 1]) {
    take(glyph);
    begin--;
  }
  for (let glyph = all[end]; fits(glyph); glyph = all[end]) {
    take(glyph);
    end++;
  }
  return [begin, end];
}

function glyphs(text: string): readonly Glyph[] {
  const found: Glyph[] = [];
  let [at, column] = [0, 0];
  for (const character of text) {
    const shown = character === "\t" ? " ".repeat(TAB - (column % TAB)) : printable(character);
    const columns = character === "\t" ? shown.length : columnsOf(character);
    found.push({ shown, columns, at });
    at += character.length;
    column += columns;
  }
  return found;
}

/**
 * A text that does nothing to a terminal but show: control characters, which a hostile source may hold, and those that reverse the writing direction become `·`.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "·");
}

/** Two for what terminals draw wide (https://www.unicode.org/reports/tr11/), none for what they draw onto the character before. */
function columnsOf(character: string): number {
  if (/[\p{Mn}\p{Me}\u200b\u200c]|\u200d/u.test(character)) return 0;
  return /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
    character,
  )
    ? 2
    : 1;
}
