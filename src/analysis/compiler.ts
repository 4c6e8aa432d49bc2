import type { WantedFile } from "../model/files.ts";
import { textSite } from "../model/site.ts";
import { compileUnit } from "../sources/index.ts";
import type { Compilation, SourceFile, Unit } from "../sources/source.ts";
import { sniffWix } from "../sources/wix/sniff.ts";
import { internalError } from "./judge.ts";
import type { SnapshotStore } from "./snapshot.ts";
import { createBreath } from "./turn.ts";

/** A chain of sectors that lie all over a large compound file leads to one after the other, and each is a visit to the disk. */
const MOST_READS = 1000;

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
  compilation: Compilation;
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
    let [rounds, reads] = [0, 0];
    while (open.length > 0) {
      const wanted = new Set<WantedFile>();
      for (const unit of open) {
        const compilation = this.#compileOne(unit);
        linked.add(unit);
        const dependencies = new Set([...compilation.dependencies, ...unit.sources]);
        this.#kept.set(unit, { compilation, dependencies, settled: compilation.wanted.length === 0 });
        for (const one of compilation.wanted) wanted.add(one);
        await breathe();
      }
      const found = await this.#store.load(wanted, signal);
      if ([...wanted].some((one) => typeof one === "string")) rounds++;
      else reads++;
      const more = found > 0 && rounds <= MOST_ROUNDS && reads <= MOST_READS;
      open = more ? open.filter((unit) => this.#kept.get(unit)?.settled === false) : [];
    }
    for (const unit of linked) this.#settle(unit);
    return this.#result(units, linked);
  }

  #settle(unit: Unit): void {
    const kept = this.#kept.get(unit);
    if (kept === undefined) return;
    kept.settled = true;
    if (kept.compilation.wanted.length > 0) kept.compilation = cutShort(unit, kept.compilation);
  }

  #drop(units: readonly Unit[], changed: readonly string[]): void {
    const wanted = new Set(units);
    for (const [unit, { dependencies }] of this.#kept) {
      if (!wanted.has(unit) || changed.some((path) => dependencies.has(path))) this.#kept.delete(unit);
    }
  }

  async #readAhead(units: readonly Unit[], signal: AbortSignal): Promise<void> {
    let open = units.flatMap((unit) => (unit.kind === "database" ? [] : [...unit.sources, ...unit.localizations]));
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
  #compileOne(unit: Unit): Compilation {
    try {
      return compileUnit(unit, this.#store);
    } catch (error) {
      const problems = [internalError(`compiling ${unit.name}`, placeOf(unit), error)];
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

const placeOf = (unit: Unit) => unit.project ?? unit.sources[0] ?? unit.id;

/** What was compiled although something is still missing, with a problem that says so. */
function cutShort(unit: Unit, compilation: Compilation): Compilation {
  const one = compilation.wanted[0];
  const message =
    typeof one === "string"
      ? `${unit.name} needs files through more than ${MOST_ROUNDS} steps; what lies beyond was not read`
      : `${unit.name} could not be read to its end: the parts that are needed lie in too many places, or are too large`;
  const site = textSite(placeOf(unit), { start: 0, end: 0 });
  const cut = { code: "too-many-steps", severity: "warning", message, site } as const;
  return { ...compilation, problems: [...compilation.problems, cut] };
}
