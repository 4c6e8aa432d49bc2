import { type Database, integerOf, type Row, rowsByKey } from "../model/database.ts";
import type { Moment, ScheduleTable } from "./step.ts";

/** The tables that Windows Installer walks from the lowest number to the highest. */
export type SequenceTable = Exclude<ScheduleTable, "ControlEvent">;

/** The two sequences that the client walks, with dialogs. */
export type UiTable = "InstallUISequence" | "AdminUISequence";

/** The sequence tables in the order in which a timeline lists them. */
export const SEQUENCE_TABLES: readonly SequenceTable[] = [
  "InstallUISequence",
  "InstallExecuteSequence",
  "AdminUISequence",
  "AdminExecuteSequence",
  "AdvtExecuteSequence",
];

/** True for the two sequences that show dialogs. */
export function isUiTable(table: ScheduleTable): table is UiTable {
  return table === "InstallUISequence" || table === "AdminUISequence";
}

/** What ExecuteAction has where a table does not list it. See https://learn.microsoft.com/windows/win32/msi/suggested-installuisequence */
const USUAL_EXECUTE_ACTION = 1300;

/** The number of ExecuteAction in a UI sequence; undefined where it is listed with a number that is not known. */
export function executeActionOf(database: Database, table: UiTable): number | undefined {
  const row = rowsByKey(database, table, "ExecuteAction")[0];
  return row === undefined ? USUAL_EXECUTE_ACTION : sequenceOf(row);
}

/** The number of a sequence row; undefined where it is not known, null where the row has none. */
export function sequenceOf(row: Row): number | undefined {
  return row.cells["Sequence"]?.unknown === true ? undefined : integerOf(row, "Sequence");
}

/** The rows with the exit codes -1 (success), -2 (cancelled), -3 (failed) and -4 (suspended) run when all others are done. */
export function isExit(sequence: number): boolean {
  return sequence <= -1 && sequence >= -4;
}

/**
 * True where Windows Installer never comes to the row: no number, zero, or a negative one that is no exit code.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/installexecutesequence-table
 */
export function isOff(row: Row): boolean {
  const cell = row.cells["Sequence"];
  if (cell === undefined || cell.unknown === true) return false;
  const { value } = cell;
  return value === null || (typeof value === "number" && value <= 0 && !isExit(value));
}

/** The moment of a row of a UI sequence. Negative numbers are the exit dialogs. */
export function uiMoment(sequence: number | undefined, executeAction: number | undefined): Moment {
  if (sequence === undefined) return "unknown";
  if (sequence < 0) return "after-execute";
  if (executeAction === undefined || sequence === executeAction) return "unknown";
  return sequence < executeAction ? "before-execute" : "after-execute";
}
