import { evaluate, parseCondition } from "../model/condition.ts";
import { decodeType } from "../model/customAction.ts";
import { type Cell, type Database, integerOf, type Row, rowsByKey, rowsOf, textOf } from "../model/database.ts";
import { isStandardAction } from "../model/standardActions.ts";
import { type Dialogs, readDialogs } from "./dialogs.ts";
import { excludeEachOther } from "./exclusion.ts";
import { mutexState } from "./moments.ts";
import {
  executeActionOf,
  isOff,
  isUiTable,
  SEQUENCE_TABLES,
  type SequenceTable,
  sequenceOf,
  sequenceRows,
  uiMoment,
} from "./schedule.ts";
import type { Moment, ScheduleTable, Step, Timeline } from "./step.ts";

/** Definitions of one action beyond this number, from branches nobody can decide, make no further steps. */
const MOST_DEFINITIONS = 16;

/** What a schedule row says before it meets the definitions of its action. */
interface Schedule {
  readonly action: string;
  readonly table: ScheduleTable;
  readonly row: Row;
  readonly sequence: number | undefined;
  readonly moment: Moment;
  readonly off: boolean;
  readonly dialog?: NonNullable<Step["dialog"]>;
}

/** Puts every custom action of a database in its place: when it runs, and whether `_MSIExecute` is held then. Standard actions and dialogs make no steps. */
export function buildTimeline(database: Database): Timeline {
  const dialogs = readDialogs(database);
  const sequenced = SEQUENCE_TABLES.flatMap((table) => sequenceSchedules(database, dialogs, table));
  const schedules = [...sequenced, ...eventSchedules(database, dialogs)];
  const scheduled = schedules.flatMap((schedule) => stepsOf(database, schedule));
  return { steps: [...scheduled, ...chainerSteps(database), ...embeddedUiSteps(database)] };
}

function isCustom(database: Database, dialogs: Dialogs, action: string): boolean {
  if (rowsByKey(database, "CustomAction", action).length > 0) return true;
  return !isStandardAction(action) && !dialogs.has(action);
}

function sequenceSchedules(database: Database, dialogs: Dialogs, table: SequenceTable): readonly Schedule[] {
  const executeAction = isUiTable(table) ? executeActionOf(database, table) : undefined;
  const schedules = sequenceRows(database, table).flatMap((row): readonly Schedule[] => {
    const action = textOf(row, "Action");
    if (action === undefined || !isCustom(database, dialogs, action)) return [];
    const sequence = sequenceOf(row);
    const moment = isUiTable(table) ? uiMoment(database, table, row, executeAction) : "execute";
    return [{ action, table, row, sequence, moment, off: isOff(row) }];
  });
  return schedules.sort((a, b) => rank(a.sequence) - rank(b.sequence));
}

/** Exit rows come after all others, rows of unknown number last. */
function rank(sequence: number | undefined): number {
  if (sequence === undefined) return Number.MAX_SAFE_INTEGER;
  return sequence < 0 ? 100_000 - sequence : sequence;
}

function eventSchedules(database: Database, dialogs: Dialogs): readonly Schedule[] {
  return rowsOf(database, "ControlEvent").flatMap((row): readonly Schedule[] => {
    const action = textOf(row, "Argument");
    if (textOf(row, "Event") !== "DoAction" || action === undefined) return [];
    if (!isCustom(database, dialogs, action)) return [];
    const id = textOf(row, "Dialog_") ?? "";
    const { moment, proof } = dialogs.showing(id);
    const dialog = { id, control: textOf(row, "Control_") ?? "", shown: proof };
    return [{ action, table: "ControlEvent", row, sequence: undefined, moment, off: false, dialog }];
  });
}

function stepsOf(database: Database, schedule: Schedule): readonly Step[] {
  const definitions = rowsByKey(database, "CustomAction", schedule.action)
    .slice(0, MOST_DEFINITIONS)
    .filter((definition) => !excludeEachOther(definition.when, schedule.row.when));
  return definitions.length === 0
    ? [stepOf(schedule, undefined)]
    : definitions.map((definition) => stepOf(schedule, definition));
}

