import { evaluate, parseCondition } from "../model/condition.ts";
import { decodeType } from "../model/customAction.ts";
import { type Cell, type Database, integerOf, type Row, rowsOf, textOf } from "../model/database.ts";
import { entryOf } from "./wixEntries.ts";

/** Where something is scheduled: a row of a sequence table, or a dialog event. */
export interface Slot {
  readonly table: string;
  readonly sequence: number | undefined;
  /** The condition as written, `""` where there is none. */
  readonly condition: string;
  readonly row: Row;
}

/** Something that gives a property a value while an installation runs. */
export interface Setter {
  readonly property: string;
  /** The value as the source has it; Windows Installer formats it then. */
  readonly value: Cell;
  readonly slot: Slot;
  /** The action's id, or the dialog and control. */
  readonly by: string;
  readonly rows: readonly Row[];
}

/** What the tables say of who sets which property. */
export interface Setters {
  readonly byProperty: ReadonlyMap<string, readonly Setter[]>;
  /** Properties that a search of AppSearch fills at run time, with the rows that say so. */
  readonly searched: ReadonlyMap<string, readonly Row[]>;
  /** True where an action sets a property whose name is not known. */
  readonly anonymous: boolean;
  /** True where code or a script that is not followed runs immediately, and so could set any property. */
  readonly code: boolean;
  /** Where each action is scheduled. */
  readonly slots: ReadonlyMap<string, readonly Slot[]>;
  /** Immediate actions that are scheduled and call an entry point of WiX, by the property that this reads. */
  readonly callers: ReadonlyMap<string, readonly Row[]>;
}

export const SEQUENCES = [
  "InstallUISequence",
  "InstallExecuteSequence",
  "AdminUISequence",
  "AdminExecuteSequence",
  "AdvtExecuteSequence",
];

const known = new WeakMap<Database, Setters>();

/** The setters of a database, looked through once for each. */
export function settersOf(database: Database): Setters {
  const found = known.get(database);
  if (found !== undefined) return found;
  const made = collect(database);
  known.set(database, made);
  return made;
}

/** True for a condition that always holds, false for one that never does, else undefined. */
export function certainty(condition: string): boolean | undefined {
  // Where every value is unknown, only a literal can decide anything: most conditions have none and need not be parsed.
  if (!/"|(?:^|[^\w.])\d/.test(condition)) return condition.trim() === "" ? true : undefined;
  return evaluate(parseCondition(condition), () => undefined);
}

function collect(database: Database): Setters {
  const slots = collectSlots(database);
  const byProperty = new Map<string, Setter[]>();
  const add = (setter: Setter) => {
    const others = byProperty.get(setter.property);
    if (others === undefined) byProperty.set(setter.property, [setter]);
    else others.push(setter);
  };
  for (const row of rowsOf(database, "CustomAction")) for (const setter of settersByAction(row, slots)) add(setter);
  for (const row of rowsOf(database, "ControlEvent")) for (const setter of settersByEvent(row)) add(setter);
  return {
    byProperty,
    searched: collectSearched(database),
    anonymous: rowsOf(database, "CustomAction").some((row) => isSetter(row) && nameIsUnknown(row.cells["Source"])),
    code: rowsOf(database, "CustomAction").some(runsForeignCode),
    slots,
    callers: collectCallers(database, slots),
  };
}

function collectCallers(database: Database, slots: ReadonlyMap<string, readonly Slot[]>): Map<string, Row[]> {
  const callers = new Map<string, Row[]>();
  for (const row of rowsOf(database, "CustomAction")) {
    const property = entryOf(row)?.property;
    if (property === undefined || !isImmediate(row) || !slots.has(textOf(row, "Action") ?? "")) continue;
    const others = callers.get(property);
    if (others === undefined) callers.set(property, [row]);
    else others.push(row);
  }
  return callers;
}

const isImmediate = (row: Row) => ((integerOf(row, "Type") ?? 0) & 0x400) === 0;

function collectSearched(database: Database): Map<string, Row[]> {
  const searched = new Map<string, Row[]>();
  for (const row of rowsOf(database, "AppSearch")) {
    const property = textOf(row, "Property") ?? "";
    const others = searched.get(property);
    if (others === undefined) searched.set(property, [row]);
    else others.push(row);
  }
  return searched;
}

function collectSlots(database: Database): Map<string, Slot[]> {
  const slots = new Map<string, Slot[]>();
  const add = (action: string | undefined, slot: Slot) => {
    if (action === undefined || certainty(slot.condition) === false) return;
    const others = slots.get(action);
    if (others === undefined) slots.set(action, [slot]);
    else others.push(slot);
  };
  for (const table of SEQUENCES)
    for (const row of rowsOf(database, table))
      add(textOf(row, "Action"), {
        table,
        sequence: integerOf(row, "Sequence"),
        condition: textOf(row, "Condition") ?? "",
        row,
      });
  for (const row of rowsOf(database, "ControlEvent"))
    if (textOf(row, "Event")?.toLowerCase() === "doaction") add(textOf(row, "Argument"), slotOfEvent(row));
  return slots;
}

const slotOfEvent = (row: Row): Slot => ({
  table: "ControlEvent",
  sequence: undefined,
  condition: textOf(row, "Condition") ?? "",
  row,
});

const isSetter = (row: Row) => (integerOf(row, "Type") ?? 0) % 64 === 51;

/** Type 35 sets the property of a directory. */
const isDirectorySetter = (row: Row) => (integerOf(row, "Type") ?? 0) % 64 === 35;

const nameIsUnknown = (cell: Cell | undefined) => cell?.unknown === true || /\$\(|!\(/.test(String(cell?.value ?? ""));

function settersByAction(row: Row, slots: ReadonlyMap<string, readonly Slot[]>): readonly Setter[] {
  const property = textOf(row, "Source");
  const by = textOf(row, "Action");
  const value = row.cells["Target"];
  if (!(isSetter(row) || isDirectorySetter(row)) || property === undefined || by === undefined || value === undefined)
    return [];
  return (slots.get(by) ?? []).map((slot) => ({ property, value, slot, by, rows: [row, slot.row] }));
}

/** `[PROP]` as an event sets the property to the event's argument; `{}` empties it. */
function settersByEvent(row: Row): readonly Setter[] {
  const property = /^\[([^[\]]+)\]$/.exec(textOf(row, "Event") ?? "")?.[1];
  const value = row.cells["Argument"];
  if (property === undefined || value === undefined || certainty(textOf(row, "Condition") ?? "") === false) return [];
  const by = `${textOf(row, "Control_") ?? "a control"} of ${textOf(row, "Dialog_") ?? "a dialog"}`;
  return [{ property, value, slot: slotOfEvent(row), by, rows: [row] }];
}

function runsForeignCode(row: Row): boolean {
  const type = decodeType(integerOf(row, "Type") ?? 0);
  const code = type.target === "dll" || type.target === "jscript" || type.target === "vbscript";
  return code && type.execution === "immediate" && entryOf(row) === undefined;
}
