import type { Column, Table } from "../../model/database.ts";
import type { ArchiveRow } from "./cells.ts";

/** The table of an archive, with indexes of its own: of 100,000 files few are looked at, and only their cells are made. */
export class ArchiveTable implements Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: readonly ArchiveRow[];
  #byKey: ReadonlyMap<string, readonly ArchiveRow[]> | undefined;
  #byFileName: ReadonlyMap<string, readonly ArchiveRow[]> | undefined;

  constructor(name: string, columns: readonly Column[], rows: readonly ArchiveRow[]) {
    this.name = name;
    this.columns = columns;
    this.rows = rows;
  }

  find(key: string): readonly ArchiveRow[] {
    const column = Math.max(
      0,
      this.columns.findIndex((one) => one.key),
    );
    this.#byKey ??= this.#index(column, (value) => value);
    return this.#byKey.get(key) ?? [];
  }

  findCalled(name: string): readonly ArchiveRow[] {
    const column = this.columns.findIndex((one) => one.name === "FileName");
    this.#byFileName ??= this.#index(column, (value) => value.slice(value.lastIndexOf("|") + 1).toLowerCase());
    return this.#byFileName.get(name) ?? [];
  }

  #index(column: number, of: (value: string) => string): ReadonlyMap<string, readonly ArchiveRow[]> {
    const index = new Map<string, ArchiveRow[]>();
    for (const row of this.rows) {
      const key = of(String(row.valueAt(column) ?? ""));
      const rows = index.get(key);
      if (rows === undefined) index.set(key, [row]);
      else rows.push(row);
    }
    return index;
  }
}
