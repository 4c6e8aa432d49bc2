import { type Database, integerOf, type Row, rowsOf, textOf } from "../model/database.ts";
import type { SequenceTable } from "../model/schema.ts";
import { mutexState } from "../timeline/moments.ts";
import { executeActionOf, isExit, isUiTable, SEQUENCE_TABLES, sequenceOf, uiMoment } from "../timeline/schedule.ts";

/** An action with its number in a sequence. */
export interface Numbered {
  readonly action: string;
  readonly number: number;
}

/** Where a row of a sequence table stands: between which actions, and whether the mutex is held there. */
export interface SequencePlace {
  readonly table: SequenceTable;
  readonly action: string;
  /** Undefined where the row has no number, and so is never run. */
  readonly number: number | undefined;
  /** The nearest actions that run before and after it. */
  readonly before: Numbered | undefined;
  readonly after: Numbered | undefined;
  readonly mutexHeld: boolean;
  readonly because: string;
  readonly source: string;
}

/** The place of the row of a sequence table whose text is around an offset; undefined elsewhere, and in sources in which rows are no text of their own. */
export function sequencePlaceAt(
  databases: readonly Database[],
  path: string,
  offset: number,
): SequencePlace | undefined {
  for (const database of databases) {
    if (database.toolset.startsWith("wix") || !database.files.includes(path)) continue;
    for (const table of SEQUENCE_TABLES) {
      const row = rowsOf(database, table).find((one) => holds(one, path, offset));
      if (row !== undefined) return placeOf(database, table, row);
    }
  }
  return undefined;
}

/** A standard action that a project does not list stands where the whole project does: that is not its text. */
function holds(row: Row, path: string, offset: number): boolean {
  const site = row.cells["Sequence"]?.site;
  if (site?.kind !== "text" || row.site.kind !== "text" || site.file !== path || row.site === site) return false;
  return row.site.span.start <= offset && offset <= row.site.span.end;
}

function placeOf(database: Database, table: SequenceTable, row: Row): SequencePlace {
  const number = integerOf(row, "Sequence");
  const others = rowsOf(database, table).flatMap((one): Numbered[] => {
    const at = integerOf(one, "Sequence");
    return one === row || at === undefined || at <= 0 ? [] : [{ action: textOf(one, "Action") ?? "", number: at }];
  });
  const place = number === undefined || isExit(number) ? undefined : number;
  const before = others.filter((one) => place !== undefined && one.number <= place);
  const after = others.filter((one) => place !== undefined && one.number > place);
  const moment = isUiTable(table) ? uiMoment(database, table, row, executeActionOf(database, table)) : "execute";
  const { mutexHeld, because, source } = mutexState(moment, table, table, undefined);
  return {
    table,
    action: textOf(row, "Action") ?? "",
    number: sequenceOf(row),
    before: before.reduce<Numbered | undefined>(
      (best, one) => (best === undefined || one.number > best.number ? one : best),
      undefined,
    ),
    after: after.reduce<Numbered | undefined>(
      (best, one) => (best === undefined || one.number < best.number ? one : best),
      undefined,
    ),
    mutexHeld,
    because,
    source,
  };
}
