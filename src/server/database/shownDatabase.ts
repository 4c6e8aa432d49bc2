import type { ActionReport, Report } from "../../analysis/report.ts";
import { type Database, rowsByKey } from "../../model/database.ts";
import type { Finding } from "../../model/finding.ts";
import { nameOf } from "../../model/path.ts";
import type {
  DatabaseAnswer,
  DatabaseQuery,
  DatabaseSummary,
  DatabaseText,
  DatabaseView,
  RowOrder,
} from "../../protocol.ts";
import { actionsGrid } from "./actionsGrid.ts";
import { findingsGrid } from "./findingsGrid.ts";
import { type Found, foundIn, showFinding } from "./found.ts";
import type { Grid } from "./grid.ts";
import { orderRows } from "./order.ts";
import { tableGrid } from "./tableGrid.ts";
import { textOfTable } from "./text.ts";

/** Rows that are handed out at once: a screen and what is scrolled to next. */
const MOST_ROWS = 1000;

/** A long value is handed out in parts of so many UTF-16 units. */
const LONGEST_PART = 65_536;

/** Orders of rows that are kept: going back to one costs nothing. */
const MOST_ORDERS = 8;

/** The databases of one file as one report has them: answers what an editor asks. */
export class ShownDatabase {
  readonly #report: Report;
  readonly #file: string;
  readonly #parts: ReadonlyMap<string, Part>;
  readonly #grids = new Map<string, Grid | undefined>();
  readonly #orders = new Map<string, Uint32Array>();

  constructor(report: Report, file: string) {
    this.#report = report;
    this.#file = file;
    const databases = report.databases.filter(({ files }) => files.includes(file));
    this.#parts = new Map(databases.map((database) => partOf(report, file, database)));
  }

  /** True where nothing has changed since. */
  isOf(report: Report): boolean {
    return this.#report === report;
  }

  answer(query: DatabaseQuery): DatabaseAnswer {
    switch (query.kind) {
      case "overview":
        return this.#overview();
      case "rows":
        return this.#rows(query.order, query.from, query.to);
      case "locate":
        return this.#locate(query.order, query.cell);
      case "details":
        return this.#details(query);
    }
  }

  /** A table as a text archive. */
  text(name: string, table: string): DatabaseText | undefined {
    const part = this.#parts.get(name);
    const grid = this.#gridOf({ kind: "table", database: name, table });
    return part === undefined || grid === undefined ? undefined : textOfTable(part.database, table, grid, part.found);
  }

  #overview(): DatabaseAnswer {
    const problems = this.#report.problems.filter(({ site }) => site.file === this.#file);
    if (this.#parts.size === 0) {
      const [problem] = problems;
      return { kind: "unavailable", reason: problem?.message ?? `${nameOf(this.#file)} was not read.` };
    }
    const databases = [...this.#parts].map(([id, part]) => summaryOf(id, part));
    const shown = problems.map(({ severity, message }) => ({ severity, message }));
    return { kind: "overview", file: nameOf(this.#file), databases, problems: shown };
  }

  #rows(order: RowOrder, from: number, to: number): DatabaseAnswer {
    const grid = this.#gridOf(order.view);
    if (grid === undefined) return { kind: "unavailable", reason: "This view is not there any more." };
    const rows = this.#orderOf(grid, order);
    const start = Math.max(0, Math.floor(from) || 0);
    const end = Math.min(rows.length, start + MOST_ROWS, Math.max(start, Math.floor(to) || 0));
    return {
      kind: "rows",
      columns: grid.columns.map(({ name, type, key }) => ({ name, type, key })),
      total: rows.length,
      unfiltered: grid.count,
      from: start,
      rows: Array.from(rows.subarray(start, end), (index) => ({ index, cells: grid.show(index) })),
    };
  }

  #locate(order: RowOrder, cell: Parameters<Grid["find"]>[0]): DatabaseAnswer {
    const grid = this.#gridOf(order.view);
    const found = grid?.find(cell);
    if (grid === undefined || found === undefined) return { kind: "locate", at: null, column: 0 };
    const at = this.#orderOf(grid, order).indexOf(found.row);
    return { kind: "locate", at: at < 0 ? null : at, column: found.column };
  }

  #details({ view, row, column, from }: Extract<DatabaseQuery, { kind: "details" }>): DatabaseAnswer {
    const grid = this.#gridOf(view);
    if (grid === undefined || grid.show(row)[column] === undefined) {
      return { kind: "unavailable", reason: "This row is not there any more." };
    }
    const value = grid.value(row, column);
    const start = Math.max(0, Math.floor(from) || 0);
    const note = grid.note(row, column);
    return {
      kind: "details",
      title: grid.title(row, column),
      text: value.slice(start, start + LONGEST_PART),
      length: value.length,
      ...(note === undefined ? {} : { note }),
      findings: this.#findingsAt(view, grid, row, column).map(showFinding),
    };
  }

  /** A cell of a table has its own findings, a row of one of the lists those that it speaks of. */
  #findingsAt(view: DatabaseView, grid: Grid, row: number, column: number): readonly Finding[] {
    const found = this.#parts.get(view.database)?.found;
    if (found === undefined) return [];
    if (view.kind === "actions") return found.ofAction(grid.value(row, 1));
    const place = view.kind === "findings" ? grid.show(row)[3]?.link : grid.place(row, column);
    if (place === undefined) return [];
    const rule = view.kind === "findings" ? grid.value(row, 1) : undefined;
    return found.at(place.table, place.row, place.column).filter((one) => rule === undefined || one.rule === rule);
  }

  #orderOf(grid: Grid, { view, filter, sort }: RowOrder): Uint32Array {
    const key = JSON.stringify([view, filter.trim().toLowerCase(), sort]);
    const known = this.#orders.get(key) ?? orderRows(grid, filter, sort);
    this.#orders.delete(key);
    this.#orders.set(key, known);
    for (const oldest of this.#orders.keys()) {
      if (this.#orders.size <= MOST_ORDERS) break;
      this.#orders.delete(oldest);
    }
    return known;
  }

  #gridOf(view: DatabaseView): Grid | undefined {
    const key = JSON.stringify(view);
    if (!this.#grids.has(key)) this.#grids.set(key, this.#makeGrid(view));
    return this.#grids.get(key);
  }

  #makeGrid(view: DatabaseView): Grid | undefined {
    const part = this.#parts.get(view.database);
    if (part === undefined) return undefined;
    const { database, found, actions } = part;
    if (view.kind === "actions") return actionsGrid(view.database, actions, found);
    if (view.kind === "findings") return findingsGrid(found);
    const table = database.tables.get(view.table);
    const isAction = (id: string) => rowsByKey(database, "CustomAction", id).length > 0;
    return table === undefined ? undefined : tableGrid(view.database, table, found, isAction);
  }
}

/** One database of the file. */
interface Part {
  readonly database: Database;
  readonly found: Found;
  readonly actions: readonly ActionReport[];
}

/** A database inside the file is known by its storage, the file's own by nothing. */
function partOf(report: Report, file: string, database: Database): readonly [string, Part] {
  const id = database.id.startsWith(`${file}!`) ? database.id.slice(file.length + 1) : "";
  const actions = report.actions.filter((one) => one.database === database);
  return [id, { database, found: foundIn(report, file, id), actions }];
}

function summaryOf(id: string, { database, found, actions }: Part): DatabaseSummary {
  const tables = [...database.tables.values()]
    .map(({ name, rows }) => ({ name, rows: rows.length, findings: found.inTable(name).length }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { name, kind } = database;
  return { id, name, kind, actions: actions.length, findings: found.findings.length, tables };
}
