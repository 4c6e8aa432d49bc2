import { applied } from "../fixes/edit.ts";
import type { Ground } from "../fixes/job.ts";
import type { Artifact } from "../model/artifact.ts";
import { openArtifact } from "../model/byteStream.ts";
import type { ContentRead } from "../model/contents.ts";
import type { Database } from "../model/database.ts";
import type { FileContent, Files, WantedFile } from "../model/files.ts";
import type { Finding, Unresolved } from "../model/finding.ts";
import type { Problem } from "../model/problem.ts";
import type { Parsers } from "../model/syntax.ts";
import { RULES } from "../rules/index.ts";
import type { SourceFile } from "../sources/source.ts";
import { decodedOf, decodeXml } from "../sources/wix/encoding.ts";
import { spliced } from "../sources/wix/splice.ts";
import { type Compiled, Compiler } from "./compiler.ts";
import { LoadedContents } from "./contents.ts";
import { collectFindings, type PlacedFinding } from "./findings.ts";
import { editsOf, fixStates, safeEdits } from "./fix.ts";
import type { Judgement } from "./judge.ts";
import { Judge, type Judged } from "./judging.ts";
import { createLocator, type Locator } from "./locate.ts";
import { createNavigation, type Navigation } from "./navigation.ts";
import { bySite, keyOf } from "./order.ts";
import { Planner } from "./planner.ts";
import type { ActionReport, Report, Stats } from "./report.ts";
import { type SequencePlace, sequencePlaceAt } from "./sequencePlace.ts";
import { SnapshotStore } from "./snapshot.ts";
import { applySuppressions, type RuleIds, suppressionsOf, withoutAccepted } from "./suppression.ts";
import type { Configuration, FileEdit, FixState, Scope, Workspace } from "./workspace.ts";

/** How often the disk is visited for one stream, whose sectors may lie anywhere, and how large it may be in bytes. */
const MOST_VISITS = 1000;
const LARGEST_STREAM = 64 * 1024 * 1024;

/** The engine: owns what was read, planned, compiled and judged, and redoes of it only what a change reaches. */
export class Engine implements Workspace {
  readonly #store: SnapshotStore;
  readonly #planner: Planner;
  readonly #compiler: Compiler;
  readonly #judge: Judge;
  #configuration: Configuration;
  #placed: readonly PlacedFinding[] = [];
  #locate: Locator = () => undefined;
  #navigation: Navigation;
  #databases: readonly Database[] = [];
  /** The texts of table sources, by the newest report; undefined for those that are no text. */
  #texts: ReadonlyMap<string, string | undefined> = new Map();
  #compilations: Ground["compilations"] = new Map();

