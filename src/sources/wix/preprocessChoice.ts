import type { Assumption } from "../../model/database.ts";
import type { Span } from "../../model/span.ts";
import type { Walk } from "./preprocessWalk.ts";
import { type Alternative, type Binding, bind, bindingAt, nextUse } from "./variables.ts";
import type { XmlDocument } from "./xml.ts";

/** More values at once are kept no further: the text stays unknown. */
const MOST = 8;
/** Nor are texts that so many variables make up. */
const NAMES = 64;

/** One way in which conditions that nobody can decide may have come out, as far as some text is concerned. */
export interface Combination {
  readonly picks: Alternative["picks"];
  readonly when: readonly Assumption[];
  readonly bound: readonly (readonly [name: string, binding: Binding])[];
}

const noNames: ReadonlySet<string> = new Set();

/** The names in the uses of a range whose value hangs on an undecided condition. */
export function choicesIn(walk: Walk, { text, uses }: XmlDocument, span: Span): ReadonlySet<string> {
  if (!walk.session.variables.choices) return noNames;
  const names = new Set<string>();
  for (const start of usesWithin(uses, span)) {
    const use = nextUse(text.slice(start, Math.min(span.end, start + 400)), 0);
    if (use?.kind === "reference") addChoice(walk, use.inner, names);
  }
  return names;
}

/** The same for a text that is not written as it stands, such as the value of a define. */
export function choicesOf(walk: Walk, text: string): ReadonlySet<string> {
  if (!walk.session.variables.choices) return noNames;
  const names = new Set<string>();
  for (let use = nextUse(text, 0); use !== undefined; use = nextUse(text, use.end)) {
    if (use.kind === "reference") addChoice(walk, use.inner, names);
  }
  return names;
}

function addChoice({ session: { variables } }: Walk, inner: string, names: Set<string>): void {
  for (const name of inner.startsWith("var.") ? [inner.slice(4), inner] : [inner]) {
    const binding = bindingAt(variables, name, variables.version);
    if (binding?.alternatives !== undefined) names.add(name);
    if (binding !== undefined) return;
  }
}

/** The offsets of the sorted `uses` that lie in a range. */
export function usesWithin(uses: readonly number[], span: Span): readonly number[] {
  const from = firstFrom(uses, span.start);
  // Asked of every element, and most hold none.
  if ((uses[from] ?? span.end) >= span.end) return none;
  return uses.slice(from, firstFrom(uses, span.end));
}

function firstFrom(uses: readonly number[], offset: number): number {
  let low = 0;
  let high = uses.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((uses[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

const none: readonly never[] = [];

/**
 * Every way in which the given names can have their values together: what one condition decides goes together, and what the place already
 * assumes is not gone back on. None where there is nothing to choose or too much.
 */
export function combinationsOf(
  walk: Walk,
  names: ReadonlySet<string>,
  assumed: readonly Assumption[],
): readonly Combination[] {
  const { variables } = walk.session;
  if (names.size === 0 || names.size > NAMES) return none;
  let combinations: readonly Combination[] = [{ picks: new Map(), when: [], bound: [] }];
  for (const name of names) {
    const alternatives = bindingAt(variables, name, variables.version)?.alternatives ?? [];
    combinations = combinations.flatMap((one) => alternatives.flatMap((other) => together(one, name, other, assumed)));
    if (combinations.length > MOST) return [];
  }
  return combinations;
}

function together(
  one: Combination,
  name: string,
  other: Alternative,
  assumed: readonly Assumption[],
): readonly Combination[] {
  for (const [branching, index] of other.picks) if ((one.picks.get(branching) ?? index) !== index) return [];
  if (other.when.some(({ text }) => assumed.some((holds) => isOpposite(holds.text, text)))) return [];
  const known = new Set([...assumed, ...one.when].map(({ text }) => text));
  return [
    {
      picks: new Map([...one.picks, ...other.picks]),
      when: [...one.when, ...other.when.filter(({ text }) => !known.has(text))],
      bound: [...one.bound, [name, other.binding]],
    },
  ];
}

function isOpposite(a: string, b: string): boolean {
  if (a === `not (${b})` || b === `not (${a})`) return true;
  const subject = (text: string, ending: string) => (text.endsWith(ending) ? text.slice(0, -ending.length) : undefined);
  const defined = subject(a, " is defined") ?? subject(b, " is defined");
  return defined !== undefined && defined === (subject(a, " is not defined") ?? subject(b, " is not defined"));
}

/** Does something with the names bound as a combination has them, and puts their own bindings back. */
export function withCombination<T>(walk: Walk, combination: Combination, action: () => T): T {
  const { variables } = walk.session;
  const before = combination.bound.map(([name]) => [name, bindingAt(variables, name, variables.version)] as const);
  for (const [name, binding] of combination.bound) bind(variables, name, binding);
  const result = action();
  for (const [name, binding] of before) bind(variables, name, binding);
  return result;
}
