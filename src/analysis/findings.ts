import type { Database } from "../model/database.ts";
import type { Confidence, Finding, Severity } from "../model/finding.ts";
import { fingerprintOf } from "../model/fingerprint.ts";
import { nameOf } from "../model/path.ts";
import type { Site } from "../model/site.ts";
import type { Occurrence } from "../rules/rule.ts";
import type { Judgement, RuleVerdict } from "./judge.ts";
import { bySite, keyOf } from "./order.ts";
import { inTableTerms } from "./tableTerms.ts";

/** A finding with the place where its action is defined, which is what a suppression may stand above. */
export interface PlacedFinding {
  readonly finding: Finding;
  readonly definition: Site | undefined;
  /** The databases that have it, each with the occurrence that was judged; that of the strongest verdict first. */
  readonly judged: readonly { readonly database: Database; readonly occurrence: Occurrence }[];
}

/** The judgement of a database with the name of the project or folder that it comes from. */
export interface NamedJudgement {
  readonly project: string;
  readonly judgement: Judgement;
}

/** The levels that a person configures, by rule. */
export type Levels = ReadonlyMap<string, Severity | "off">;

interface Candidate {
  readonly project: string;
  readonly severity: Severity;
  readonly linked: boolean;
  readonly judged: RuleVerdict;
  /** True where it is in a source of WiX: there a comment can suppress it, and people think in attributes. */
  readonly fromWix: boolean;
  readonly database: Database;
}

const CONFIDENCES: readonly Confidence[] = ["guaranteed", "likely", "possible"];
const SEVERITIES: readonly Severity[] = ["error", "warning", "information", "hint"];

/**
 * The findings of all databases, in the order of their places: one for each action, definition, sequence table and rule, the strongest where several verdicts
 * speak of the same, and one that lists the projects where several databases share the place.
 */
export function collectFindings(
  judgements: readonly NamedJudgement[],
  levels: Levels,
  textOf: (path: string) => string | undefined,
): readonly PlacedFinding[] {
  const inDatabases = judgements.flatMap((named) => strongest(candidatesOf(named, levels), definitionKey));
  const placed = groups(inDatabases, placeKey).map(merge);
  placed.sort((a, b) => bySite(a.finding.site, b.finding.site) || compare(a.finding, b.finding));
  return stamp(placed, textOf);
}

function candidatesOf({ project, judgement }: NamedJudgement, levels: Levels): readonly Candidate[] {
  return judgement.verdicts.flatMap((judged) => {
    const level = levels.get(judged.rule.id) ?? judged.verdict.severity ?? judged.rule.level;
    // A rule that is off stays off, whatever it says of the single case.
    if (level === "off" || (judged.rule.level === "off" && !levels.has(judged.rule.id))) return [];
    const linked = judged.verdict.occurrence.step.definition?.linked !== false;
    const { database } = judgement;
    return [{ project, severity: level, linked, judged, database, fromWix: database.toolset.startsWith("wix") }];
  });
}

/** What a verdict is told apart by, put together once for as long as the verdict stays. */
const keys = new WeakMap<RuleVerdict["verdict"], { readonly definition: string; readonly place: string }>();

function keysOf({ rule, verdict }: RuleVerdict) {
  const known = keys.get(verdict);
  if (known !== undefined) return known;
  const { step } = verdict.occurrence;
  const about = [rule.id, step.action, step.table].join("\n");
  const made = {
    definition: `${about}\n${keyOf(step.definition?.site ?? verdict.site)}`,
    place: `${about}\n${keyOf(verdict.site)}`,
  };
  keys.set(verdict, made);
  return made;
}

const definitionKey = ({ judged }: Candidate) => keysOf(judged).definition;

const placeKey = ({ judged }: Candidate) => keysOf(judged).place;

function groups(all: readonly Candidate[], by: (one: Candidate) => string): readonly (readonly Candidate[])[] {
  const found = new Map<string, Candidate[]>();
  for (const one of all) {
    const key = by(one);
    const others = found.get(key);
    if (others === undefined) found.set(key, [one]);
    else others.push(one);
  }
  return [...found.values()];
}

function strongest(all: readonly Candidate[], by: (one: Candidate) => string): readonly Candidate[] {
  return groups(all, by).flatMap((group) => pick(group) ?? []);
}

/** The verdict that says most: for what is really in the product, then the surest, then the loudest, then the first. */
function pick(group: readonly Candidate[]): Candidate | undefined {
  const rank = ({ linked, judged, severity }: Candidate) =>
    (linked ? 0 : 100) + CONFIDENCES.indexOf(judged.verdict.confidence) * 10 + SEVERITIES.indexOf(severity);
  return group.reduce<Candidate | undefined>(
    (best, one) => (best === undefined || rank(one) < rank(best) ? one : best),
    undefined,
  );
}

function merge(group: readonly Candidate[]): PlacedFinding {
  const best = pick(group);
  if (best === undefined) throw new Error("a group of findings is never empty");
  const { rule, verdict } = best.judged;
  const { step } = verdict.occurrence;
  const fromWix = group.every((one) => one.fromWix);
  const finding: Finding = {
    rule: rule.id,
    severity: best.severity,
    outcome: verdict.outcome,
    confidence: verdict.confidence,
    basis: verdict.basis,
    message: fromWix ? verdict.message : inTableTerms(verdict.message),
    advice: fromWix ? verdict.advice : inTableTerms(verdict.advice),
    action: step.action,
    table: step.table,
    condition: step.condition?.text.value ?? null,
    site: verdict.site,
    related: verdict.related,
    fixes: fromWix
      ? verdict.fixes
      : verdict.fixes.filter(({ kind }) => kind !== "suppress" && kind !== "suppress-file"),
    projects: [...new Set(group.map((one) => one.project))].sort(),
    fingerprint: "",
  };
  const all = [best, ...group.filter((one) => one !== best)];
  const judged = all.map(({ database, judged }) => ({ database, occurrence: judged.verdict.occurrence }));
  return { finding, definition: step.definition?.site, judged };
}

function compare(a: Finding, b: Finding): number {
  return order(a.rule, b.rule) || order(a.action, b.action) || order(a.table, b.table);
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Equal findings of one file get an ordinal, in the order of their places: an edit between two of them changes neither. */
function stamp(
  placed: readonly PlacedFinding[],
  textOf: (path: string) => string | undefined,
): readonly PlacedFinding[] {
  const seen = new Map<string, number>();
  return placed.map(({ finding, ...rest }) => {
    const parts = [
      finding.rule,
      finding.action,
      finding.table,
      commandOf(finding.site, textOf),
      nameOf(finding.site.file),
    ];
    const key = parts.join("\n");
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    const fingerprint = fingerprintOf(ordinal === 0 ? parts : [...parts, String(ordinal)]);
    return { finding: { ...finding, fingerprint }, ...rest };
  });
}

/** The text that the finding stands at; where a line is broken or how it is indented does not make it another. */
function commandOf(site: Site, textOf: (path: string) => string | undefined): string {
  if (site.kind === "cell") return [site.storage ?? "", site.table, site.row, site.column].join("\t");
  const text = textOf(site.file)?.slice(site.span.start, site.span.end) ?? "";
  return text.replaceAll(/\s+/g, " ").trim();
}
