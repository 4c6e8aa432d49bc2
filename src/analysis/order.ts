import type { Site } from "../model/site.ts";

/** Sorts places by file and then as a reader meets them. */
export function bySite(a: Site, b: Site): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  if (a.kind === "text" && b.kind === "text") return a.span.start - b.span.start || a.span.end - b.span.end;
  const [first, second] = [keyOf(a), keyOf(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** The same text for the same place. */
export function keyOf(site: Site): string {
  return site.kind === "text"
    ? `${site.file}\t${site.span.start}\t${site.span.end}`
    : [site.file, site.storage ?? "", site.table, site.row, site.column].join("\t");
}
