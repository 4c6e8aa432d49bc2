import type { Assumption, Cell, CellValue, Column, Row, Table } from "../../model/database.ts";
import type { CellSite } from "../../model/site.ts";
import type { BinaryColumn } from "./schema.ts";
import { type Home, StoredCell } from "./tableView.ts";
import type { Change, TableChanges } from "./transform.ts";

const NONE: readonly Assumption[] = [];

/**
 * A table as a transform leaves it. Rows that it does not touch are those of the base; of a row that it changes, the row and the changed cells stand in the transform. Where there is no
 * base, the table has only what the transform says, and cells that it says nothing of are not known.
 */
export class ChangedTable implements Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly #base: Table | undefined;
  readonly #home: Home;
  readonly #spec: readonly BinaryColumn[];
  /** Rows of the base, or those that an earlier change made of them, with what stands in their place. */
  readonly #gone = new Set<Row>();
  readonly #made = new Map<string, Row>();
  #rows: readonly Row[] | undefined;

  constructor({ name, columns, changes }: TableChanges, base: Table | undefined, home: Home) {
    this.name = name;
    this.columns = columns;
    this.#spec = columns;
    this.#base = base;
    this.#home = home;
    for (const change of changes) this.#apply(change);
  }

  get rows(): readonly Row[] {
    this.#rows ??= [...(this.#base?.rows ?? []).filter((row) => !this.#gone.has(row)), ...this.#made.values()];
    return this.#rows;
  }

  find(key: string): readonly Row[] {
    const column = this.columns.find((one) => one.key)?.name ?? this.columns[0]?.name ?? "";
    return this.#both(this.#base?.find?.(key), ({ cells }) => String(cells[column]?.value ?? "") === key);
  }

  findCalled(name: string): readonly Row[] {
    const longName = (row: Row) =>
      String(row.cells["FileName"]?.value ?? "")
        .split("|")
        .at(-1)
        ?.toLowerCase();
    return this.#both(this.#base?.findCalled?.(name), (row) => longName(row) === name);
  }

  #both(base: readonly Row[] | undefined, matches: (row: Row) => boolean): readonly Row[] {
    return [...(base ?? []).filter((row) => !this.#gone.has(row)), ...[...this.#made.values()].filter(matches)];
  }

  #apply({ kind, cells }: Change): void {
    const keys = this.#spec.flatMap(({ key }, index) => (key ? [cells.get(index) ?? null] : []));
    const key = keys.map((value) => value ?? "").join("\t");
    const before = this.#made.get(key) ?? this.#inBase(keys);
    if (before !== undefined) this.#gone.add(before);
    this.#made.delete(key);
    if (kind !== "delete") this.#made.set(key, this.#row(key, cells, kind === "update" ? before : undefined, kind));
  }

  #inBase(keys: readonly CellValue[]): Row | undefined {
    const names = this.#spec.filter(({ key }) => key).map(({ name }) => name);
    const rows = this.#base?.find?.(String(keys[0] ?? "")) ?? [];
    return rows.find(({ cells }) => names.every((name, at) => (cells[name]?.value ?? null) === keys[at]));
  }

  #row(key: string, said: Change["cells"], before: Row | undefined, kind: Change["kind"]): Row {
    const site: CellSite = { kind: "cell", ...this.#home, table: this.name, row: key, column: "" };
    const cells: Record<string, Cell> = Object.create(null);
    for (const [index, { name, type }] of this.#spec.entries()) {
      const value = said.get(index);
      if (said.has(index))
        cells[name] = new StoredCell(
          type === "binary" && value !== null ? streamName(this.name, key) : (value ?? null),
          { site },
          name,
        );
      else cells[name] = before?.cells[name] ?? this.#unsaid(site, name, kind);
    }
    return { cells, site, when: NONE, linked: true };
  }

  /** A cell that the change says nothing of: null in a row that is new, not known in one that nobody here has seen. */
  #unsaid(site: CellSite, column: string, kind: Change["kind"]): Cell {
    const cell = { value: null, site: { ...site, column } };
    return kind === "update" ? { ...cell, unknown: true } : cell;
  }
}

const streamName = (table: string, key: string) => `${table}.${key.replaceAll("\t", ".")}`;
