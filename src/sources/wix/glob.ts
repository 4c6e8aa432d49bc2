/**
 * What an `Include`, `Exclude` or `Remove` of a project matches: segments with `*` and `?`, and `**` for any number of folders; letters compare without case.
 *
 * `pattern` is absolute and normalised, with `/`.
 *
 * @see https://learn.microsoft.com/visualstudio/msbuild/msbuild-items#use-wildcards-to-specify-items
 */
export function matcher(pattern: string): (path: string) => boolean {
  const segments = pattern.toLowerCase().split("/").map(segmentMatcher);
  return (path) => matches(segments, path.toLowerCase().split("/"));
}

/** True where a pattern names more than one file. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

type Segment = "any-folders" | ((name: string) => boolean);

function segmentMatcher(segment: string): Segment {
  if (segment === "**") return "any-folders";
  if (!isPattern(segment)) return (name) => name === segment;
  const parts = segment.replace(/\*+/g, "*");
  return (name) => matchesSegment(parts, name);
}

/** `*` in a segment, `?` for any one character. */
function matchesSegment(pattern: string, name: string): boolean {
  const isOne = (at: number, from: number) => pattern[at] === "?" || pattern[at] === name[from];
  return matchesWild(pattern.length, name.length, (at) => pattern[at] === "*", isOne);
}

/** The same over segments, `**` in the place of `*`. */
function matches(segments: readonly Segment[], names: readonly string[]): boolean {
  const isOne = (at: number, from: number) => {
    const segment = segments[at];
    return typeof segment === "function" && segment(names[from] ?? "");
  };
  return matchesWild(segments.length, names.length, (at) => segments[at] === "any-folders", isOne);
}

/** Greedy matching that goes back to the last wildcard only: linear in the product of the two short lengths. */
function matchesWild(
  length: number,
  given: number,
  isWild: (at: number) => boolean,
  isOne: (at: number, from: number) => boolean,
): boolean {
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (from < given) {
    if (isWild(at)) {
      star = at++;
      mark = from;
    } else if (isOne(at, from)) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++mark;
    } else return false;
  }
  while (isWild(at)) at++;
  return at === length;
}
