import { runsCode } from "../model/customAction.ts";
import type { Rule } from "./rule.ts";
import { verdictOn } from "./verdict.ts";
import { whereabouts } from "./wording.ts";

/** Silence is no proof: lists the scheduled actions of which it is not known what they run. */
export const unresolvedAction: Rule = {
  id: "unresolved-action",
  title: "It could not be determined what an action runs",
  level: "off",
  *check(subject) {
    for (const occurrence of subject.occurrences) {
      const { step, understanding } = occurrence;
      if (understanding.understood || step.type === undefined || !runsCode(step.type)) continue;
      const because = understanding.reason === undefined ? "" : `: ${understanding.reason}`;
      yield verdictOn(occurrence, {
        effect: undefined,
        outcome: "not-understood",
        basis: "inferred",
        confidence: "possible",
        message: `What ${step.action} runs ${whereabouts(subject.database, occurrence)} could not be determined${because}.`,
        advice: step.mutexHeld
          ? "Check by hand that nothing it starts is an installation: _MSIExecute is set there."
          : "Check by hand whether it starts an installation.",
      });
    }
  },
};
