import { type Database, integerOf, type Row, rowsByKey, rowsOf, textOf } from "../model/database.ts";
import type { Related } from "../model/finding.ts";
import {
  executeActionOf,
  isOff,
  isUiTable,
  SEQUENCE_TABLES,
  sequenceOf,
  sequenceRows,
  type UiTable,
  uiMoment,
} from "./schedule.ts";
import type { Moment } from "./step.ts";
import { wixDialog } from "./wixDialogs.ts";

/** When a dialog is on the screen, with the proof: the row that shows it, then each event that leads from dialog to dialog. */
export interface Showing {
  readonly moment: Moment;
  readonly proof: readonly Related[];
}

/** Answers for any dialog when it is shown. */
export interface Dialogs {
  showing(dialog: string): Showing;
  /** True where the name is that of a dialog, of this database or of WixUI. */
  has(name: string): boolean;
}

/** A dialog at a moment, and what brought it there. */
interface Reached {
  readonly dialog: string;
  readonly moment: Moment;
  readonly because: Related;
  readonly from: Reached | undefined;
}

/** An event that shows another dialog. */
interface Edge {
  readonly to: string;
  readonly row: Row;
}

const MODAL = 2;
const KEEP_MODELESS = 16;

/** Events whose argument is the dialog they show. See https://learn.microsoft.com/windows/win32/msi/control-events */
const SHOWING_EVENTS: ReadonlySet<string> = new Set(["NewDialog", "SpawnDialog", "SpawnWaitDialog"]);

/** Dialogs that InstallValidate shows by their name. See https://learn.microsoft.com/windows/win32/msi/filesinuse-dialog */
const SHOWN_BY_VALIDATION: readonly string[] = ["FilesInUse", "MsiRMFilesInUse"];

/** Where a dialog is on the screen more than once, the moment at which a nested installation does the most harm counts. */
const WORST_FIRST: readonly Moment[] = ["during-execute", "before-execute", "after-execute", "unknown"];

/** The longest chain of events that is told. */
const LONGEST_PROOF = 8;

const UNKNOWN: Showing = { moment: "unknown", proof: [] };

/** Works out when each dialog of a database is shown, following NewDialog and Spawn… events from the dialogs that the sequences show. */
export function readDialogs(database: Database): Dialogs {
  const reached = reachAll(seeds(database), edgesOf(database), (dialog) => attributesOf(database, dialog));
  const has = (name: string) => rowsByKey(database, "Dialog", name).length > 0 || wixDialog(name) !== undefined;
  const showing = (dialog: string): Showing => {
    const best = WORST_FIRST.map((moment) => reached.get(`${moment}\t${dialog}`)).find((one) => one !== undefined);
    return best === undefined ? UNKNOWN : { moment: best.moment, proof: proofOf(best) };
  };
  return { showing, has };
}

function reachAll(
  start: readonly Reached[],
  edges: ReadonlyMap<string, readonly Edge[]>,
  attributes: (dialog: string) => number | undefined,
): ReadonlyMap<string, Reached> {
  const reached = new Map<string, Reached>();
  const queue = [...start];
  for (let at = 0; at < queue.length; at++) {
    const here = queue[at];
    if (here === undefined || reached.has(`${here.moment}\t${here.dialog}`)) continue;
    reached.set(`${here.moment}\t${here.dialog}`, here);
    for (const edge of edges.get(here.dialog) ?? []) {
      const moment = momentOfNext(here.moment, attributes(edge.to));
      queue.push({ dialog: edge.to, moment, because: edgeRelated(here.dialog, edge), from: here });
    }
  }
  return reached;
}

/** A modeless dialog opened before ExecuteAction hands control back at once and is still there when the execute sequence runs. */
function momentOfNext(moment: Moment, attributes: number | undefined): Moment {
  return moment === "before-execute" && attributes !== undefined && (attributes & MODAL) === 0
    ? "during-execute"
    : moment;
}

function edgeRelated(from: string, edge: Edge): Related {
  const control = textOf(edge.row, "Control_") ?? "";
  return { message: `${edge.to} is opened by ${control} of ${from}`, site: edge.row.site };
}

function proofOf(reached: Reached): readonly Related[] {
  const proof: Related[] = [];
  for (let one: Reached | undefined = reached; one !== undefined && proof.length < LONGEST_PROOF; one = one.from) {
    proof.unshift(one.because);
  }
  return proof;
}