/** The program of an embedded chainer is named as that of an action of type 2, 18 or 50 is; CommandLine is what Target is there. */
function chainerSteps(database: Database): readonly Step[] {
  return rowsOf(database, "MsiEmbeddedChainer").flatMap((row): readonly Step[] => {
    const { MsiEmbeddedChainer: name, CommandLine: target } = row.cells;
    if (name === undefined || typeof name.value !== "string") return [];
    const cells = { ...row.cells, Action: name, ...(target === undefined ? {} : { Target: target }) };
    const schedule = { table: "MsiEmbeddedChainer", row, sequence: undefined, moment: "unknown", off: false } as const;
    // Spelled out: the rows of binary databases have getters, which a spread would lose.
    const definition: Row = { when: row.when, linked: row.linked, site: row.site, cells };
    return [stepOf({ ...schedule, action: name.value }, definition)];
  });
}

/** The bit of Attributes that tells the DLL from the resources beside it. */
const EMBEDDED_UI = 1;

/** The DLL of an embedded user interface is one that Windows Installer calls as it calls that of an action of type 1: only its entry points are fixed. */
function embeddedUiSteps(database: Database): readonly Step[] {
  return rowsOf(database, "MsiEmbeddedUI").flatMap((row): readonly Step[] => {
    const { MsiEmbeddedUI: name, Attributes: attributes } = row.cells;
    if (name === undefined || typeof name.value !== "string" || attributes === undefined) return [];
    if (((integerOf(row, "Attributes") ?? 0) & EMBEDDED_UI) === 0) return [];
    const cells = { Action: name, Type: { value: 1, site: attributes.site }, Source: name };
    const schedule = { table: "MsiEmbeddedUI", row, sequence: undefined, moment: "unknown", off: false } as const;
    const definition: Row = { when: row.when, linked: row.linked, site: row.site, cells };
    return [stepOf({ ...schedule, action: name.value }, definition)];
  });
}

function stepOf(schedule: Schedule, definition: Row | undefined): Step {
  const { off, moment, ...place } = schedule;
  const number = definition === undefined ? undefined : integerOf(definition, "Type");
  const type = number === undefined ? undefined : decodeType(number);
  const condition = conditionOf(schedule.row);
  return {
    ...place,
    definition,
    type,
    moment,
    condition,
    never: off || (condition !== null && evaluate(condition.parsed, () => undefined) === false),
    presence: presenceOf(schedule.table, type?.repeat),
    ...mutexState(moment, schedule.table, schedule.dialog?.id ?? schedule.table, type),
  };
}

const conditions = new WeakMap<Cell, NonNullable<Step["condition"]>>();

/** The condition of a schedule row, parsed once for as long as its cell stays the same. */
function conditionOf(row: Row): Step["condition"] {
  const cell = row.cells["Condition"];
  if (cell === undefined || cell.value === null || cell.value === "") return null;
  const known = conditions.get(cell);
  if (known !== undefined) return known;
  const text = String(cell.value);
  const condition = { text: { value: text, site: cell.site }, parsed: parseCondition(text) };
  conditions.set(cell, condition);
  return condition;
}

type Repeat = NonNullable<Step["type"]>["repeat"];

/** See https://learn.microsoft.com/windows/win32/msi/custom-action-execution-scheduling-options. AdvtExecuteSequence has no UI sequence that could run before it. */
function presenceOf(table: ScheduleTable, repeat: Repeat | undefined): Step["presence"] {
  if (table === "ControlEvent" || table === "MsiEmbeddedUI" || isUiTable(table)) return "ui-only";
  if (table === "AdvtExecuteSequence") return repeat === "secondSequence" ? "client-repeat" : "always";
  const presences = {
    always: "always",
    firstSequence: "silent-only",
    oncePerProcess: "once",
    secondSequence: "client-repeat",
  } as const;
  return presences[repeat ?? "always"];
}
