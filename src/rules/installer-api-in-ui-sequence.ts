import { confidenceIn } from "./circumstances.ts";
import { isUnseen, unseen } from "./nested.ts";
import type { Rule } from "./rule.ts";
import { startsOf } from "./situation.ts";
import { verdictOn } from "./verdict.ts";
import { callerBusy, claim, does, ERROR_1618, NO_HELP, whereabouts } from "./wording.ts";

/** The installer API called in the process that walks through a UI sequence: 1618 whether or not the mutex is free. */
export const installerApiInUiSequence: Rule = {
  id: "installer-api-in-ui-sequence",
  title: "An action of a UI sequence calls the installer API in its own process",
  level: "error",
  *check(subject) {
    for (const { occurrence, effect, proof } of startsOf(subject, "called")) {
      const { step } = occurrence;
      const embedded = step.table === "MsiEmbeddedUI";
      const basis = embedded ? "inferred" : "documented";
      const confidence = confidenceIn(occurrence, proof, basis);
      const gets = { guaranteed: "gets", likely: "is likely to get", possible: "may get" }[confidence];
      const says = embedded ? "" : "by the documentation ";
      const words = `${says}the call ${gets} ${ERROR_1618}, because ${callerBusy(occurrence)}, whether or not the mutex is free${unseen(occurrence)}`;
      yield verdictOn(occurrence, {
        effect,
        outcome: isUnseen(occurrence) ? "1618-hidden" : "1618",
        basis,
        confidence,
        message: `${step.action} ${does(effect)} ${whereabouts(subject.database, occurrence)}. ${claim(occurrence, words)}`,
        advice: embedded
          ? "Ship a bundle whose Chain runs both packages: it can have a user interface of its own as well."
          : `Ship a bundle whose Chain runs both packages, or start the other installation in a process of its own, as msiexec is; before ExecuteAction that is skipped at /qb and /qn. ${NO_HELP}`,
      });
    }
  },
};
