import type { Assumption, Row } from "../model/database.ts";
import type { Basis, Confidence } from "../model/finding.ts";
import type { Proof } from "../payload/effect.ts";
import type { Occurrence } from "./rule.ts";

/** True where the product does not hold what the verdict is about: a fragment that nothing refers to. */
export function isUnlinked({ step }: Occurrence): boolean {
  return step.definition?.linked === false || !step.row.linked;
}

/** The conditions nobody can decide that the definition or the schedule depends on, each text once. */
export function assumptionsOf({ step }: Occurrence): readonly Assumption[] {
  const rows: readonly (Row | undefined)[] = [step.definition, step.row];
  const all = rows.flatMap((row) => row?.when ?? []);
  return [...new Map(all.map((one) => [one.text, one])).values()];
}

/** False where an option of the action, as its Return or Execute, hangs on a variable that nobody defines: the number then holds the options that are known. */
export function isTypeKnown({ step }: Occurrence): boolean {
  return step.definition?.cells["Type"]?.unknown !== true;
}

/**
 * How sure a verdict may be. `possible` where the action is not in the product or no more than that is known; `guaranteed` only for a proven effect under a
 * documented rule, with nothing assumed. A condition of the schedule takes nothing away: verdicts speak of what happens whenever the step runs.
 */
export function confidenceIn(occurrence: Occurrence, proof: Proof, basis: Basis, settled = true): Confidence {
  if (isUnlinked(occurrence) || proof === "possible") return "possible";
  const certain = proof === "proven" && basis === "documented" && settled && isTypeKnown(occurrence);
  return certain && assumptionsOf(occurrence).length === 0 ? "guaranteed" : "likely";
}
