import type { Assumption, Cell, Row } from "../model/database.ts";
import type { Understanding } from "../payload/effect.ts";
import type { Occurrence } from "../rules/rule.ts";
import type { Step } from "../timeline/step.ts";

/** An action stands in a few places of a few databases; of more than this, the oldest are forgotten. */
const MOST = 12;

/** By the cell that names the action in its schedule row: linking makes the row anew, over that cell. */
const memory = new WeakMap<Cell, Occurrence[]>();

/**
 * A step with what its action was understood to do there: the same object for as long as nothing that can be told of them changes, so that whatever is made of it is made once.
 * Linking makes all schedule rows anew when one source changes; most of them say what they said before.
 */
export function occurrenceOf(step: Step, understanding: Understanding): Occurrence {
  const name = step.row.cells["Action"];
  // How a dialog comes to be shown is a proof of its own, over many rows: such steps are few and not kept.
  if (name === undefined || step.dialog !== undefined) return { step, understanding };
  const before = memory.get(name) ?? [];
  const same = before.find((one) => one.understanding === understanding && isSameStep(one.step, step));
  if (same !== undefined) return same;
  const occurrence = { step, understanding };
  memory.set(name, [occurrence, ...before.slice(0, MOST - 1)]);
  return occurrence;
}

function isSameStep(a: Step, b: Step): boolean {
  return (
    a.table === b.table &&
    a.sequence === b.sequence &&
    a.moment === b.moment &&
    a.mutexHeld === b.mutexHeld &&
    a.never === b.never &&
    a.presence === b.presence &&
    a.because === b.because &&
    a.basis === b.basis &&
    a.source === b.source &&
    isSameDefinition(a.definition, b.definition) &&
    isSameSchedule(a.row, b.row)
  );
}

function isSameDefinition(a: Row | undefined, b: Row | undefined): boolean {
  if (a === b || a === undefined || b === undefined) return a === b;
  return a.cells === b.cells && a.linked === b.linked && a.when === b.when && a.site === b.site;
}

/** Sequence and neighbour are made anew with the row; the condition is a cell of the source. */
function isSameSchedule(a: Row, b: Row): boolean {
  return (
    a.site === b.site &&
    a.linked === b.linked &&
    areSameAssumptions(a.when, b.when) &&
    a.cells["Condition"]?.site === b.cells["Condition"]?.site &&
    ["Sequence", "BaseAction", "After", "Condition"].every((name) => a.cells[name]?.value === b.cells[name]?.value)
  );
}

function areSameAssumptions(a: readonly Assumption[], b: readonly Assumption[]): boolean {
  return (
    a === b || (a.length === b.length && a.every((one, at) => one.text === b[at]?.text && one.site === b[at]?.site))
  );
}
