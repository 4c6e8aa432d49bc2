import { integerOf } from "../model/database.ts";
import type { Step } from "../timeline/step.ts";
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
  const levels = handlesBasic(step) ? "/qn" : "/qb and /qn";
  return `it needs a user interface: at ${levels}, as under a bundle, Intune or Group Policy, ${missing(step)}, and nothing installs it`;
}

function missing({ table }: Step): string {
  if (table === "MsiEmbeddedUI") return "the embedded user interface is not called";
  return table === "ControlEvent" ? "no dialog is shown" : `${table} is skipped`;
}

const HANDLES_BASIC = 2;

/** True for an embedded user interface that is called at the basic level as well (msidbEmbeddedHandlesBasic). */
function handlesBasic({ table, row }: Step): boolean {
  return table === "MsiEmbeddedUI" && ((integerOf(row, "Attributes") ?? 0) & HANDLES_BASIC) !== 0;
}
