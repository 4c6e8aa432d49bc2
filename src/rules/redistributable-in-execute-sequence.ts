import type { Basis } from "../model/finding.ts";
import { confidenceIn } from "./circumstances.ts";
import type { Rule } from "./rule.ts";
import { type Starting, startsOf } from "./situation.ts";
import { verdictOn } from "./verdict.ts";
import { adviceFor, claim, consequence, does, ERROR_1618, onceWired, whereabouts } from "./wording.ts";

const isShown = (effect: Starting) =>
  effect.kind === "starts-redistributable" && effect.shown !== undefined && effect.shown.proof !== "possible";

/** A known set-up program that carries Windows Installer packages, started and waited for while the execute sequence is processed. */
export const redistributableInExecuteSequence: Rule = {
  id: "redistributable-in-execute-sequence",
  title: "An action of the execute sequence runs a redistributable that carries Windows Installer packages",
  level: "warning",
  *check(subject) {
    for (const start of startsOf(subject, "redistributable")) {
      const { occurrence, effect, awaited } = start;
      const { step } = occurrence;
      const deduced = step.basis === "inferred" || step.type?.return === "asyncWait";
      // That the mutex is set is documented; that this program needs it is what logs of others show.
      const basis: Basis = deduced ? "inferred" : "reported";
      const confidence = confidenceIn(occurrence, start.proof, basis, awaited === "yes");
      const hidden = step.type?.return === "ignore";
      const get = confidence === "possible" ? "may get" : "is likely to get";
      const words = `${onceWired(occurrence)}where it has something to install, what it carries ${get} ${ERROR_1618}, because ${step.because}${consequence(occurrence)}`;
      yield verdictOn(occurrence, {
        effect,
        outcome: hidden ? "1618-hidden" : "1618",
        basis,
        confidence,
        message: `${step.action} ${does(effect)} ${whereabouts(subject.database, occurrence)}. ${claim(occurrence, words)}`,
        advice: adviceFor(effect),
        // A name may lie; what the file shows does not.
        ...(isShown(effect) ? { severity: "error" } : {}),
      });
    }
  },
};
