import { type ConditionNode, parseCondition } from "../model/condition.ts";
import { type Cell, type Row, textOf } from "../model/database.ts";
import type { Related } from "../model/finding.ts";
import type { Site } from "../model/site.ts";
import type { Placement } from "./effect.ts";
import type { Reader } from "./reader.ts";
import { foundValues } from "./searches.ts";
import { certainty, type Setter } from "./setters.ts";

/** The place for which values are asked: an action there, with the condition under which it runs. */
export interface Place {
  readonly table: string;
  readonly sequence: number | undefined;
  readonly condition: string;
  readonly linked: boolean;
  readonly assumptions: readonly string[];
}

/** A value that a property can have. */
export interface Candidate {
  readonly value: string;
  readonly site: Site;
  /** `default`: a row of the Property table or what a search finds, which nobody formats; `setter`: formatted where it is set. */
  readonly kind: "default" | "setter";
  /** Where the setter stands: its own references have the values of that place. */
  readonly at: Place | undefined;
  readonly related: Related;
}

/** The values that a property can have in one place. */
export interface Values {
  readonly candidates: readonly Candidate[];
  /** True where these are all: one of them is always set. */
  readonly complete: boolean;
}

/** The place of an action in the schedule: its condition is that of the row that puts it there. */
export function placeOf(reader: Reader, action: Row, placement: Placement | undefined): Place | undefined {
  if (placement === undefined) return undefined;
  const slots = reader.slots(textOf(action, "Action") ?? "");
  const slot = slots.find((one) => one.table === placement.table && one.sequence === placement.sequence);
  return {
    ...placement,
    condition: slot?.condition ?? "",
    linked: action.linked,
    assumptions: [action, ...(slot === undefined ? [] : [slot.row])].flatMap(({ when }) =>
      when.map(({ text }) => text),
    ),
  };
}

/** So many setters of one property are looked at, the last ones before the place: each of them is multiplied by all that its value and the action refer to. */
const MOST_SETTERS = 16;

/** The values that `property` can have at `place`; wherever its setters stand, where no place is given. */
export function valuesAt(reader: Reader, property: string, place: Place | undefined): Values {
  const setters = reader.setters(property).filter((setter) => counts(setter, place));
  const candidates: Candidate[] = [];
  for (const setter of inReverse(setters, place).slice(0, MOST_SETTERS)) {
    candidates.push(candidateOf(setter));
    if (place !== undefined && setter.slot.table === place.table && isSure(setter, place))
      return { candidates, complete: true };
  }
  const defaults = defaultsOf(reader, property, place);
  const searched = reader.searches(property).length > 0;
  const all = setters.length <= MOST_SETTERS;
  const complete = all && defaults.complete && !searched && place !== undefined;
  const found = searched ? foundOf(reader, property) : [];
  return { candidates: [...candidates, ...found, ...defaults.candidates], complete };
}

function foundOf(reader: Reader, property: string): readonly Candidate[] {
  return foundValues(reader, property).map(({ value, row, key }) => {
    const message = `${property} is searched for here; Windows keeps ${value} in ${key}`;
    return { value, site: row.site, kind: "default", at: undefined, related: { message, site: row.site } };
  });
}

/** How much is known of a property being without a value: `unset` where nothing could have set it, `open` where something might. */
export function absence(reader: Reader, property: string, place: Place | undefined): "set" | "unset" | "open" {
  const { kind, anonymous, code } = reader.circumstances();
  if (place === undefined || kind !== "package")
    return valuesAt(reader, property, place).candidates.length > 0 ? "set" : "open";
  if (valuesAt(reader, property, place).candidates.length > 0) return "set";
  return reader.searches(property).length > 0 || anonymous || code || isPublic(property) ? "open" : "unset";
}

/** Upper-case properties come from the command line too, and keep their value from the UI sequence to the execute sequence. */
export const isPublic = (property: string) => !/\p{Ll}/u.test(property);

const BEFORE: Readonly<Record<string, readonly string[]>> = {
  InstallExecuteSequence: ["InstallUISequence", "ControlEvent"],
  AdminExecuteSequence: ["AdminUISequence", "ControlEvent"],
};