  constructor(files: Files, configuration: Configuration, parsers: Parsers | undefined) {
    this.#store = new SnapshotStore(files, stands);
    this.#planner = new Planner(files, this.#store);
    this.#compiler = new Compiler(this.#store);
    const contents = new LoadedContents(this.#store, parsers, this.#planner);
    this.#judge = new Judge(contents, RULES);
    this.#configuration = configuration;
    this.#planner.configure(configuration);
    this.#navigation = createNavigation({ compilations: new Map(), snapshot: this.#store, actions: [] });
  }

  setScope(scope: Scope): void {
    this.#planner.setScope(scope);
  }

  configure(configuration: Configuration): void {
    this.#configuration = configuration;
    this.#planner.configure(configuration);
  }

  overlay(path: string, content: FileContent | undefined): void {
    const before = this.#store.file(path);
    if (!this.#store.overlay(path, content)) return;
    if (before === undefined || before === "absent" || content === undefined) this.#planner.forgetPlan();
  }

  invalidate(path: string): void {
    if (this.#store.knows(path) !== "there") this.#planner.forgetFolders();
    this.#store.invalidate(path);
  }

  async analyse(signal: AbortSignal): Promise<Report> {
    const began = performance.now();
    signal.throwIfAborted();
    await this.#store.refresh(signal);
    const changed = this.#store.changed();
    if (changed.some((path) => this.#store.knows(path) === "absent")) this.#planner.forgetFolders();
    const plan = await this.#planner.plan(changed, signal);
    const compiled = await this.#compiler.compile(plan.units, changed, signal);
    const databases = [...compiled.compilations.values()].flatMap((one) => one.databases);
    const judged = await this.#judge.judge(databases, signal);
    // Nothing below waits: from here on the report is complete.
    this.#store.settle();
    return this.#report(plan.problems, compiled, judged, began);
  }

  textOf(path: string): string | undefined {
    if (this.#texts.has(path)) return this.#texts.get(path);
    const file = this.#store.file(path);
    return file === undefined || file === "absent" ? undefined : decodedOf(file).text;
  }

  actionAt(path: string, offset: number): ActionReport | undefined {
    return this.#locate(path, offset);
  }

  sequenceAt(path: string, offset: number): SequencePlace | undefined {
    return sequencePlaceAt(this.#databases, path, offset);
  }

  navigation(): Navigation {
    return this.#navigation;
  }

  async bytesOf(artifact: Artifact, signal: AbortSignal): Promise<Uint8Array | undefined> {
    for (let visit = 0; visit < MOST_VISITS; visit++) {
      const wanted: WantedFile[] = [];
      const stream = openArtifact(artifact, this.#store, wanted);
      if (stream === "absent" || (stream !== undefined && stream.size > LARGEST_STREAM)) return undefined;
      const bytes = stream?.read(0, stream.size, wanted);
      if (bytes !== undefined) return bytes;
      if ((await this.#store.load(wanted, signal)) === 0) return undefined;
    }
    return undefined;
  }

  fix(finding: Finding, kind: string, reason?: string): readonly FileEdit[] {
    const placed = this.#placed.find((one) => one.finding.fingerprint === finding.fingerprint);
    return placed === undefined ? [] : editsOf(this.#ground(), placed, kind, reason);
  }

  fixesOf(finding: Finding): readonly FixState[] {
    const placed = this.#placed.find((one) => one.finding.fingerprint === finding.fingerprint);
    return placed === undefined ? [] : fixStates(this.#ground(), placed);
  }

  fixSafely(findings: readonly Finding[]): readonly FileEdit[] {
    const ground = this.#ground();
    const asked = new Set(findings.map(({ fingerprint }) => fingerprint));
    return safeEdits(
      ground,
      this.#placed.filter(({ finding }) => asked.has(finding.fingerprint)),
    );
  }

  patched({ file, edits, created }: FileEdit): Uint8Array | undefined {
    const known = created ? undefined : this.#store.file(file);
    if (known === undefined || known === "absent") return new TextEncoder().encode(applied("", edits));
    return spliced(known, edits);
  }

  #ground(): Ground {
    return {
      snapshot: this.#store,
      compilations: this.#compilations,
      ...this.#planner.built(),
      isOwn: (file) => this.#planner.isOwn(file),
      exists: (file) => this.#planner.exists(file),
    };
  }

  #report(planned: readonly Problem[], compiled: Compiled, { judgements, judged }: Judged, began: number): Report {
    const { levels, accepted } = this.#configuration;
    this.#texts = textsOf(compiled);
    this.#databases = [...compiled.compilations.values()].flatMap(({ databases }) => databases);
    const projects = [...compiled.compilations].flatMap(([unit, one]) => one.databases.map(() => unit.name));
    const named = judgements.map((judgement, at) => ({ project: projects[at] ?? "", judgement }));
    const placed = collectFindings(named, levels, (path) => this.textOf(path));
    const paths = pathsOf(compiled);
    const files = this.#filesAt(paths);
    const suppressions = files.filter(({ path }) => !this.#texts.has(path)).flatMap(suppressionsOf);
    const sorted = withoutAccepted(applySuppressions(placed, suppressions, ruleIds(levels)), accepted);
    const actions = named.flatMap(({ judgement }) => judgement.actions);
    const distinct = distinctActions(actions);
    const compilations = [...compiled.compilations.values()];
    this.#placed = placed;
    this.#compilations = compiled.compilations;
    this.#locate = createLocator(actions);
    this.#navigation = createNavigation({ compilations: compiled.compilations, snapshot: this.#store, actions });
    return {
      findings: sorted.kept.map((one) => one.finding),
      suppressed: sorted.suppressed.map((one) => one.finding),
      unresolved: unresolvedOf(distinct),
      problems: distinctProblems([
        ...planned,
        ...compilations.flatMap((one) => one.problems),
        ...named.flatMap(({ judgement }) => judgement.problems),
        ...sorted.problems,
      ]),
      databases: compilations.flatMap((one) => one.databases),
      actions,
      followed: askedFor(judgements, "file", "bytes"),
      sought: askedFor(judgements, "namesakes"),
      stats: { ...this.#count(paths, distinct), milliseconds: performance.now() - began, ...workOf(compiled), judged },
    };
  }

  #count(paths: readonly string[], distinct: DistinctActions) {
    const read = paths.flatMap((path) => this.#store.loadedOf(path) ?? []);
    return {
      files: read.length,
      bytes: read.reduce((sum, bytes) => sum + bytes, 0),
      actions: distinct.length,
      resolved: distinct.filter((shared) => shared.every((one) => one.understood)).length,
    };
  }

  #filesAt(paths: readonly string[]): readonly SourceFile[] {
    return paths.flatMap((path) => {
      const file = this.#store.file(path);
      return file === undefined || file === "absent" ? [] : [file];
    });
  }
}

/** What was asked for outside the tables because an action leads there, what is not there included. */
function askedFor(judgements: readonly Judgement[], ...about: readonly ContentRead["about"][]): readonly string[] {
  const keys = judgements.flatMap(({ reads }) =>
    reads.flatMap((read) => (about.includes(read.about) ? [read.key] : [])),
  );
  return [...new Set(keys)].sort();
}

/** Every file that took part. */
function pathsOf({ compilations }: Compiled): readonly string[] {
  const paths = new Set<string>();
  for (const [unit, { dependencies }] of compilations) {
    for (const path of unit.sources) paths.add(path);
    for (const path of dependencies) paths.add(path);
  }
  return [...paths].sort();
}

/** An editor that opens a file lays its text over the same bytes, and saves it as the bytes of the same text: neither is a change. */
function stands(file: SourceFile, content: FileContent): boolean {
  if (typeof file.content === typeof content && typeof content !== "string") return false;
  return decodeXml(content, file.path).text === decodedOf(file).text;
}

function textsOf({ compilations }: Compiled): ReadonlyMap<string, string | undefined> {
  const texts = new Map<string, string | undefined>();
  for (const [unit, { dependencies, texts: decoded }] of compilations) {
    if (unit.kind === "wix") continue;
    for (const path of dependencies) texts.set(path, decoded?.get(path));
  }
  return texts;
}

function ruleIds(levels: Configuration["levels"]): RuleIds {
  const active = RULES.filter((rule) => (levels.get(rule.id) ?? rule.level) !== "off");
  return { all: new Set(RULES.map((rule) => rule.id)), active: new Set(active.map((rule) => rule.id)) };
}

type DistinctActions = readonly (readonly ActionReport[])[];

/** Each action that runs code once, with its report of every database that shares the definition. */
function distinctActions(actions: readonly ActionReport[]): DistinctActions {
  const found = new Map<string, ActionReport[]>();
  for (const action of actions) {
    if (!action.runsCode) continue;
    const key = `${action.action}\n${keyOf(action.site)}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, [action]);
    else known.push(action);
  }
  return [...found.values()];
}

/** Actions that run code, scheduled or not, of which some database does not tell what they run. */
function unresolvedOf(distinct: DistinctActions): readonly Unresolved[] {
  const found = distinct.flatMap((shared) => shared.find((one) => !one.understood) ?? []);
  return found
    .map(({ action, site, reason }) => ({ action, site, reason: reason ?? "nothing says what it runs" }))
    .sort((a, b) => bySite(a.site, b.site));
}

function workOf({ parsed, linked }: Compiled): Pick<Stats, "parsed" | "linked"> {
  return { parsed, linked };
}

/** A file that several projects compile has its problems once. */
function distinctProblems(problems: readonly Problem[]): readonly Problem[] {
  const byKey = new Map(problems.map((one) => [`${one.code}\n${one.message}\n${keyOf(one.site)}`, one]));
  return [...byKey.values()].sort((a, b) => bySite(a.site, b.site));
}
