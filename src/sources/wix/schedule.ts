import type { Cell, Row } from "../../model/database.ts";
import type { Problem } from "../../model/problem.ts";
import type { SequenceTable } from "../../model/schema.ts";
import { sequenceTables } from "../../model/schema.ts";
import { isUnknown } from "../../model/site.ts";
import type { Generation, Schedule, Suppression } from "./compileSection.ts";
import { requiredActions, standardPlace } from "./standardSchedule.ts";
import { type Element, tagSite } from "./tree.ts";

/** A row of a sequence with whether the product holds it. */
export interface LinkedSchedule {
  readonly schedule: Schedule;
  readonly linked: boolean;
}

/** What is to be put in order: the rows of all sections, in the order of linking. */
export interface Scheduling {
  readonly schedules: readonly LinkedSchedule[];
  readonly suppressions: readonly Suppression[];
  /** The tables with rows, which call for standard actions. */
  readonly tables: Iterable<string>;
  /** The element at which standard actions stand that nobody wrote; undefined where none are added, as in a fragment on its own. */
  readonly product: Element | undefined;
  readonly module: boolean;
  readonly generation: Generation;
}

interface Planned {
  readonly action: string;
  readonly source: LinkedSchedule | undefined;
  sequence: number | undefined;
  /** The action that the place of this one is given by. */
  parent: Planned | undefined;
  /** Where it hangs on another action. */
  readonly before: Planned[];
  readonly after: Planned[];
  unknown: boolean;
}

/**
 * Puts the rows of all five sequences in order, as the binder does (v4+ SequenceActionsCommand, v3 Linker.SequenceActions): absolute numbers stand, what is placed by
 * another action gets the numbers next to it. Several rows placed by one action follow each other as they are written from v4 on, and by name before, where the rows
 * are kept in a SortedList (WixActionRowCollection).
 */
export function scheduleAll(scheduling: Scheduling, problems: Problem[]): ReadonlyMap<SequenceTable, readonly Row[]> {
  const required = scheduling.product === undefined ? undefined : requiredActions(scheduling.tables);
  return new Map(
    sequenceTables.map((table) => {
      const planner = new TablePlanner(table, scheduling.generation, problems);
      for (const one of scheduling.schedules) if (one.schedule.table === table) planner.add(one);
      if (!scheduling.module) for (const action of required?.get(table) ?? []) planner.addStandard(action);
      planner.suppress(scheduling.suppressions);
      return [table, scheduling.module ? planner.moduleRows() : planner.rows(scheduling.product)];
    }),
  );
}

class TablePlanner {
  readonly #table: SequenceTable;
  readonly #generation: Generation;
  readonly #problems: Problem[];
  readonly #planned = new Map<string, Planned>();
  /** Further rows of an action that is there already: alternatives of branches nobody can decide. */
  readonly #others: Planned[] = [];

  constructor(table: SequenceTable, generation: Generation, problems: Problem[]) {
    this.#table = table;
    this.#generation = generation;
    this.#problems = problems;
  }

  add(source: LinkedSchedule): void {
    const { schedule } = source;
    const action = schedule.action.value;
    const position = schedule.position;
    const sequence =
      position.kind === "number"
        ? position.sequence
        : position.kind === "standard"
          ? this.#standard(action)?.sequence
          : undefined;
    const planned = planOf(action, source, sequence);
    planned.unknown = position.kind === "unknown";
    const first = this.#planned.get(action);
    if (first?.source === undefined || this.#wins(source, first.source)) this.#planned.set(action, planned);
    else if (source.schedule.access !== "virtual") this.#collide(planned, source, first.source);
  }

  /** True where the second row takes the place of the first: one that may be overridden gives way, and so does one that is not in the product. */
  #wins(second: LinkedSchedule, first: LinkedSchedule): boolean {
    if (first.linked !== second.linked) return second.linked;
    return first.schedule.access === "virtual" && second.schedule.access !== "virtual";
  }

