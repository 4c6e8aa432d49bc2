import type { Related } from "../model/finding.ts";
import type { Site } from "../model/site.ts";
import { assumptionsOf } from "./circumstances.ts";
import type { Occurrence } from "./rule.ts";

/** Where a finding of an action stands: the command, entry point, script text or value of its definition, else its Id, else the schedule row. */
export function placeOf({ step }: Occurrence): Site {
  const target = step.definition?.cells["Target"];
  if (target !== undefined && typeof target.value === "string" && target.value !== "") return target.site;
  return step.definition?.cells["Action"]?.site ?? step.definition?.site ?? step.row.site;
}

/** The proof, in order: definition, command text with its setters, schedule row, dialogs, and what nobody can decide. */
export function relatedOf(occurrence: Occurrence, setters: readonly Related[] = []): readonly Related[] {
  const { step, understanding } = occurrence;
  const definition =
    step.definition === undefined ? [] : [{ message: `${step.action} is defined here`, site: step.definition.site }];
  const schedule = { message: scheduled(occurrence), site: step.row.site };
  const assumed = assumptionsOf(occurrence).map(({ text, site }) => ({ message: `only where ${text}`, site }));
  return [...definition, ...understanding.trail, ...setters, schedule, ...(step.dialog?.shown ?? []), ...assumed];
}

function scheduled({ step }: Occurrence): string {
  const number = step.sequence === undefined ? "" : `, ${step.sequence}`;
  const where =
    step.dialog === undefined
      ? `${step.action} is scheduled in ${step.table}${number}`
      : `${step.dialog.control} of ${step.dialog.id} runs ${step.action}`;
  return step.condition === null ? where : `${where}, under the condition ${step.condition.text.value}`;
}
