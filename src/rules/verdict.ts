import type { Basis, Confidence, Outcome, Related, Severity } from "../model/finding.ts";
import type { Effect } from "../payload/effect.ts";
import { placeOf, relatedOf } from "./place.ts";
import type { Occurrence, Verdict } from "./rule.ts";

/** What a rule has to decide for a verdict; the rest follows from the occurrence. */
export interface Judged {
  readonly effect: Effect | undefined;
  readonly outcome: Outcome;
  readonly basis: Basis;
  readonly confidence: Confidence;
  readonly message: string;
  readonly advice: string;
  readonly severity?: Severity;
  /** Places between the definition and the schedule row, beyond the trail of the understanding. */
  readonly setters?: readonly Related[];
}

/** A verdict on an occurrence, with its place, its proof and the fix that every verdict has. */
export function verdictOn(occurrence: Occurrence, { setters, ...judged }: Judged): Verdict {
  return {
    ...judged,
    occurrence,
    site: placeOf(occurrence),
    related: relatedOf(occurrence, setters),
    fixes: [{ kind: "suppress", title: "Suppress with a comment that gives the reason" }],
  };
}
