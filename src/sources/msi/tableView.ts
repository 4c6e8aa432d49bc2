import type { Assumption, Cell, CellValue, Column, Row, Table } from "../../model/database.ts";
import type { CellSite } from "../../model/site.ts";
import type { BinaryTable } from "./binaryTable.ts";

/** Which database of which file cells stand in. */
export interface Home {
  readonly file: string;
  /** The storage of a database inside another, as in `Child`, or `Child/Grandchild`; undefined for the file's own. */
  readonly storage?: string;
}

const NONE: readonly Assumption[] = [];

/** A table of a binary database whose bytes are loaded. Rows are made when somebody asks for them: of 100,000 files few are looked at. */
export class TableView implements Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly #binary: BinaryTable;
  readonly #home: Home;
  readonly #made: (Row | undefined)[] = [];
  #rows: readonly Row[] | undefined;
  #byKey: ReadonlyMap<CellValue, readonly number[]> | undefined;
  #byFileName: ReadonlyMap<CellValue, readonly number[]> | undefined;

  constructor(binary: BinaryTable, home: Home) {
    this.name = binary.name;
    this.columns = binary.columns;
    this.#binary = binary;
    this.#home = home;
  }

  get rows(): readonly Row[] {
    this.#rows ??= Array.from({ length: this.#binary.rowCount }, (_, row) => this.#row(row));
    return this.#rows;
  }

  find(key: string): readonly Row[] {
    const column = Math.max(
      0,
      this.columns.findIndex((one) => one.key),
    );
    this.#byKey ??= this.#index(column, (value) => (value === null ? "" : String(value)));
    return (this.#byKey.get(key) ?? []).map((row) => this.#row(row));
  }

  findCalled(name: string): readonly Row[] {
    const column = this.columns.findIndex((one) => one.name === "FileName");
    this.#byFileName ??= this.#index(column, (value) => longName(String(value ?? "")));
    return (this.#byFileName.get(name) ?? []).map((row) => this.#row(row));
  }

  #index(column: number, of: (value: CellValue) => string): ReadonlyMap<string, readonly number[]> {
    const index = new Map<string, number[]>();
    for (let row = 0; row < this.#binary.rowCount; row++) {
      const key = of(this.#binary.cell(row, column));
      const rows = index.get(key);
      if (rows === undefined) index.set(key, [row]);
      else rows.push(row);
    }
    return index;
  }

  #row(row: number): Row {
    const made = this.#made[row] ?? new StoredRow(this.#binary, row, this.#home);
    this.#made[row] = made;
    return made;
  }
}

const longName = (name: string) => name.slice(name.lastIndexOf("|") + 1).toLowerCase();

/** A row of a binary database; its cells are decoded when they are first asked for. */
class StoredRow implements Row {
  readonly when = NONE;
  readonly linked = true;
  readonly #binary: BinaryTable;
  readonly #row: number;
  readonly #home: Home;
  #cells: Readonly<Record<string, Cell>> | undefined;
  #site: CellSite | undefined;

  constructor(binary: BinaryTable, row: number, home: Home) {
    this.#binary = binary;
    this.#row = row;
    this.#home = home;
  }

  get site(): CellSite {
    this.#site ??= { kind: "cell", ...this.#home, table: this.#binary.name, row: this.#key(), column: "" };
    return this.#site;
  }

  get cells(): Readonly<Record<string, Cell>> {
    this.#cells ??= this.#read();
    return this.#cells;
  }

  #key(): string {
    const cells = this.#binary.columns.map(({ key }, column) => (key ? [this.#binary.cell(this.#row, column)] : []));
    return cells
      .flat()
      .map((value) => value ?? "")
      .join("\t");
  }

  #read(): Readonly<Record<string, Cell>> {
    // Columns are called by the file what it likes, `__proto__` included.
    const cells: Record<string, Cell> = Object.create(null);
    for (const [index, { name }] of this.#binary.columns.entries()) {
      cells[name] = new StoredCell(this.#binary.cell(this.#row, index), this, name);
    }
    return cells;
  }
}

/** A cell of a stored row, which makes its site when that is asked for. */
export class StoredCell implements Cell {
  readonly value: CellValue;
  readonly #row: { readonly site: CellSite };
  readonly #column: string;
  #site: CellSite | undefined;

  constructor(value: CellValue, row: { readonly site: CellSite }, column: string) {
    this.value = value;
    this.#row = row;
    this.#column = column;
  }

  get site(): CellSite {
    this.#site ??= { ...this.#row.site, column: this.#column };
    return this.#site;
  }
}
