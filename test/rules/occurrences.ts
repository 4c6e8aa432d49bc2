import type { Effect, StartsInstallation, StartsRedistributable, Understanding } from "../../src/payload/effect.ts";
import { RULES } from "../../src/rules/index.ts";
import type { Occurrence, Verdict } from "../../src/rules/rule.ts";
import { buildTimeline } from "../../src/timeline/index.ts";
import { cellSite, type MadeRow, madeDatabase } from "../database.ts";

/** A verdict with the id of its rule. */
export interface Said extends Verdict {
  readonly rule: string;
}

const site = cellSite("CustomAction", "Run", "Target");

/** An msiexec that is proven, quiet and waited for, except where the test says otherwise. */
export function installs(more: Partial<StartsInstallation> = {}): StartsInstallation {
  return {
    kind: "starts-installation",
    operation: "install",
    package: "[INSTALLFOLDER]child.msi",
    ui: "none",
    awaited: "yes",
    proof: "proven",
    program: "msiexec",
    site,
    ...more,
  };
}

/** A redistributable known by its name. */
export function redistributes(more: Partial<StartsRedistributable> = {}): StartsRedistributable {
  const installer = { id: "vc", title: "Visual C++ Redistributable", carries: "two packages", source: "a log" };
  return {
    kind: "starts-redistributable",
    installer,
    awaited: "yes",
    proof: "likely",
    program: "vc_redist.x64.exe",
    site,
    ...more,
  };
}

/** An understanding with just these effects. */
export function understood(...effects: readonly Effect[]): Understanding {
  return { understood: true, runs: [], effects, trail: [] };
}

/** What all rules say of a database whose every action was understood in one way. */
export function judged(
  tables: Readonly<Record<string, readonly MadeRow[]>>,
  understanding: Understanding | ((action: string) => Understanding),
): readonly Said[] {
  const database = madeDatabase(tables);
  const occurrences = buildTimeline(database).steps.flatMap((step): readonly Occurrence[] => {
    const of = typeof understanding === "function" ? understanding(step.action) : understanding;
    return step.never ? [] : [{ step, understanding: of }];
  });
  return RULES.flatMap((rule) =>
    [...rule.check({ database, occurrences })].map((verdict) => ({ rule: rule.id, ...verdict })),
  );
}

/** The CustomAction row `Run` of a type 34 action with these bits. */
export function runs(options = 0, more: MadeRow = {}): MadeRow {
  return { Action: "Run", Type: 34 + options, Source: "TARGETDIR", Target: "msiexec /i child.msi", ...more };
}

/** A row of a sequence table that schedules `Run`. */
export function row(Sequence: MadeRow[string], Condition: string | null = null): MadeRow {
  return { Action: "Run", Condition, Sequence };
}

/** A DoAction event that runs `Run`. */
export function event(Dialog_: string): MadeRow {
  return { Dialog_, Control_: "Next", Event: "DoAction", Argument: "Run", Condition: "1", Ordering: 1 };
}
