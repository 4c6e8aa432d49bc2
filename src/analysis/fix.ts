import { suppress } from "../fixes/suppress.ts";
import type { Snapshot } from "../sources/source.ts";
import type { PlacedFinding } from "./findings.ts";
import type { FileEdit } from "./workspace.ts";

/** The edits of one kind of fix; none where the kind does not apply. */
export function editsOf(
  { finding, definition }: PlacedFinding,
  kind: string,
  reason: string | undefined,
  snapshot: Snapshot,
): readonly FileEdit[] {
  if (kind !== "suppress") return [];
  // Above the definition, because that is where the next reader looks; the command may stand in a define far from it.
  const place = definition?.kind === "text" ? definition : finding.site;
  const file = snapshot.file(place.file);
  if (place.kind !== "text" || file === undefined || file === "absent") return [];
  const edits = suppress(file, place.span, finding.rule, reason);
  return edits.length === 0 ? [] : [{ file: place.file, edits }];
}
