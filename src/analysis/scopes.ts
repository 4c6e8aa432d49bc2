import type { Database } from "../model/database.ts";
import type { TextSite } from "../model/site.ts";
import { overlaps, type Span } from "../model/span.ts";
import type { Compilation, Snapshot, SourceFile, Unit } from "../sources/source.ts";
import { asWritten } from "../sources/wix/asWritten.ts";
import { elementsOf } from "../sources/wix/link.ts";
import { type Mention, mentionsIn, type SymbolKind } from "../sources/wix/mentions.ts";
import { type Preprocessed, preprocess } from "../sources/wix/preprocess.ts";
import { keyOf } from "./order.ts";

/** What one database is made of, as far as names go: an action is the same action only within such a scope. */
export interface Scope {
  readonly unit: Unit;
  readonly database: Database;
  /** By file. What a loop or an include makes several of is there several times. */
  readonly byFile: ReadonlyMap<string, readonly Mention[]>;
  named(kind: SymbolKind, name: string): readonly Mention[];
}

/** A compiled source, with the unit it is compiled for. */
export interface CompiledSource {
  readonly unit: Unit;
  readonly path: string;
  readonly preprocessed: Preprocessed;
}

/** The scopes of one report; each is made when it is first asked for. */
export class Scopes {
  readonly #compilations: ReadonlyMap<Unit, Compilation>;
  readonly #snapshot: Snapshot;
  readonly #scopes = new Map<Database, Scope>();
  readonly #sources = new Map<Unit, readonly CompiledSource[]>();

  constructor(compilations: ReadonlyMap<Unit, Compilation>, snapshot: Snapshot) {
    this.#compilations = compilations;
    this.#snapshot = snapshot;
  }

  file(path: string): SourceFile | undefined {
    const file = this.#snapshot.file(path);
    return file === "absent" ? undefined : file;
  }

  /** The sources that are this file or include it. */
  sourcesWith(path: string): readonly CompiledSource[] {
    return this.#unitsWith(path).flatMap((unit) => this.#sourcesOf(unit).filter((source) => filesOf(source).has(path)));
  }

  /** The scopes of which the file is a part. */
  with(path: string): readonly Scope[] {
    return this.#unitsWith(path).flatMap((unit) => this.#scopesOf(unit).filter(({ byFile }) => byFile.has(path)));
  }

  all(): readonly Scope[] {
    return [...this.#compilations.keys()].flatMap((unit) => this.#scopesOf(unit));
  }

  /** The scopes that one of the two units puts into the other, as a library. */
  librariesAround({ unit }: Scope): readonly Scope[] {
    const uses = (a: Unit, b: Unit) =>
      [...a.references.values()].some(({ kind, project }) => kind === "library" && project === b.project);
    const units = [...this.#compilations.keys()].filter((other) => uses(unit, other) || uses(other, unit));
    return units.flatMap((other) => this.#scopesOf(other));
  }

  #unitsWith(path: string): readonly Unit[] {
    const isIt = (one: string) => one === path || this.file(one)?.path === path;
    return [...this.#compilations]
      .filter(([unit, { dependencies }]) => unit.sources.includes(path) || dependencies.some(isIt))
      .map(([unit]) => unit);
  }

  #sourcesOf(unit: Unit): readonly CompiledSource[] {
    let sources = this.#sources.get(unit);
    if (sources === undefined) {
      sources = (unit.kind === "wix" ? unit.sources : []).flatMap((path) => {
        const file = this.file(path);
        return file === undefined ? [] : [{ unit, path, preprocessed: preprocess(file, unit, this.#snapshot) }];
      });
      this.#sources.set(unit, sources);
    }
    return sources;
  }

  #scopesOf(unit: Unit): readonly Scope[] {
    const databases = this.#compilations.get(unit)?.databases ?? [];
    return databases.map((database) => {
      const scope = this.#scopes.get(database) ?? this.#create(unit, database);
      this.#scopes.set(database, scope);
      return scope;
    });
  }

  #create(unit: Unit, database: Database): Scope {
    const elements = elementsOf(database);
    const compiled = elements.flatMap(mentionsIn);
    const files = new Set([...elements, ...compiled.map(({ site }) => site)].map(({ file }) => file));
    const mentions = [...compiled, ...this.#inBranchesThatAreOff(unit, files)];
    const byFile = new Map<string, Mention[]>([...files].map((file) => [file, []]));
    const byName = new Map<string, Mention[]>();
    for (const mention of mentions) {
      push(byFile, mention.site.file, mention);
      push(byName, `${mention.kind} ${mention.name}`, mention);
    }
    return { unit, database, byFile, named: (kind, name) => byName.get(`${kind} ${name}`) ?? [] };
  }

  /** A branch that is off here is on in another configuration: what it names is meant all the same. */
  #inBranchesThatAreOff(unit: Unit, files: ReadonlySet<string>): readonly Mention[] {
    const skipped = this.#sourcesOf(unit).flatMap(({ preprocessed }) => preprocessed.skipped);
    return [...files].flatMap((path) => {
      const off = skipped.filter(({ file }) => file === path).map(({ span }) => span);
      const file = off.length === 0 ? undefined : this.file(path);
      const root = file === undefined ? undefined : asWritten(file);
      if (root === undefined) return [];
      return mentionsIn(root).filter(({ site }) => off.some((span) => overlaps(span, site.span)));
    });
  }
}

/** The files that became part of a source. */
export function filesOf({ path, preprocessed }: CompiledSource): ReadonlySet<string> {
  return new Set([path, ...preprocessed.includes.map((include) => include.path)]);
}

/** Each place once, sorted. */
export function distinct<T extends { readonly site: TextSite }>(mentions: readonly T[]): readonly T[] {
  return [...new Map(mentions.map((one) => [keyOf(one.site), one])).values()];
}

/** True where the offset is in the range or at either end of it. */
export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

function push(lists: Map<string, Mention[]>, key: string, mention: Mention): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [mention]);
  else list.push(mention);
}
