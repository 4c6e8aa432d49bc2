import { type Database, type Row, rowsByKey, rowsOf, textOf } from "../model/database.ts";
import type { Problem } from "../model/problem.ts";
import { sequenceTables } from "../model/schema.ts";
import { isStandardAction } from "../model/standardActions.ts";

/** Says which rows of a database that was read as a whole name something that no row of it defines. A table that is not there at all says nothing. */
export function checkReferences(database: Database): readonly Problem[] {
  return [...scheduledActions(database), ...eventActions(database), ...actionSources(database)];
}

/** What a sequence may hold besides standard and custom actions: the dialogs of the user interface. */
function isKnownAction(database: Database, action: string): boolean {
  return (
    isStandardAction(action) ||
    rowsByKey(database, "CustomAction", action).length > 0 ||
    rowsByKey(database, "Dialog", action).length > 0
  );
}

function* scheduledActions(database: Database): Generator<Problem> {
  if (!database.tables.has("CustomAction")) return;
  for (const table of sequenceTables) {
    for (const row of rowsOf(database, table)) {
      const action = textOf(row, "Action");
      if (action === undefined || isKnownAction(database, action)) continue;
      const message = `${table} schedules ${action}, which is neither a standard action nor a row of CustomAction or Dialog: Windows Installer has error 2726 (action not found) for that.`;
      yield dangling("undefined-action", message, row, "Action");
    }
  }
}

function* eventActions(database: Database): Generator<Problem> {
  if (!database.tables.has("CustomAction")) return;
  for (const row of rowsOf(database, "ControlEvent")) {
    const action = textOf(row, "Argument");
    if (
      textOf(row, "Event") !== "DoAction" ||
      action === undefined ||
      /\[/.test(action) ||
      isKnownAction(database, action)
    )
      continue;
    yield dangling("undefined-action", `This event runs ${action}, which is no row of CustomAction.`, row, "Argument");
  }
}

/** The tables that the Source column of a custom action names a row of, by the low six bits of its type. */
const SOURCE_TABLES: Readonly<Record<number, string>> = {
  1: "Binary",
  2: "Binary",
  5: "Binary",
  6: "Binary",
  17: "File",
  18: "File",
  21: "File",
  22: "File",
};

function* actionSources(database: Database): Generator<Problem> {
  for (const row of rowsOf(database, "CustomAction")) {
    const type = row.cells["Type"]?.value;
    const table = typeof type === "number" ? SOURCE_TABLES[type & 0x3f] : undefined;
    const source = textOf(row, "Source");
    if (table === undefined || source === undefined || !database.tables.has(table)) continue;
    if (rowsByKey(database, table, source).length > 0) continue;
    const message = `The custom action ${textOf(row, "Action") ?? ""} runs ${source} of the table ${table}, which has no such row.`;
    yield dangling("undefined-source", message, row, "Source");
  }
}

function dangling(code: string, message: string, row: Row, column: string): Problem {
  return { code, severity: "warning", message, site: row.cells[column]?.site ?? row.site };
}
