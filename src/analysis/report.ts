import type { Database } from "../model/database.ts";
import type { Finding, Related, Unresolved } from "../model/finding.ts";
import type { Problem } from "../model/problem.ts";
import type { Site } from "../model/site.ts";
import type { Run } from "../payload/effect.ts";
import type { Step } from "../timeline/step.ts";

/** One custom action of one database, for hover, `tables` and the count of what was understood. */
export interface ActionReport {
  readonly action: string;
  readonly database: Database;
  /** The place of its Id. */
  readonly site: Site;
  readonly type: number;
  readonly steps: readonly Step[];
  readonly runs: readonly Run[];
  readonly understood: boolean;
  readonly reason?: string;
  readonly trail: readonly Related[];
  /** False for the types that run no code (19, 35, 51): they count neither as understood nor as not understood. */
  readonly runsCode: boolean;
}

/** Counters of one analysis; all but `milliseconds` are the same on every machine. */
export interface Stats {
  readonly files: number;
  readonly bytes: number;
  /** Actions that run code, and how many of them were understood. */
  readonly actions: number;
  readonly resolved: number;
  readonly milliseconds: number;
  /** Files parsed, units linked and databases judged by this run: what was reused is not counted. */
  readonly parsed: number;
  readonly linked: number;
  readonly judged: number;
}

/** What the engine says of a workspace at one moment. */
export interface Report {
  readonly findings: readonly Finding[];
  /** Findings that a comment in the source suppresses, kept for `stats` and for unused suppressions. */
  readonly suppressed: readonly Finding[];
  readonly unresolved: readonly Unresolved[];
  readonly problems: readonly Problem[];
  readonly databases: readonly Database[];
  readonly actions: readonly ActionReport[];
  /** The scripts, sources and programs that actions lead to, sorted; those that are not there included. */
  readonly followed: readonly string[];
  /** The names, in lower case, by which such a file was looked for in the whole workspace. */
  readonly sought: readonly string[];
  readonly stats: Stats;
}