  #collide(planned: Planned, second: LinkedSchedule, first: LinkedSchedule): void {
    this.#others.push(planned);
    const alternatives = second.schedule.when.length > 0 || first.schedule.when.length > 0;
    if (alternatives || !second.linked || !first.linked) return;
    const message = `${planned.action} is scheduled in ${this.#table} more than once; WiX rejects that, and the first place counts for what is placed by it.`;
    this.#problems.push({
      code: "action-collision",
      severity: "error",
      message,
      site: second.schedule.site,
    });
  }

  addStandard(action: string): void {
    if (this.#planned.has(action)) return;
    const sequence = this.#standard(action)?.sequence;
    if (sequence !== undefined) this.#planned.set(action, planOf(action, undefined, sequence));
  }

  #standard(action: string) {
    return standardPlace(this.#table, action, this.#generation);
  }

  suppress(suppressions: readonly Suppression[]): void {
    for (const { table, action, element } of suppressions) {
      const planned = table === this.#table ? this.#planned.get(action) : undefined;
      const { source } = planned ?? {};
      if (source === undefined || source.schedule.access === "virtual") {
        if (planned !== undefined) this.#planned.delete(action);
      } else if (source.linked && source.schedule.when.length === 0 && element.when.length === 0) {
        const message = `${action} cannot be suppressed: it is scheduled in ${table} by a row that is not overridable.`;
        this.#problems.push({ code: "illegal-suppress", severity: "error", message, site: tagSite(element) });
      }
    }
  }

  rows(product: Element | undefined): readonly Row[] {
    const own = [...this.#planned.values()];
    const all = [...(this.#generation === "wix4" ? own : own.sort(byName)), ...this.#others];
    for (const one of all) this.#attach(one);
    const circles = circlesIn(all);
    for (const one of all) {
      if (one.source === undefined || one.sequence !== undefined || !circles.has(one)) continue;
      one.unknown = true;
      if (circles.get(one) === "member") this.#reportCircle(one);
    }
    if (this.#planned.has("DuplicateFiles") && this.#table === "InstallExecuteSequence")
      this.addStandard("InstallFiles");
    this.#number();
    for (const one of all) numberAside(one);
    return [...this.#planned.values(), ...this.#others].flatMap((one) => this.#row(one, product));
  }

  /** Hangs a row on the one it is placed by, which is added where it is a standard action that nothing else calls for. */
  #attach(one: Planned): void {
    const position = one.source?.schedule.position;
    if (position === undefined || (position.kind !== "before" && position.kind !== "after")) return;
    const name = position.action.value;
    this.addStandard(name);
    const parent = this.#planned.get(name);
    if (parent !== undefined) {
      one.parent = parent;
      // What is not in the product, and the alternatives of undecided branches, must not move what is.
      if (one.source?.linked === true && this.#planned.get(one.action) === one) parent[position.kind].push(one);
      return;
    }
    one.unknown = true;
    if (isUnknown(position.action.site)) return;
    const message = `${one.action} is placed ${position.kind} ${name}, which is not in ${this.#table} here; its number is not known.`;
    this.#problems.push({ code: "unknown-action", severity: "information", message, site: position.action.site });
  }

  #reportCircle({ action, parent, source }: Planned): void {
    if (source === undefined) return;
    const message = `${action} is placed by ${parent?.action ?? ""}, which is placed by ${action} in the end: a circle that WiX rejects.`;
    this.#problems.push({ code: "schedule-cycle", severity: "error", message, site: source.schedule.site });
  }

  /** Gives what hangs on each row of known number the free numbers below and above it. */
  #number(): void {
    const absolute = [...this.#planned.values()].filter((one) => isInProduct(one) && one.sequence !== undefined);
    absolute.sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0));
    let used = 0;
    absolute.forEach((one, at) => {
      const own = one.sequence ?? 0;
      const before = flatten(one.before);
      const after = flatten(one.after);
      if (own < 0 && before.length + after.length > 0) {
        for (const other of [...before, ...after]) this.#cannotEnd(other, one);
        return;
      }
      let free = own - 1;
      for (const other of [...before].reverse()) {
        if (free === used) this.#isFull(other, one, ++free);
        other.sequence = free--;
      }
      const next = absolute[at + 1]?.sequence ?? MOST;
      free = own + 1;
      for (const other of after) {
        if (free === next) this.#isFull(other, one, --free);
        other.sequence = free++;
      }
      used = own;
    });
  }

  #isFull({ action, source }: Planned, by: Planned, number: number): void {
    if (source === undefined) return;
    const message = `There is no free number for ${action} next to ${by.action} in ${this.#table}: WiX rejects that; ${number} is used twice here.`;
    const { site } = source.schedule;
    this.#problems.push({ code: "no-free-number", severity: "error", message, site });
  }

  #cannotEnd(one: Planned, exit: Planned): void {
    one.unknown = true;
    if (one.source === undefined) return;
    const message = `${one.action} is placed by ${exit.action}, which runs when ${this.#table} has ended: WiX rejects that.`;
    const { site } = one.source.schedule;
    this.#problems.push({ code: "placed-by-exit", severity: "error", message, site });
  }

  #row({ action, source, sequence, unknown }: Planned, product: Element | undefined): readonly Row[] {
    const site = source?.schedule.site ?? (product === undefined ? undefined : tagSite(product));
    if (site === undefined) return [];
    const known = sequence !== undefined && !unknown;
    const number: Cell = known ? { value: sequence, site } : { value: placeText(source), site, unknown: true };
    const condition: Cell = source?.schedule.condition ?? {
      value: this.#standard(action)?.condition ?? null,
      site,
    };
    const cells = {
      Action: source?.schedule.action ?? { value: action, site },
      Condition: condition,
      Sequence: number,
    };
    return [{ cells, site, when: source?.schedule.when ?? [], linked: source?.linked ?? true }];
  }

  moduleRows(): readonly Row[] {
    return [...this.#planned.values(), ...this.#others].flatMap(({ source, sequence }) => {
      if (source === undefined) return [];
      const { schedule, linked } = source;
      const { site } = schedule;
      const { position } = schedule;
      const relative = position.kind === "before" || position.kind === "after";
      const cells = {
        Action: schedule.action,
        Sequence: { value: sequence ?? null, site },
        BaseAction: relative ? position.action : { value: null, site },
        After: relative ? { value: position.kind === "after" ? 1 : 0, site } : { value: null, site },
        Condition: schedule.condition,
      };
      return [{ cells, site, when: schedule.when, linked }];
    });
  }
}

