import type { Related } from "../model/finding.ts";
import type { CommandNotPassed } from "../payload/effect.ts";
import { confidenceIn } from "./circumstances.ts";
import type { Occurrence, Rule } from "./rule.ts";
import { verdictOn } from "./verdict.ts";
import { claim, hedged, whereabouts } from "./wording.ts";

/** A quiet-exec action whose command line is set, if at all, where this kind of action does not look for it. */
export const quietExecCommandNotPassed: Rule = {
  id: "quiet-exec-command-not-passed",
  title: "A quiet-exec action gets no command line",
  level: "warning",
  *check(subject) {
    for (const occurrence of subject.occurrences) {
      const { step } = occurrence;
      const effect = occurrence.understanding.effects.find(isCommandNotPassed);
      if (effect === undefined) continue;
      yield verdictOn(occurrence, {
        effect,
        outcome: "command-missing",
        basis: "documented",
        confidence: confidenceIn(occurrence, effect.proof, "documented"),
        message: `${step.action} calls ${effect.entry} ${whereabouts(subject.database, occurrence)}. ${claim(occurrence, reason(occurrence, effect))}`,
        advice: adviceOn(occurrence, effect),
        setters: settersOf(occurrence, effect),
      });
    }
  },
};

function isCommandNotPassed(effect: { readonly kind: string }): effect is CommandNotPassed {
  return effect.kind === "command-not-passed";
}

function adviceOn({ step }: Occurrence, { reads }: CommandNotPassed): string {
  return step.type?.execution === "immediate"
    ? `Set the property ${reads} right before ${step.action}, with a SetProperty element or a type 51 action.`
    : `Set the property ${reads}, which has the action's own name, before ${step.action}, with a SetProperty element or a type 51 action.`;
}

/** What was set instead, unless the understanding already tells of that place. */
function settersOf({ understanding }: Occurrence, { setInstead }: CommandNotPassed): readonly Related[] {
  if (setInstead === undefined) return [];
  const place = JSON.stringify(setInstead.site);
  const told = understanding.trail.some((one) => JSON.stringify(one.site) === place);
  return told ? [] : [{ message: `${setInstead.property} is set here instead`, site: setInstead.site }];
}

function reason({ step }: Occurrence, { reads, setInstead, proof }: CommandNotPassed): string {
  const execution = step.type?.execution ?? "immediate";
  const [source, others] =
    execution === "immediate"
      ? [`an immediate action reads its command line from the property ${reads}`, "deferred"]
      : [`a ${execution} action reads its command line from CustomActionData, the property ${reads}`, "immediate"];
  const end =
    step.type?.return === "ignore"
      ? `it ${hedged(proof, "runs", "run")} nothing, and Return="ignore" hides that`
      : `it ${hedged(proof, "fails and runs", "fail and run")} nothing`;
  const instead =
    setInstead === undefined ? "" : ` (${setInstead.property}, which is set, counts for ${others} actions only)`;
  return `${end}: ${source}, and nothing sets that${instead}`;
}