function seeds(database: Database): readonly Reached[] {
  const shown = SEQUENCE_TABLES.filter(isUiTable).flatMap((table) => shownBy(database, table));
  const validated = SHOWN_BY_VALIDATION.flatMap((dialog) =>
    seedAt(database, dialog, `${dialog} is shown by InstallValidate, in the execute sequence`),
  );
  const error = rowsByKey(database, "Property", "ErrorDialog")[0];
  const errorDialog = error === undefined ? undefined : textOf(error, "Value");
  const errors =
    errorDialog === undefined
      ? []
      : seedAt(database, errorDialog, `${errorDialog} shows errors, also those of the execute sequence`);
  return [...shown, ...validated, ...errors, ...knownByWix(database)];
}

function seedAt(database: Database, dialog: string, message: string): readonly Reached[] {
  const row = rowsByKey(database, "Dialog", dialog)[0];
  return row === undefined
    ? []
    : [{ dialog, moment: "during-execute", because: { message, site: row.site }, from: undefined }];
}

/** Dialogs of WixUI are known where their events are mentioned: as far as the database defines them itself, its own rows count. */
function knownByWix(database: Database): readonly Reached[] {
  const mentioned = new Map<string, Row>();
  for (const row of rowsOf(database, "ControlEvent")) {
    const dialog = textOf(row, "Dialog_");
    if (dialog !== undefined && !mentioned.has(dialog)) mentioned.set(dialog, row);
  }
  return [...mentioned].flatMap(([dialog, row]): readonly Reached[] => {
    const known = rowsByKey(database, "Dialog", dialog).length > 0 ? undefined : wixDialog(dialog);
    if (known === undefined) return [];
    const because = { message: `${dialog}, a dialog of WixUI, ${known.how}`, site: row.site };
    return [{ dialog, moment: known.moment, because, from: undefined }];
  });
}

function shownBy(database: Database, table: UiTable): readonly Reached[] {
  const executeAction = executeActionOf(database, table);
  const rows = sequenceRows(database, table)
    .filter((row) => !isOff(row) && isDialogRow(database, row))
    .sort((a, b) => (sequenceOf(a) ?? 0) - (sequenceOf(b) ?? 0));
  const momentOf = (row: Row) => uiMoment(database, table, row, executeAction);
  const closedBefore = lastThatCloses(
    database,
    rows.filter((row) => momentOf(row) === "before-execute"),
  );
  return rows.map((row) => {
    const dialog = textOf(row, "Action") ?? "";
    const sequence = sequenceOf(row);
    const moment = momentOf(row);
    const closed = sequence !== undefined && sequence < closedBefore;
    const shown = closed ? moment : momentOfShown(moment, dialog, attributesOf(database, dialog));
    const message = `${dialog} is shown by ${table}${sequence === undefined ? "" : ` (${sequence})`}`;
    return { dialog, moment: shown, because: { message, site: row.site }, from: undefined };
  });
}

function momentOfShown(moment: Moment, dialog: string, attributes: number | undefined): Moment {
  if (moment !== "before-execute") return moment;
  if (attributes === undefined) return wixDialog(dialog)?.moment ?? "unknown";
  return momentOfNext(moment, attributes);
}

function isDialogRow(database: Database, row: Row): boolean {
  const name = textOf(row, "Action");
  return name !== undefined && (rowsByKey(database, "Dialog", name).length > 0 || wixDialog(name) !== undefined);
}

/**
 * Of the rows before ExecuteAction, the number of the last that certainly shows a dialog which closes all modeless ones.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/keepmodeless-dialog-style-bit
 */
function lastThatCloses(database: Database, rows: readonly Row[]): number {
  const closing = rows.filter((row) => {
    const attributes = attributesOf(database, textOf(row, "Action") ?? "");
    const keeps = attributes !== undefined && (attributes & KEEP_MODELESS) !== 0;
    const certain = textOf(row, "Condition") === undefined && row.when.length === 0 && row.linked;
    return certain && !keeps;
  });
  const last = closing.at(-1);
  return (last === undefined ? undefined : sequenceOf(last)) ?? Number.NEGATIVE_INFINITY;
}

/** The style bits of a dialog, undefined where it is not defined here or where they are not known. */
function attributesOf(database: Database, dialog: string): number | undefined {
  const row = rowsByKey(database, "Dialog", dialog)[0];
  return row === undefined || row.cells["Attributes"]?.unknown === true ? undefined : integerOf(row, "Attributes");
}

function edgesOf(database: Database): ReadonlyMap<string, readonly Edge[]> {
  const edges = new Map<string, Edge[]>();
  for (const row of rowsOf(database, "ControlEvent")) {
    const from = textOf(row, "Dialog_");
    const to = textOf(row, "Argument");
    if (from === undefined || to === undefined || !SHOWING_EVENTS.has(textOf(row, "Event") ?? "")) continue;
    const known = edges.get(from);
    if (known === undefined) edges.set(from, [{ to, row }]);
    else known.push({ to, row });
  }
  return edges;
}
