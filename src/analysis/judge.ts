import { type ContentRead, type Contents, notingContents } from "../model/contents.ts";
import { decodeType, runsCode } from "../model/customAction.ts";
import { type Database, integerOf, type Row, rowsOf, textOf } from "../model/database.ts";
import type { Related } from "../model/finding.ts";
import type { Problem } from "../model/problem.ts";
import { textSite } from "../model/site.ts";
import type { Placement, Run, Understanding } from "../payload/effect.ts";
import { understandAction } from "../payload/index.ts";
import type { Occurrence, Rule, Subject, Verdict } from "../rules/rule.ts";
import { buildTimeline } from "../timeline/index.ts";
import type { Step } from "../timeline/step.ts";
import { onlyChanged } from "./changes.ts";
import { occurrenceOf } from "./occurrences.ts";
import { keyOf } from "./order.ts";
import type { ActionReport } from "./report.ts";

/** A verdict with the rule that gave it. */
export interface RuleVerdict {
  readonly rule: Rule;
  readonly verdict: Verdict;
}

/** What is made of one database, before anything that a person configures. */
export interface Judgement {
  readonly database: Database;
  readonly verdicts: readonly RuleVerdict[];
  readonly actions: readonly ActionReport[];
  /** Defects of ours, each once. */
  readonly problems: readonly Problem[];
  /** What was asked outside the tables, with the answers. */
  readonly reads: readonly ContentRead[];
}

/** Judges a database: when its actions run, what each runs there, and what the rules say of it. */
export function judge(database: Database, rules: readonly Rule[], contents: Contents): Judgement {
  const problems: Problem[] = [];
  const reads = new Map<string, ContentRead>();
  const steps = attempt(() => buildTimeline(database).steps, [], "the timeline", database, problems);
  const understood = new Understandings(database, notingContents(contents, reads), problems);
  const occurrences = steps.filter((step) => !step.never).map((step) => understood.occurrenceOf(step));
  const subject: Subject = { database, occurrences };
  const verdicts = rules.flatMap((rule) =>
    attempt(
      () => [...rule.check(subject)].map((verdict) => ({ rule, verdict })),
      [],
      `the rule ${rule.id}`,
      database,
      problems,
    ),
  );
  const actions = reportActions(database, steps, understood);
  return onlyChanged({ database, verdicts, actions, problems: once(problems), reads: [...reads.values()] });
}

const RUNS_NOTHING: Understanding = { understood: true, runs: [], effects: [], trail: [] };

const FAILED: Understanding = { understood: false, reason: "of an internal error", runs: [], effects: [], trail: [] };

/** What each action does in each place it stands in, asked once. */
class Understandings {
  readonly #database: Database;
  readonly #contents: Contents;
  readonly #problems: Problem[];
  readonly #known = new Map<Row, Map<string, Understanding>>();

  constructor(database: Database, contents: Contents, problems: Problem[]) {
    this.#database = database;
    this.#contents = contents;
    this.#problems = problems;
  }

  occurrenceOf(step: Step): Occurrence {
    if (step.definition === undefined || step.type === undefined || !runsCode(step.type)) {
      return occurrenceOf(step, RUNS_NOTHING);
    }
    return occurrenceOf(step, this.of(step.definition, { table: step.table, sequence: step.sequence }));
  }

  of(definition: Row, placement: Placement | undefined): Understanding {
    const places = this.#known.get(definition) ?? new Map<string, Understanding>();
    this.#known.set(definition, places);
    const key = placement === undefined ? "" : `${placement.table} ${placement.sequence ?? ""}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const understood = attempt(
      () => understandAction(this.#database, definition, placement, this.#contents),
      FAILED,
      `what ${textOf(definition, "Action") ?? "an action"} runs`,
      this.#database,
      this.#problems,
    );
    places.set(key, understood);
    return understood;
  }
}

function reportActions(
  database: Database,
  steps: readonly Step[],
  understood: Understandings,
): readonly ActionReport[] {
  const scheduled = new Map<Row | undefined, Step[]>();
  for (const step of steps) {
    const others = scheduled.get(step.definition);
    if (others === undefined) scheduled.set(step.definition, [step]);
    else others.push(step);
  }
  return rowsOf(database, "CustomAction").map((row) => reportOf(database, row, scheduled.get(row) ?? [], understood));
}

/** An action that nothing schedules counts as well: what it would run is asked as if it stood nowhere. */
function reportOf(database: Database, row: Row, steps: readonly Step[], understood: Understandings): ActionReport {
  const number = integerOf(row, "Type") ?? 0;
  const code = runsCode(decodeType(number));
  const places: readonly (Placement | undefined)[] = steps.length > 0 ? steps : [undefined];
  // An action in two places is mostly understood alike in both: then there is nothing to merge.
  const all = code ? [...new Set(places.map((place) => understood.of(row, place)))] : [];
  const reason = all.find((one) => !one.understood)?.reason;
  return {
    action: textOf(row, "Action") ?? "",
    database,
    site: row.cells["Action"]?.site ?? row.site,
    type: number,
    steps,
    runs: distinctRuns(all.flatMap((one) => one.runs)),
    understood: all.every((one) => one.understood),
    ...(reason === undefined ? {} : { reason }),
    trail: distinctPlaces(all.flatMap((one) => one.trail)),
    runsCode: code,
  };
}

function distinctRuns(runs: readonly Run[]): readonly Run[] {
  return distinct(runs, (run) => [run.program, run.arguments, ...run.via].join("\n"));
}

function distinctPlaces(places: readonly Related[]): readonly Related[] {
  return distinct(places, (place) => `${place.message}\n${keyOf(place.site)}`);
}

function distinct<T>(all: readonly T[], by: (one: T) => string): readonly T[] {
  return all.length < 2 ? all : [...new Map(all.map((one) => [by(one), one])).values()];
}

/** Runs a part that must not throw; where it does, that is a defect of ours: it is reported with its name, and the rest goes on. */
function attempt<T>(part: () => T, fallback: T, name: string, database: Database, problems: Problem[]): T {
  try {
    return part();
  } catch (error) {
    problems.push(internalError(name, database.files[0] ?? database.id, error));
    return fallback;
  }
}

/** The problem that stands for a defect of ours. */
export function internalError(part: string, file: string, error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: "internal-error",
    severity: "error",
    message: `msi1618 itself failed in ${part}: ${message}`,
    site: textSite(file, { start: 0, end: 0 }),
  };
}

function once(problems: readonly Problem[]): readonly Problem[] {
  return distinct(problems, (problem) => problem.message);
}
