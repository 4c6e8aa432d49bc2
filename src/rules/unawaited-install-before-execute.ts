import { confidenceIn } from "./circumstances.ts";
import type { Rule } from "./rule.ts";
import { type Start, startsOf } from "./situation.ts";
import { verdictOn } from "./verdict.ts";
import { claim, does, ERROR_1618, whereabouts } from "./wording.ts";

/** An installation started before ExecuteAction that may still hold the mutex when the outer installation needs it. */
export const unawaitedInstallBeforeExecute: Rule = {
  id: "unawaited-install-before-execute",
  title: "Another installation is started before ExecuteAction and may still run when this one begins",
  level: "warning",
  *check(subject) {
    for (const start of startsOf(subject, "overtakes")) {
      const { occurrence, effect } = start;
      const { step } = occurrence;
      const words = `by the documentation the installation that is still at work when ExecuteAction begins holds _MSIExecute, and then this one gets ${ERROR_1618}`;
      const unknown =
        step.moment === "unknown" ? ` It matters only if that is before ExecuteAction: ${step.because}.` : "";
      yield verdictOn(occurrence, {
        effect,
        outcome: "outer-fails",
        basis: "inferred",
        confidence: confidenceIn(occurrence, start.proof, "inferred"),
        message: `${step.action} ${does(effect)} ${whereabouts(subject.database, occurrence)} ${how(start)}. ${claim(occurrence, words)}${unknown}`,
        advice:
          'Wait for it (Return="check"), or better install it from a bundle whose Chain runs both packages one after the other.',
        ...(step.moment === "unknown" ? { severity: "information" as const } : {}),
      });
    }
  },
};

function how({ occurrence: { step } }: Start): string {
  if (step.type?.return === "asyncWait") return 'and waits for it only at the end (Return="asyncWait")';
  return `and does not wait for it${step.type?.return === "asyncNoWait" ? ' (Return="asyncNoWait")' : ""}`;
}
