import type { Database } from "../model/database.ts";
import type { Basis, Confidence, FixOffer, Outcome, Related, Severity } from "../model/finding.ts";
import type { Site } from "../model/site.ts";
import type { Effect, Understanding } from "../payload/effect.ts";
import type { Step } from "../timeline/step.ts";

/** A step together with what its action was understood to do there. */
export interface Occurrence {
  readonly step: Step;
  readonly understanding: Understanding;
}

/** What rules judge: one database, every step of it, every action. */
export interface Subject {
  readonly database: Database;
  /** The steps whose condition is not certainly false, in timeline order. */
  readonly occurrences: readonly Occurrence[];
}

/** What a rule says of one occurrence; the engine stamps the rule's id, its level, the projects and the fingerprint. */
export interface Verdict {
  readonly occurrence: Occurrence;
  /** What the verdict is about; undefined for what could not be understood, and for concurrent installations, which the row itself says. */
  readonly effect: Effect | undefined;
  readonly outcome: Outcome;
  readonly confidence: Confidence;
  readonly basis: Basis;
  readonly message: string;
  readonly advice: string;
  /** Where the finding stands (design.md section 3). */
  readonly site: Site;
  readonly related: readonly Related[];
  readonly fixes: readonly FixOffer[];
  /** Set where this occurrence deserves another severity than the rule's own. */
  readonly severity?: Severity;
}

/** A rule: plain data and a synchronous generator that reads nothing but its subject and keeps no state. */
export interface Rule {
  readonly id: string;
  /** One line, as a heading. */
  readonly title: string;
  readonly level: Severity | "off";
  check(subject: Subject): Iterable<Verdict>;
}
