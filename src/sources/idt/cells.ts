import type { Assumption, Cell, CellValue, Column, Row } from "../../model/database.ts";
import type { Site, TextSite } from "../../model/site.ts";
import type { Span } from "../../model/span.ts";

/**
 * What stands for characters that separate fields and records, by its code.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/ascii-data-in-text-archive-files
 */
export const ESCAPES: ReadonlyMap<number, string> = new Map([
  [21, "\0"],
  [27, "\b"],
  [16, "\t"],
  [25, "\n"],
  [24, "\f"],
  [17, "\r"],
]);

/** A field as it means: with 17 and 25 in it, it is two lines. Unit by unit, so that offsets stay. */
export function unescaped(field: string): string {
  let out = "";
  let from = 0;
  for (let at = 0; at < field.length; at++) {
    const code = field.charCodeAt(at);
    const means = code > 15 && code < 28 ? ESCAPES.get(code) : undefined;
    if (means === undefined) continue;
    out += field.slice(from, at) + means;
    from = at + 1;
  }
  return from === 0 ? field : out + field.slice(from);
}

/** A cell of an archive. A class, so that the many that nobody asks where they stand cost one object each. */
export class ArchiveCell implements Cell {
  readonly value: CellValue;
  readonly #file: string;
  readonly #start: number;
  readonly #end: number;
  #site: TextSite | undefined;

  constructor(value: CellValue, file: string, start: number, end: number) {
    this.value = value;
    this.#file = file;
    this.#start = start;
    this.#end = end;
  }

  get site(): Site {
    this.#site ??= editableSite(this.#file, { start: this.#start, end: this.#end });
    return this.#site;
  }
}

/** The site of a value that stands in the text unit by unit. */
export function editableSite(file: string, span: Span): TextSite {
  const length = span.end - span.start;
  const piece = { from: 0, to: length, file, span, via: [], editable: true };
  return { kind: "text", file, span, pieces: length === 0 ? [] : [piece] };
}

const NONE: readonly Assumption[] = [];

/** A row of an archive; its cells are made when they are first asked for. */
export class ArchiveRow implements Row {
  readonly when = NONE;
  readonly linked = true;
  readonly site: Site;
  readonly #text: string;
  readonly #columns: readonly Column[];
  #cells: Readonly<Record<string, Cell>> | undefined;

  constructor(text: string, file: string, span: Span, columns: readonly Column[]) {
    this.#text = text;
    this.#columns = columns;
    this.site = { kind: "text", file, span, pieces: [] };
  }

  get cells(): Readonly<Record<string, Cell>> {
    this.#cells ??= this.#read();
    return this.#cells;
  }

  /** What one column says, without making the cells. */
  valueAt(index: number): CellValue {
    const column = this.#columns[index];
    const { start, end } = spanOf(this.site);
    // Looked through on its own: a search for a tab must not run on into what follows.
    const record = this.#text.slice(start, end);
    let from = 0;
    for (let left = index; left > 0; left--) {
      const tab = record.indexOf("\t", from);
      if (tab < 0) return null;
      from = tab + 1;
    }
    const tab = record.indexOf("\t", from);
    return column === undefined ? null : cellValue(column, record.slice(from, tab < 0 ? undefined : tab));
  }

  #read(): Readonly<Record<string, Cell>> {
    const { file } = this.site;
    const cells: Record<string, Cell> = Object.create(null);
    for (const [index, { start, end }] of fieldsOf(this.#text, spanOf(this.site)).entries()) {
      const column = this.#columns[index];
      if (column === undefined) break;
      cells[column.name] = new ArchiveCell(cellValue(column, this.#text.slice(start, end)), file, start, end);
    }
    return cells;
  }
}

const spanOf = (site: Site): Span => (site.kind === "text" ? site.span : { start: 0, end: 0 });

/** The fields of a record. */
export function fieldsOf(text: string, { start, end }: Span): readonly Span[] {
  const fields: Span[] = [];
  let from = start;
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at) !== 9) continue;
    fields.push({ start: from, end: at });
    from = at + 1;
  }
  fields.push({ start: from, end });
  return fields;
}

/** What a field means in its column: what is no number in a column of numbers stays text, and the archive has a problem there. */
export function cellValue(column: Column, field: string): CellValue {
  if (field === "") return null;
  if (column.type === "integer") return isInteger(field) ? Number(field) : field;
  return unescaped(field);
}

/** True for `-1` and `3106`, blanks around them allowed. */
export function isInteger(field: string): boolean {
  return /^ *-?\d{1,10} *$/.test(field);
}
