import { confidenceIn } from "./circumstances.ts";
import type { Rule, Subject } from "./rule.ts";
import { type Start, startsOf } from "./situation.ts";
import { verdictOn } from "./verdict.ts";
import { claim, does, whereabouts } from "./wording.ts";

/** An installation that works where there is a user interface, and is not even tried where there is none. */
export const nestedInstallSkippedWhenSilent: Rule = {
  id: "nested-install-skipped-when-silent",
  title: "Another installation runs only where there is a user interface",
  level: "information",
  *check(subject) {
    const moving = movingActions(subject);
    for (const start of startsOf(subject, "interactive")) {
      const { occurrence, effect } = start;
      const { step } = occurrence;
      if (moving.has(step.action)) continue;
      yield verdictOn(occurrence, {
        effect,
        outcome: "skipped-when-silent",
        basis: "documented",
        confidence: confidenceIn(occurrence, start.proof, "documented", start.awaited === "yes"),
        message: `${step.action} ${does(effect)} ${whereabouts(subject.database, occurrence)}${working(start)}. ${claim(occurrence, skipped(start))}`,
        advice:
          "Ship a bundle whose Chain runs both packages, if it must be there after a silent installation too; else check for it with a launch condition.",
      });
    }
  },
};

/** Actions that run in the execute sequence instead where there is no user interface: another rule speaks of them. */
function movingActions(subject: Subject): ReadonlySet<string> {
  return new Set([...startsOf(subject, "moves")].map(({ occurrence }) => occurrence.step.action));
}

function working({ occurrence: { step } }: Start): string {
  return step.moment === "unknown" ? `; ${step.because}` : ", before ExecuteAction, where the mutex is free";
}

function skipped({ occurrence: { step } }: Start): string {
  const what = step.table === "ControlEvent" ? "no dialog is shown" : `${step.table} is skipped`;
  return `it needs a user interface: at /qb and /qn, as under a bundle, Intune or Group Policy, ${what}, and nothing installs it`;
}
