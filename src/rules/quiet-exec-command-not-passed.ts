import type { CommandNotPassed } from "../payload/effect.ts";
import { confidenceIn } from "./circumstances.ts";
import type { Occurrence, Rule } from "./rule.ts";
import { verdictOn } from "./verdict.ts";
import { claim, whereabouts } from "./wording.ts";

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
      const instead = effect.setInstead;
      yield verdictOn(occurrence, {
        effect,
        outcome: "command-missing",
        basis: "documented",
        confidence: confidenceIn(occurrence, effect.proof, "documented"),
        message: `${step.action} calls ${effect.entry} ${whereabouts(subject.database, occurrence)}. ${claim(occurrence, reason(occurrence, effect))}`,
        advice: adviceOn(occurrence, effect),
        ...(instead === undefined
          ? {}
          : { setters: [{ message: `${instead.property} is set here instead`, site: instead.site }] }),
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

function reason({ step }: Occurrence, { reads, setInstead }: CommandNotPassed): string {
  const execution = step.type?.execution ?? "immediate";
  const [source, others] =
    execution === "immediate"
      ? [`an immediate action reads its command line from the property ${reads}`, "deferred"]
      : [`a ${execution} action reads its command line from CustomActionData, the property ${reads}`, "immediate"];
  const end =
    step.type?.return === "ignore" ? 'it runs nothing, and Return="ignore" hides that' : "it fails and runs nothing";
  const instead =
    setInstead === undefined ? "" : ` (${setInstead.property}, which is set, counts for ${others} actions only)`;
  return `${end}: ${source}, and nothing sets that${instead}`;
}
