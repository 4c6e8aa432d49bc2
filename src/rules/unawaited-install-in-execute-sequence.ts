import { confidenceIn } from "./circumstances.ts";
import type { Rule } from "./rule.ts";
import { type Start, startsOf } from "./situation.ts";
import { verdictOn } from "./verdict.ts";
import { claim, does, other, whereabouts } from "./wording.ts";

/** An installation started while the execute sequence is processed, and left to itself. */
export const unawaitedInstallInExecuteSequence: Rule = {
  id: "unawaited-install-in-execute-sequence",
  title: "An action of the execute sequence starts another installation without waiting for it",
  level: "warning",
  *check(subject) {
    for (const start of startsOf(subject, "race")) {
      const { occurrence, effect } = start;
      const { step } = occurrence;
      const words = `${other(effect)} needs _MSIExecute while this installation still holds it (${step.because}), and gives up ${patience(start)}: whether the rest of the sequence is done by then is luck`;
      yield verdictOn(occurrence, {
        effect,
        outcome: "race",
        basis: "inferred",
        confidence: confidenceIn(occurrence, start.proof, "inferred"),
        message: `${step.action} ${does(effect)} ${whereabouts(subject.database, occurrence)} and does not wait for it${lack(start)}. ${claim(occurrence, words)}`,
        advice:
          "Ship a bundle whose Chain runs both packages one after the other, or start it after ExecuteAction, from the exit dialog or the end of the UI sequence. Waiting for it instead makes the failure certain.",
      });
    }
  },
};

function lack({ occurrence: { step } }: Start): string {
  return step.type?.return === "asyncNoWait" ? ' (Return="asyncNoWait")' : "";
}

/** Measured from published logs: msiexec waits 3 s for the mutex; bundles with WiX's standard bootstrapper application try four times. */
function patience({ effect }: Start): string {
  return effect.kind === "starts-redistributable"
    ? "after about 3 seconds, a Burn bundle after about 20"
    : "after about 3 seconds";
}