/** One more than the highest number there is. */
const MOST = 32768;

/** Names in the order of .NET's culture-sensitive comparison, as near as the same tables in another engine come. */
const names = new Intl.Collator("en");
const byName = (a: Planned, b: Planned) => names.compare(a.action, b.action);

/** The rows that are placed by one another in a circle, and those that are placed by such a row in the end. Each row is walked over once. */
function circlesIn(rows: readonly Planned[]): ReadonlyMap<Planned, "member" | "follower"> {
  const circles = new Map<Planned, "member" | "follower">();
  const seen = new Set<Planned>();
  for (const row of rows) {
    const path: Planned[] = [];
    let at: Planned | undefined = row;
    for (; at !== undefined && !seen.has(at); at = at.parent) {
      seen.add(at);
      path.push(at);
    }
    if (at === undefined) continue;
    const first = path.indexOf(at);
    if (first < 0 && !circles.has(at)) continue;
    for (const [index, one] of path.entries()) circles.set(one, first >= 0 && index >= first ? "member" : "follower");
  }
  return circles;
}

function planOf(action: string, source: LinkedSchedule | undefined, sequence: number | undefined): Planned {
  return { action, source, sequence, parent: undefined, before: [], after: [], unknown: false };
}

const isInProduct = ({ source, unknown }: Planned) => !unknown && source?.linked !== false;

/** The number next to its neighbour for a row that takes none from the others. */
function numberAside(start: Planned): void {
  const chain: Planned[] = [];
  let at: Planned | undefined = start;
  while (at !== undefined && !at.unknown && at.sequence === undefined) {
    chain.push(at);
    at = at.parent;
  }
  let sequence = at?.unknown === true ? undefined : at?.sequence;
  for (const one of chain.reverse()) {
    if (sequence === undefined || sequence < 0) one.unknown = true;
    else one.sequence = sequence += one.source?.schedule.position.kind === "before" ? -1 : 1;
  }
}

function placeText(source: LinkedSchedule | undefined): string {
  const position = source?.schedule.position;
  if (position?.kind === "before" || position?.kind === "after") return `${position.kind} ${position.action.value}`;
  return position?.kind === "unknown" ? position.text.value : "";
}

/** What hangs on an action, in the order in which it runs: with each row what stands before it first and what stands after it last. */
function flatten(rows: readonly Planned[]): readonly Planned[] {
  // On most actions nothing hangs.
  if (rows.length === 0) return rows;
  const out: Planned[] = [];
  const stack: (Planned | { readonly done: Planned })[] = [...rows].reverse();
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if ("done" in at) {
      out.push(at.done);
      for (const next of [...at.done.after].reverse()) stack.push(next);
    } else if (!at.unknown) {
      stack.push({ done: at });
      for (const next of [...at.before].reverse()) stack.push(next);
    }
  }
  return out;
}
