import type { Related } from "../model/finding.ts";
import { type Site, textSite } from "../model/site.ts";
import type { Effect } from "../payload/effect.ts";
import { assumptionsOf } from "./circumstances.ts";
import type { Occurrence } from "./rule.ts";

/**
 * Where a finding of an action stands: the command, entry point, script text or value of its definition, the package of a concurrent installation, else its Id, else the
 * schedule row. In a script that stands in the definition, it is the statement that does it.
 */
export function placeOf({ step }: Occurrence, effect?: Effect): Site {
  const source = step.definition?.cells["Source"];
  if (step.type?.target === "install" && source !== undefined && source.value !== null) return source.site;
  const target = step.definition?.cells["Target"];
  if (target !== undefined && typeof target.value === "string" && target.value !== "") {
    const isScript = step.type?.base === 37 || step.type?.base === 38;
    return isScript && effect !== undefined && liesIn(effect.site, target.site) ? effect.site : target.site;
  }
  return step.definition?.cells["Action"]?.site ?? step.definition?.site ?? step.row.site;
}

function liesIn(site: Site, around: Site): boolean {
  if (site.kind !== "text" || around.kind !== "text" || site.file !== around.file) return false;
  return around.span.start <= site.span.start && site.span.end <= around.span.end;
}

/** The proof, in order: definition, command text with its setters, schedule row, dialogs, and what nobody can decide. */
export function relatedOf(occurrence: Occurrence, setters: readonly Related[] = []): readonly Related[] {
  const { step, understanding } = occurrence;
  const definition =
    step.definition === undefined ? [] : [{ message: `${step.action} is defined here`, site: step.definition.site }];
  const schedule = { message: scheduled(occurrence), site: step.row.site };
  const assumed = assumptionsOf(occurrence).map(({ text, site }) => ({ message: `only where ${text}`, site }));
  const parts = partsOf(placeOf(occurrence));
  return [
    ...definition,
    ...parts,
    ...understanding.trail,
    ...setters,
    schedule,
    ...(step.dialog?.shown ?? []),
    ...assumed,
  ];
}

/** Where the parts of a command stand that preprocessor variables give it, each place once. */
function partsOf(site: Site): readonly Related[] {
  if (site.kind === "cell") return [];
  const parts = new Map<string, Related>();
  for (const { file, span, via } of site.pieces) {
    const variable = via.findLast(({ kind }) => kind === "variable");
    if (variable === undefined || (file === variable.file && span.start === variable.span.start)) continue;
    const key = `${file}\t${variable.name}`;
    const from = parts.get(key)?.site;
    const start = from?.kind === "text" ? from.span.start : span.start;
    parts.set(key, { message: `$(${variable.name}) is given here`, site: textSite(file, { start, end: span.end }) });
  }
  return [...parts.values()];
}

function scheduled({ step }: Occurrence): string {
  if (step.table === "MsiEmbeddedUI") return `${step.table} makes ${step.action} the user interface`;
  if (step.table === "MsiEmbeddedChainer") return `${step.table} starts ${step.action}`;
  const number = step.sequence === undefined ? "" : `, ${step.sequence}`;
  const where =
    step.dialog === undefined
      ? `${step.action} is scheduled in ${step.table}${number}`
      : `${step.dialog.control} of ${step.dialog.id} runs ${step.action}`;
  return step.condition === null ? where : `${where}, under the condition ${step.condition.text.value}`;
}
