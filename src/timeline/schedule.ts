import { type Database, integerOf, type Row, rowsByKey, rowsOf, textOf } from "../model/database.ts";
import { isStandardAction } from "../model/standardActions.ts";
import type { Moment, ScheduleTable } from "./step.ts";
import { wixDialog } from "./wixDialogs.ts";

/** The tables that Windows Installer walks from the lowest number to the highest. */
export type SequenceTable = Exclude<ScheduleTable, "ControlEvent" | "MsiEmbeddedChainer" | "MsiEmbeddedUI">;

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
 * True where Windows Installer never comes to the row: no number, zero, or a negative one that is no exit code. Rows of a merge module may have a neighbour
 * instead of a number.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/installexecutesequence-table
 */
export function isOff(row: Row): boolean {
  const cell = row.cells["Sequence"];
  if (cell === undefined || cell.unknown === true || textOf(row, "BaseAction") !== undefined) return false;
  const { value } = cell;
  return value === null || (typeof value === "number" && value <= 0 && !isExit(value));
}

/** The rows of a sequence table; a merge module has them in a table of its own until it is merged, as in `ModuleInstallExecuteSequence`. */
export function sequenceRows(database: Database, table: SequenceTable): readonly Row[] {
  const inModule = rowsOf(database, `Module${table}`);
  return inModule.length === 0 ? rowsOf(database, table) : [...rowsOf(database, table), ...inModule];
}

/** The longest chain of rows that stand by one another. */
const LONGEST_CHAIN = 256;

/** The moment of a row of a UI sequence: by its number, and where it has none by the action it stands by. */
export function uiMoment(database: Database, table: UiTable, row: Row, executeAction: number | undefined): Moment {
  let at = row;
  for (let hops = 0; hops < LONGEST_CHAIN; hops++) {
    const neighbour = neighbourOf(at);
    if (neighbour === undefined) return momentOfNumber(sequenceOf(at), executeAction);
    if (neighbour.action === "ExecuteAction") return neighbour.after ? "after-execute" : "before-execute";
    const next = sequenceRowsOf(database, table, neighbour.action)[0];
    if (next === undefined) return momentOfUnlisted(neighbour.action);
    at = next;
  }
  return "unknown";
}

/** Another action that a row without a number stands by. */
interface Neighbour {
  readonly action: string;
  readonly after: boolean;
}

/** In a merge module a column names it; a row that WiX could not number is written as it was authored, as in `before ProgressDlg`. */
function neighbourOf(row: Row): Neighbour | undefined {
  const cell = row.cells["Sequence"];
  if (cell?.unknown === true) {
    const [, place, action] = /^(before|after) (\S+)$/.exec(String(cell.value)) ?? [];
    return action === undefined ? undefined : { action, after: place === "after" };
  }
  const base = textOf(row, "BaseAction");
  return base === undefined || integerOf(row, "Sequence") !== undefined
    ? undefined
    : { action: base, after: integerOf(row, "After") === 1 };
}

function sequenceRowsOf(database: Database, table: SequenceTable, action: string): readonly Row[] {
  const rows = rowsByKey(database, table, action);
  return rows.length === 0 ? rowsByKey(database, `Module${table}`, action) : rows;
}

/** All standard actions but ExecuteAction come before it, and WiX puts what stands by a row right next to it. */
function momentOfUnlisted(action: string): Moment {
  return isStandardAction(action) ? "before-execute" : (wixDialog(action)?.row ?? "unknown");
}

/** Negative numbers are the exit dialogs. */
function momentOfNumber(sequence: number | undefined, executeAction: number | undefined): Moment {
  if (sequence === undefined) return "unknown";
  if (sequence < 0) return "after-execute";
  if (executeAction === undefined || sequence === executeAction) return "unknown";
  return sequence < executeAction ? "before-execute" : "after-execute";
}
