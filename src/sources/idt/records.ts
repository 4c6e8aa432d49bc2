import type { Span } from "../../model/span.ts";

/** A line of text without its end, and where the next one starts. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** The line that starts at an offset; it ends at LF or CR LF. */
export function lineAt(text: string, start: number): Line {
  const feed = text.indexOf("\n", start);
  if (feed < 0) return { start, end: text.length, next: text.length };
  return { start, end: feed > start && text.charCodeAt(feed - 1) === 13 ? feed - 1 : feed, next: feed + 1 };
}

/** One record of an archive: its range, which may hold line ends, and how many tabs are in it; `stray` for a line that belongs to no record. */
export interface ArchiveRecord extends Span {
  readonly tabs: number;
  readonly stray?: true;
}

/**
 * The records that stand from an offset on, in a table whose columns hold text or do not (`texts`).
 *
 * libmsi (msiinfo, msidump) writes line ends inside a cell as they are: what has too few tabs goes on in the next lines until the tabs are there, and lines without any go on
 * with the last cell of the record before. A tab in a cell is always escaped, and only text holds line ends. Every line is looked at once, so the work grows with the text alone.
 */
export function* recordsFrom(text: string, offset: number, texts: readonly boolean[]): Generator<ArchiveRecord> {
  let open: ArchiveRecord | undefined;
  for (let at = offset; at < text.length; ) {
    const line = lineAt(text, at);
    at = line.next;
    const here = tabsIn(text, line);
    if (open !== undefined && goesOn(open, here, texts)) {
      // An empty line counts once something follows: at the end of a file, or between records, it is none of the cell.
      if (line.start < line.end) open = { start: open.start, end: line.end, tabs: open.tabs + here };
      continue;
    }
    if (open !== undefined) yield open;
    open = undefined;
    if (line.start === line.end) continue;
    if (here === 0 && texts.length > 1) yield { start: line.start, end: line.end, tabs: 0, stray: true };
    else open = { start: line.start, end: line.end, tabs: here };
  }
  if (open !== undefined) yield open;
}

/** A whole line is always a record of its own; a part of one goes on with a cell that may hold line ends. */
function goesOn(open: ArchiveRecord, here: number, texts: readonly boolean[]): boolean {
  const tabs = texts.length - 1;
  if (tabs === 0 || here === tabs || open.tabs + here > tabs || texts[open.tabs] !== true) return false;
  return open.tabs < tabs || here === 0;
}

function tabsIn(text: string, { start, end }: Span): number {
  let count = 0;
  for (let at = start; at < end; at++) if (text.charCodeAt(at) === 9) count++;
  return count;
}
