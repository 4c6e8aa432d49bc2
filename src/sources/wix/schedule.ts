import type { Cell, Row } from "../../model/database.ts";
import type { Problem } from "../../model/problem.ts";
import type { SequenceTable } from "../../model/schema.ts";
import { sequenceTables } from "../../model/schema.ts";
import { isUnknown } from "../../model/site.ts";
import type { Schedule, Suppression } from "./compileSection.ts";
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
}

interface Planned {
  readonly action: string;
  readonly source: LinkedSchedule | undefined;
  sequence: number | undefined;
  /** Where it hangs on another action. */
  readonly before: Planned[];
  readonly after: Planned[];
  unknown: boolean;
}

/**
 * Puts the rows of all five sequences in order, as the binder does (v4+ SequenceActionsCommand; v3 Linker.ResolveActionSymbols has the same outcome):
 * absolute numbers stand, what is placed by another action gets the numbers next to it.
 */
export function scheduleAll(scheduling: Scheduling, problems: Problem[]): ReadonlyMap<SequenceTable, readonly Row[]> {
  const required = scheduling.product === undefined ? undefined : requiredActions(scheduling.tables);
  return new Map(
    sequenceTables.map((table) => {
      const planner = new TablePlanner(table, problems);
      for (const one of scheduling.schedules) if (one.schedule.table === table) planner.add(one);
      if (!scheduling.module) for (const action of required?.get(table) ?? []) planner.addStandard(action);
      planner.suppress(scheduling.suppressions);
      return [table, scheduling.module ? planner.moduleRows() : planner.rows(scheduling.product)];
    }),
  );
}

class TablePlanner {
  readonly #table: SequenceTable;
  readonly #problems: Problem[];
  readonly #planned = new Map<string, Planned>();
  /** Further rows of an action that is there already: alternatives of branches nobody can decide. */
  readonly #others: Planned[] = [];

  constructor(table: SequenceTable, problems: Problem[]) {
    this.#table = table;
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
          ? standardPlace(this.#table, action)?.sequence
          : undefined;
    const planned = { action, source, sequence, before: [], after: [], unknown: position.kind === "unknown" };
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
    const alternatives = second.schedule.element.when.length > 0 || first.schedule.element.when.length > 0;
    if (alternatives || !second.linked || !first.linked) return;
    const message = `${planned.action} is scheduled in ${this.#table} more than once; WiX rejects that, and the first place counts for what is placed by it.`;
    this.#problems.push({
      code: "action-collision",
      severity: "error",
      message,
      site: tagSite(second.schedule.element),
    });
  }

  addStandard(action: string): void {
    if (this.#planned.has(action)) return;
    const sequence = standardPlace(this.#table, action)?.sequence;
    if (sequence === undefined) return;
    this.#planned.set(action, { action, source: undefined, sequence, before: [], after: [], unknown: false });
  }

  suppress(suppressions: readonly Suppression[]): void {
    for (const { table, action } of suppressions) {
      const planned = table === this.#table ? this.#planned.get(action) : undefined;
      if (planned !== undefined && (planned.source === undefined || planned.source.schedule.access === "virtual"))
        this.#planned.delete(action);
    }
  }

  rows(product: Element | undefined): readonly Row[] {
    const all = [...this.#planned.values(), ...this.#others];
    for (const one of all) this.#attach(one);
    for (const one of all)
      if (one.source !== undefined && one.sequence === undefined && this.#isCyclic(one)) one.unknown = true;
    this.#number();
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
      parent[position.kind].push(one);
      return;
    }
    one.unknown = true;
    if (isUnknown(position.action.site)) return;
    const message = `${one.action} is placed ${position.kind} ${name}, which is not in ${this.#table} here; its number is not known.`;
    this.#problems.push({ code: "unknown-action", severity: "information", message, site: position.action.site });
  }

  #isCyclic(start: Planned): boolean {
    const seen = new Set<Planned>();
    let at: Planned | undefined = start;
    while (at !== undefined && !seen.has(at)) {
      seen.add(at);
      at = this.#parentOf(at);
    }
    if (at === undefined) return false;
    if (at === start) {
      const message = `${start.action} is placed by ${this.#parentOf(start)?.action ?? ""}, which is placed by ${start.action} in the end: a circle that WiX rejects.`;
      this.#problems.push({
        code: "schedule-cycle",
        severity: "error",
        message,
        site: tagSite((start.source as LinkedSchedule).schedule.element),
      });
    }
    return true;
  }

  #parentOf({ source }: Planned): Planned | undefined {
    const position = source?.schedule.position;
    if (position?.kind !== "before" && position?.kind !== "after") return undefined;
    return this.#planned.get(position.action.value);
  }

  #number(): void {
    const absolute = [...this.#planned.values(), ...this.#others].filter(
      (one) => one.sequence !== undefined && !one.unknown,
    );
    absolute.sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0));
    for (const one of absolute) {
      const at = one.sequence ?? 0;
      const before = flatten(one.before);
      before.forEach((other, index) => {
        other.sequence = at - before.length + index;
      });
      flatten(one.after).forEach((other, index) => {
        other.sequence = at + 1 + index;
      });
    }
  }

  #row({ action, source, sequence, unknown }: Planned, product: Element | undefined): readonly Row[] {
    const element = source?.schedule.element ?? product;
    if (element === undefined) return [];
    const site = tagSite(element);
    const known = sequence !== undefined && !unknown;
    const number: Cell = known ? { value: sequence, site } : { value: placeText(source), site, unknown: true };
    const condition: Cell = source?.schedule.condition ?? {
      value: standardPlace(this.#table, action)?.condition ?? null,
      site,
    };
    const cells = {
      Action: source?.schedule.action ?? { value: action, site },
      Condition: condition,
      Sequence: number,
    };
    return [{ cells, site, when: source?.schedule.element.when ?? [], linked: source?.linked ?? true }];
  }

  moduleRows(): readonly Row[] {
    return [...this.#planned.values(), ...this.#others].flatMap(({ source, sequence }) => {
      if (source === undefined) return [];
      const { schedule, linked } = source;
      const site = tagSite(schedule.element);
      const { position } = schedule;
      const relative = position.kind === "before" || position.kind === "after";
      const cells = {
        Action: schedule.action,
        Sequence: { value: sequence ?? null, site },
        BaseAction: relative ? position.action : { value: null, site },
        After: relative ? { value: position.kind === "after" ? 1 : 0, site } : { value: null, site },
        Condition: schedule.condition,
      };
      return [{ cells, site, when: schedule.element.when, linked }];
    });
  }
}

function placeText(source: LinkedSchedule | undefined): string {
  const position = source?.schedule.position;
  if (position?.kind === "before" || position?.kind === "after") return `${position.kind} ${position.action.value}`;
  return position?.kind === "unknown" ? position.text.value : "";
}

/** What hangs on an action, in the order in which it runs: with each row what stands before it first and what stands after it last. */
function flatten(rows: readonly Planned[]): readonly Planned[] {
  const out: Planned[] = [];
  const stack: (Planned | { readonly done: Planned })[] = [...rows].reverse();
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if ("done" in at) {
      out.push(at.done);
      stack.push(...[...at.done.after].reverse());
    } else if (!at.unknown) {
      stack.push({ done: at }, ...[...at.before].reverse());
    }
  }
  return out;
}
