import type { CellPlace, CellShown, ColumnShown } from "../../protocol.ts";

/** Rows that can be filtered, sorted and shown, whatever they are made from. Rows and columns count from 0. */
export interface Grid {
  readonly columns: readonly ColumnShown[];
  readonly count: number;
  /** What a column is sorted by: numbers by their size, before texts; null before all. */
  sortKey(row: number, column: number): number | string | null;
  /** All that a filter looks at in a row. */
  search(row: number): string;
  show(row: number): readonly CellShown[];
  /** Where a cell stands; undefined where it stands in no row of this grid. */
  find(cell: CellPlace): { readonly row: number; readonly column: number } | undefined;
  /** Which cell of a table this is; undefined in a list that is no table. */
  place(row: number, column: number): CellPlace | undefined;
  /** The whole value of a cell. */
  value(row: number, column: number): string;
  note(row: number, column: number): string | undefined;
  /** What a screen reader and the details call a cell. */
  title(row: number, column: number): string;
}

/** A grid shows as much of a value, in UTF-16 units. */
const LONGEST_SHOWN = 300;

/** A value in one line, cut where it is long: control characters as the pictures that Unicode has of them. */
export function oneLine(text: string): string {
  const cut = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return cut.replace(/[\u0000-\u001f\u007f]/g, (unit) =>
    unit === "\u007f" ? "\u2421" : String.fromCharCode(0x2400 + unit.charCodeAt(0)),
  );
}
