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

/** Greedy matching that goes back to the last `*` only: linear in the product of the two short lengths. */
function matchesSegment(pattern: string, name: string): boolean {
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (from < name.length) {
    if (pattern[at] === "*") {
      star = at++;
      mark = from;
    } else if (pattern[at] === "?" || pattern[at] === name[from]) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++mark;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

/** The same over segments, `**` in the place of `*`. */
function matches(segments: readonly Segment[], names: readonly string[]): boolean {
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (from < names.length) {
    const segment = segments[at];
    if (segment === "any-folders") {
      star = at++;
      mark = from;
    } else if (segment?.(names[from] ?? "") === true) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++mark;
    } else return false;
  }
  while (segments[at] === "any-folders") at++;
  return at === segments.length;
}
