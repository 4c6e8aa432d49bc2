/** A half-open range of UTF-16 offsets in the text of one file: `start` is the first unit, `end` the one after the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** True where the two ranges share at least one unit, or where an empty one lies within the other. */
export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end
    ? true
    : a.start <= b.start && b.end <= a.end
      ? true
      : b.start <= a.start && a.end <= b.end;
}
