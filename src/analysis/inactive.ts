import type { Span } from "../model/span.ts";
import type { Scopes } from "./scopes.ts";

/** The ranges of a file that nothing that reads it compiles: branches that are off in every source and every project. */
export function inactiveIn(scopes: Scopes, path: string): readonly Span[] {
  const lists = scopes
    .sourcesWith(path)
    .map(({ preprocessed }) => preprocessed.skipped.filter(({ file }) => file === path).map(({ span }) => span));
  const [first = [], ...others] = lists;
  return others.reduce(common, ordered(first));
}

/** What two lists of ranges have in common. */
function common(a: readonly Span[], b: readonly Span[]): readonly Span[] {
  const found: Span[] = [];
  const second = ordered(b);
  let next = 0;
  for (const span of a) {
    while ((second[next]?.end ?? Number.POSITIVE_INFINITY) <= span.start) next++;
    for (let at = next; (second[at]?.start ?? Number.POSITIVE_INFINITY) < span.end; at++) {
      const other = second[at] as Span;
      found.push({ start: Math.max(span.start, other.start), end: Math.min(span.end, other.end) });
    }
  }
  return found;
}

function ordered(spans: readonly Span[]): readonly Span[] {
  return [...spans].sort((a, b) => a.start - b.start);
}
