import type { Effect, WaitsForMutex } from "../payload/effect.ts";
import { confidenceIn } from "./circumstances.ts";
import type { Rule } from "./rule.ts";
import { verdictOn } from "./verdict.ts";
import { claim, whereabouts } from "./wording.ts";

/** A wait for the mutex that the installation itself holds, while that waits for the action. */
export const waitsForOwnMutex: Rule = {
  id: "waits-for-own-mutex",
  title: "An action of the execute sequence waits for the mutex that its own installation holds",
  level: "error",
  *check(subject) {
    for (const occurrence of subject.occurrences) {
      const { step, understanding } = occurrence;
      const effect = understanding.effects.find(waits);
      // A process that nobody waits for may wait until the installation is over: then it works.
      if (effect === undefined || !step.mutexHeld || effect.awaited === "no" || step.type?.return === "asyncNoWait")
        continue;
      const settled = effect.awaited === "yes" && effect.wait !== "unknown" && step.type?.return !== "asyncWait";
      yield verdictOn(occurrence, {
        effect,
        outcome: "blocks",
        basis: step.basis,
        confidence: confidenceIn(occurrence, effect.proof, step.basis, settled),
        message: `${step.action} waits for _MSIExecute with ${effect.call} ${whereabouts(subject.database, occurrence)}. ${claim(occurrence, `${lasting(effect, settled)}, because ${step.because}, and that does not end before the action does`)}`,
        advice:
          "Remove the wait: what has to wait for the end of this installation is started after it, by a bundle, from the exit dialog or by the application at its first start.",
      });
    }
  },
};

function waits(effect: Effect): effect is WaitsForMutex {
  return effect.kind === "waits-for-mutex";
}

function lasting({ wait, proof }: WaitsForMutex, settled: boolean): string {
  const hedge = settled && proof === "proven" ? "" : "probably ";
  if (wait === "forever") return `both ${hedge}wait for each other for ever`;
  return wait === "bounded" ? `it ${hedge}waits in vain until its time is up` : `it ${hedge}waits in vain`;
}
