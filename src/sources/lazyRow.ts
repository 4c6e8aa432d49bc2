import type { Assumption, Cell, CellValue, Column, Row } from "../model/database.ts";
import { type Site, type Sourced, textSite } from "../model/site.ts";
import type { Span } from "../model/span.ts";

const NONE: readonly Assumption[] = [];

/** A row of a table source whose cells are read when somebody first asks for them: most of a project is never looked at. */
export class LazyRow implements Row {
  readonly when = NONE;
  readonly linked = true;
  readonly site: Site;
  readonly #read: () => Readonly<Record<string, Cell>>;
  #cells: Readonly<Record<string, Cell>> | undefined;

  constructor(file: string, span: Span, read: () => Readonly<Record<string, Cell>>) {
    this.site = textSite(file, span);
    this.#read = read;
  }

  get cells(): Readonly<Record<string, Cell>> {
    this.#cells ??= this.#read();
    return this.#cells;
  }
}

/** What a text means in its column: a number where it is one, null where it is empty. What is no number in a column of numbers stays text. */
export function cellOf(column: Column, { value, site }: Sourced<string>): Cell {
  return { value: typed(column, value), site };
}

function typed(column: Column, value: string): CellValue {
  if (value === "") return null;
  return column.type === "integer" && /^\s*-?\d{1,10}\s*$/.test(value) ? Number(value) : value;
}

/** A row that no text holds, caused by what stands at a place. */
export function impliedRow(site: Site, values: Readonly<Record<string, CellValue>>): Row {
  const cells = Object.entries(values).map(([name, value]) => [name, { value, site }] as const);
  return { cells: Object.fromEntries(cells), site, when: NONE, linked: true };
}