/** Dialogs are used at any time of a UI sequence, and dialog events after any of its actions. */
const ALONGSIDE: Readonly<Record<string, readonly string[]>> = {
  InstallUISequence: ["ControlEvent"],
  AdminUISequence: ["ControlEvent"],
  ControlEvent: ["ControlEvent", "InstallUISequence", "AdminUISequence"],
};

function counts(setter: Setter, place: Place | undefined): boolean {
  if (place === undefined) return true;
  if (place.linked && setter.rows.some((row) => !row.linked)) return false;
  const { table, sequence } = setter.slot;
  if (table === place.table && table !== "ControlEvent")
    return place.sequence === undefined || sequence === undefined || rank(sequence) < rank(place.sequence);
  if (ALONGSIDE[place.table]?.includes(table) === true) return true;
  return BEFORE[place.table]?.includes(table) === true && isPublic(setter.property);
}

/** Negative numbers are for what runs when everything else has run. */
const rank = (sequence: number) => (sequence < 0 ? 100_000 - sequence : sequence);

/** The last setter before the place first, those of an earlier table after them. */
function inReverse(setters: readonly Setter[], place: Place | undefined): readonly Setter[] {
  const distance = ({ slot }: Setter) => (slot.table === place?.table ? 0 : 1);
  return [...setters].sort(
    (a, b) => distance(a) - distance(b) || rank(b.slot.sequence ?? 0) - rank(a.slot.sequence ?? 0),
  );
}

/** True where the setter always runs when the action does: without a condition, or under one that the action's own implies. */
function isSure({ slot, rows, property }: Setter, place: Place): boolean {
  if (slot.table === "ControlEvent" || slot.sequence === undefined || property === "") return false;
  const assumed = rows.flatMap(({ when }) => when.map(({ text }) => text));
  if (!assumed.every((text) => place.assumptions.includes(text))) return false;
  if (certainty(slot.condition) === true) return true;
  const given = new Set(conjuncts(place.condition));
  return conjuncts(slot.condition).every((part) => given.has(part));
}

/** The parts of a condition of which all must hold, written alike. */
function conjuncts(condition: string): readonly string[] {
  const { root, problems } = parseCondition(condition);
  if (root === undefined || problems.length > 0) return [condition];
  const parts: ConditionNode[] = [];
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === "connective" && node.connective === "AND") pending.push(...node.operands);
    else parts.push(node);
  }
  return parts.map(({ start, end }) => condition.slice(start, end).replaceAll(/\s+/g, " ").toUpperCase());
}

function candidateOf({ property, value, slot, by, rows }: Setter): Candidate {
  const where = slot.condition.trim() === "" ? "" : ` where ${slot.condition.trim()}`;
  const at = {
    table: slot.table,
    sequence: slot.sequence,
    condition: slot.condition,
    linked: rows.every(({ linked }) => linked),
    assumptions: [],
  };
  const message =
    slot.table === "ControlEvent"
      ? `${property} is set here by ${by}${where}`
      : `${property} is set here by ${by} in ${slot.table}${where}`;
  return { value: textFrom(value), site: value.site, kind: "setter", at, related: { message, site: value.site } };
}

const textFrom = ({ value }: Cell) => (value === null || value === "{}" ? "" : String(value));

function defaultsOf(reader: Reader, property: string, place: Place | undefined): Values {
  const rows = reader.rows("Property", property).filter((row) => row.linked || place?.linked !== true);
  const candidates = rows.flatMap((row): readonly Candidate[] => {
    const cell = row.cells["Value"];
    if (cell === undefined || cell.value === null || cell.value === "") return [];
    const related = { message: `${property} has this value from the start`, site: cell.site };
    return [{ value: String(cell.value), site: cell.site, kind: "default", at: undefined, related }];
  });
  const certain = rows.every((row) => row.when.every(({ text }) => place?.assumptions.includes(text) === true));
  return { candidates, complete: candidates.length === 1 && certain };
}
