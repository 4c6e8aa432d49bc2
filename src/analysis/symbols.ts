import type { Mention, SymbolKind } from "../sources/wix/mentions.ts";
import { bySite } from "./order.ts";
import { distinct, type Scope, type Scopes, touches } from "./scopes.ts";

/** An installer symbol at a place, and the scopes in which that place names it. */
export interface NamedSymbol {
  readonly kind: SymbolKind;
  readonly name: string;
  readonly mention: Mention;
  readonly scopes: readonly Scope[];
}

/** The installer symbols that are named at an offset: several where a loop or several configurations make different names of one text. */
export function symbolsAt(scopes: Scopes, path: string, offset: number): readonly NamedSymbol[] {
  const found = new Map<string, { mention: Mention; scopes: Set<Scope> }>();
  for (const scope of scopes.with(path)) {
    for (const mention of scope.byFile.get(path) ?? []) {
      if (!touches(mention.site.span, offset)) continue;
      const key = `${mention.kind} ${mention.name}`;
      const known = found.get(key);
      if (known === undefined || length(mention) < length(known.mention))
        found.set(key, { mention, scopes: new Set([...(known?.scopes ?? []), scope]) });
      else known.scopes.add(scope);
    }
  }
  const shortest = Math.min(...[...found.values()].map(({ mention }) => length(mention)));
  const nearest = [...found.values()].filter(({ mention }) => length(mention) === shortest);
  const named = nearest.map(({ mention, scopes: own }) => ({ ...nameOf(mention), mention, scopes: [...own] }));
  return decided(named);
}

const length = ({ site }: Mention) => site.span.end - site.span.start;
const nameOf = ({ kind, name }: Mention) => ({ kind, name });

/** `[X]` may be a property or a directory, `After="X"` an action or a dialog: what is defined decides, and where nothing is, the first. */
function decided(named: readonly NamedSymbol[]): readonly NamedSymbol[] {
  const names = [...new Set(named.map(({ name }) => name))];
  return names.flatMap((name) => {
    const same = named.filter((one) => one.name === name);
    const implied = same.filter(({ mention }) => mention.role === "implicit");
    const explicit = same.filter(({ mention }) => mention.role !== "implicit");
    const defined = explicit.filter((one) => definedIn(one.scopes, one).length > 0);
    const chosen = defined.length > 0 ? defined : explicit.slice(0, 1);
    return chosen.length > 0 ? chosen : implied;
  });
}

type Key = Pick<NamedSymbol, "kind" | "name">;

function definedIn(scopes: readonly Scope[], { kind, name }: Key): readonly Mention[] {
  const mentions = scopes.flatMap((scope) => scope.named(kind, name));
  const definitions = mentions.filter(({ role }) => role === "definition" || role === "implicit");
  return definitions.length > 0 ? definitions : mentions.filter(({ role }) => role === "setter");
}

/** Where a symbol is defined: in its own scopes, else in the libraries that they use, else anywhere; a property that nothing defines, where it is set. */
export function definitionsOf(symbol: NamedSymbol, scopes: Scopes): readonly Mention[] {
  const wider = [
    () => symbol.scopes,
    () => symbol.scopes.flatMap((one) => scopes.librariesAround(one)),
    () => scopes.all(),
  ];
  for (const some of wider) {
    const found = definedIn(some(), symbol);
    if (found.length > 0) return sorted(found);
  }
  return [];
}

/** The scopes in which a symbol is one and the same thing: those that share a place that names it, and libraries with what is linked with them. */
export function scopesOf(symbol: NamedSymbol, scopes: Scopes): readonly Scope[] {
  const { kind, name } = symbol;
  const reached = new Set(symbol.scopes);
  for (const scope of reached) {
    const places = new Set(scope.named(kind, name).map(({ site }) => placeOf(site)));
    const shares = (other: Scope) => other.named(kind, name).some(({ site }) => places.has(placeOf(site)));
    const files = new Set(scope.named(kind, name).map(({ site }) => site.file));
    for (const file of files) for (const other of scopes.with(file)) if (shares(other)) reached.add(other);
    for (const other of scopes.librariesAround(scope)) if (other.named(kind, name).length > 0) reached.add(other);
  }
  return [...reached];
}

const placeOf = ({ file, span }: Mention["site"]) => `${file}\t${span.start}\t${span.end}`;

/** Every place that names a symbol, each once, in the order of files and text. */
export function mentionsOf(symbol: NamedSymbol, scopes: Scopes): readonly Mention[] {
  return sorted(scopesOf(symbol, scopes).flatMap((scope) => scope.named(symbol.kind, symbol.name)));
}

function sorted(mentions: readonly Mention[]): readonly Mention[] {
  return [...distinct(mentions)].sort((a, b) => bySite(a.site, b.site));
}
