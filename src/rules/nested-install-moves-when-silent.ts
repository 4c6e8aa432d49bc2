import type { Database } from "../model/database.ts";
import { isUiTable } from "../timeline/schedule.ts";
import { confidenceIn } from "./circumstances.ts";
import type { Occurrence, Rule, Subject } from "./rule.ts";
import { type Start, startsOf } from "./situation.ts";
import { verdictOn } from "./verdict.ts";
import { adviceFor, claim, consequence, does, ERROR_1618, gets, whereabouts } from "./wording.ts";

/** An action that the UI sequence takes over where there is one, and that the execute sequence runs, and fails, where there is none. */
export const nestedInstallMovesWhenSilent: Rule = {
  id: "nested-install-moves-when-silent",
  title: "A nested installation moves into the execute sequence when there is no user interface",
  level: "warning",
  *check(subject) {
    const inUi = actionsInUi(subject);
    for (const start of startsOf(subject, "moves")) {
      const { occurrence, effect } = start;
      yield verdictOn(occurrence, {
        effect,
        outcome: occurrence.step.type?.return === "ignore" ? "1618-hidden" : "1618",
        basis: "inferred",
        confidence: confidenceIn(occurrence, start.proof, "inferred"),
        message: messageOf(subject.database, start, inUi.has(occurrence.step.action)),
        advice: adviceFor(effect),
      });
    }
  },
};

function actionsInUi({ occurrences }: Subject): ReadonlySet<string> {
  const inUi = ({ step }: Occurrence) => isUiTable(step.table) || step.table === "ControlEvent";
  return new Set(occurrences.filter(inUi).map(({ step }) => step.action));
}

function messageOf(database: Database, start: Start, inUi: boolean): string {
  const { occurrence, effect } = start;
  const { step } = occurrence;
  const confidence = confidenceIn(occurrence, start.proof, "inferred");
  const words = `by the documentation the nested installation then ${gets(start, confidence)} ${ERROR_1618}, because ${step.because}${consequence(occurrence)}`;
  return `${step.action} ${does(effect)} ${whereabouts(database, occurrence)} ${when(start, inUi)}. ${claim(occurrence, words)}`;
}

function when({ occurrence: { step } }: Start, inUi: boolean): string {
  const silent = "at /qb and /qn";
  if (step.presence === "once") {
    return `${silent}, and also after a full user interface: Execute="oncePerProcess" skips it only where the UI sequence ran in the same process, and the execute sequence normally runs in the service`;
  }
  return inUi
    ? `${silent}: Execute="firstSequence" leaves it to the UI sequence, where it works, and there is none then`
    : `${silent} only: Execute="firstSequence" skips it there after any UI sequence, and no UI sequence has it`;
}
