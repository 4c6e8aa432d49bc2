import type { Basis, Confidence, Outcome, Related, Severity } from "../model/finding.ts";
import type { Effect } from "../payload/effect.ts";
import { offersFor } from "./offers.ts";
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

/** A verdict on an occurrence, with its place, its proof and the fixes that may apply. */
export function verdictOn(occurrence: Occurrence, { setters, ...judged }: Judged): Verdict {
  return {
    ...judged,
    occurrence,
    site: placeOf(occurrence, judged.effect),
    related: relatedOf(occurrence, setters),
    fixes: offersFor(occurrence, judged.effect),
  };
}

const kept = new WeakMap<Occurrence, { readonly where: string; readonly verdict: Verdict }>();

/**
 * The verdict on an occurrence that has been judged before: analysis hands over the same occurrence for as long as it stays as it was, and all else that a verdict
 * rests on is `where`, what the database makes of its place. For the one rule that an occurrence may break most often; another would need a memory of its own.
 */
export function keptVerdict(occurrence: Occurrence, where: string, make: () => Verdict): Verdict {
  const known = kept.get(occurrence);
  if (known?.where === where) return known.verdict;
  const verdict = make();
  kept.set(occurrence, { where, verdict });
  return verdict;
}
