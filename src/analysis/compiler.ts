import { textSite } from "../model/site.ts";
import { compileWix } from "../sources/index.ts";
import type { Compilation, SourceFile, Unit } from "../sources/source.ts";
import { sniffWix } from "../sources/wix/sniff.ts";
import { internalError } from "./judge.ts";
import type { SnapshotStore } from "./snapshot.ts";
import { createBreath } from "./turn.ts";

/** An include chain can be a thousand files deep, and each round finds one more where the names are not literal. */
const MOST_ROUNDS = 64;

/** Literal includes are read ahead this far, so that most units are compiled once. */
const AHEAD = 8;

/** What one run of the compiler did. */
export interface Compiled {
  readonly compilations: ReadonlyMap<Unit, Compilation>;
  /** Files parsed and units linked by this run. */
  readonly parsed: number;
  readonly linked: number;
}

interface Kept {
  readonly compilation: Compilation;
  readonly dependencies: ReadonlySet<string>;
  /** False while something it misses is not there yet: an aborted run leaves it so. */
  settled: boolean;
}

/** Compiles units over the snapshot, loads what they miss and compiles them again until nothing is missing, and keeps what did not change. */
export class Compiler {
  readonly #store: SnapshotStore;
  readonly #kept = new Map<Unit, Kept>();
  readonly #parsed = new WeakSet<SourceFile>();

  constructor(store: SnapshotStore) {
    this.#store = store;
  }

  /** Brings the units up to date; `changed` are the paths whose content is another than at the last complete call. */
  async compile(units: readonly Unit[], changed: readonly string[], signal: AbortSignal): Promise<Compiled> {
    this.#drop(units, changed);
    const linked = new Set<Unit>();
    let open = units.filter((unit) => this.#kept.get(unit)?.settled !== true);
    await this.#readAhead(open, signal);
    const breathe = createBreath(signal);
    for (let round = 0; open.length > 0; round++) {
      const wanted = new Set<string>();
      for (const unit of open) {
        const compilation = this.#compileOne(unit, round === MOST_ROUNDS);
        linked.add(unit);
        const dependencies = new Set([...compilation.dependencies, ...unit.sources]);
        this.#kept.set(unit, { compilation, dependencies, settled: compilation.wanted.length === 0 });
        for (const path of compilation.wanted) wanted.add(path);
        await breathe();
      }
      const found = await this.#store.load(wanted, signal);
      const more = round < MOST_ROUNDS && found > 0;
      open = more ? open.filter((unit) => this.#kept.get(unit)?.settled === false) : [];
    }
    for (const unit of linked) this.#settle(unit);
    return this.#result(units, linked);
  }

  #settle(unit: Unit): void {
    const kept = this.#kept.get(unit);
    if (kept !== undefined) kept.settled = true;
  }

  #drop(units: readonly Unit[], changed: readonly string[]): void {
    const wanted = new Set(units);
    for (const [unit, { dependencies }] of this.#kept) {
      if (!wanted.has(unit) || changed.some((path) => dependencies.has(path))) this.#kept.delete(unit);
    }
  }

  async #readAhead(units: readonly Unit[], signal: AbortSignal): Promise<void> {
    let open = units.flatMap((unit) => [...unit.sources, ...unit.localizations]);
    const seen = new Set<string>();
    for (let round = 0; open.length > 0 && round < AHEAD; round++) {
      await this.#store.load(open, signal);
      for (const path of open) seen.add(path);
      open = open.flatMap((path) => this.#includesOf(path)).filter((path) => !seen.has(path));
    }
  }

  #includesOf(path: string): readonly string[] {
    const file = this.#store.file(path);
    return file === undefined || file === "absent" ? [] : sniffWix(file).includes;
  }

  /** Front ends do not throw; one that does is a defect of ours, and the other units go on. */
  #compileOne(unit: Unit, last: boolean): Compilation {
    const place = unit.project ?? unit.sources[0] ?? unit.id;
    try {
      const compilation = compileWix(unit, this.#store);
      const message = `${unit.name} needs files through more than ${MOST_ROUNDS} steps; what lies beyond was not read`;
      const cut = {
        code: "too-many-steps",
        severity: "warning",
        message,
        site: textSite(place, { start: 0, end: 0 }),
      } as const;
      const open = last && compilation.wanted.length > 0;
      return open ? { ...compilation, problems: [...compilation.problems, cut] } : compilation;
    } catch (error) {
      const problems = [internalError(`compiling ${unit.name}`, place, error)];
      return { databases: [], problems, wanted: [], dependencies: unit.sources };
    }
  }

  #result(units: readonly Unit[], linked: ReadonlySet<Unit>): Compiled {
    const compilations = new Map<Unit, Compilation>();
    let parsed = 0;
    for (const unit of units) {
      const kept = this.#kept.get(unit);
      if (kept === undefined) continue;
      compilations.set(unit, kept.compilation);
      if (linked.has(unit)) parsed += this.#countNew(kept.dependencies);
    }
    return { compilations, parsed, linked: linked.size };
  }

  /** Trees are kept by the identity of the file: what was never seen before is what was parsed. */
  #countNew(paths: ReadonlySet<string>): number {
    let count = 0;
    for (const path of paths) {
      const file = this.#store.file(path);
      if (file === undefined || file === "absent" || this.#parsed.has(file)) continue;
      this.#parsed.add(file);
      count++;
    }
    return count;
  }
}
