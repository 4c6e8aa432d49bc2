import { prepareFix } from "../fixes/index.ts";
import type { Ground } from "../fixes/job.ts";
import { suppress, suppressFile } from "../fixes/suppress.ts";
import type { FixOffer } from "../model/finding.ts";
import type { PlacedFinding } from "./findings.ts";
import { jobOf } from "./fixJob.ts";
import type { FileEdit, FixState } from "./workspace.ts";

/** What is known of each fix that a finding offers, once the sources are looked at. */
export function fixStates(ground: Ground, placed: PlacedFinding): readonly FixState[] {
  return placed.finding.fixes.map((offer) => {
    const { kind, title } = offer;
    if (isSuppression(offer)) return { kind, title, ...suppressible(ground, placed, offer) };
    const prepared = prepareFix(ground, jobOf(placed, offer), offer);
    if ("refused" in prepared) return { kind, title, refused: prepared.refused };
    const { creates } = prepared;
    return {
      kind,
      title: prepared.title,
      ...(creates ? { creates } : {}),
      ...(isSafe(placed, offer) ? { safe: true } : {}),
    };
  });
}

/** Passing a command to where it is read is all that the finding asks for; every other fix is somebody's decision. */
function isSafe({ finding }: PlacedFinding, { kind }: FixOffer): boolean {
  return kind === "pass-command" && finding.confidence === "guaranteed";
}

/** The edits of all safe fixes together; of two that touch the same text, the first is made. */
export function safeEdits(ground: Ground, placed: readonly PlacedFinding[]): readonly FileEdit[] {
  const byFile = new Map<string, FileEdit["edits"][number][]>();
  for (const one of placed) {
    const offer = one.finding.fixes.find((offered) => isSafe(one, offered));
    const edits = offer === undefined ? [] : editsOf(ground, one, offer.kind, undefined);
    const free = edits.every(({ file, edits: own, created }) => {
      const taken = byFile.get(file) ?? [];
      return !created && own.every((a) => taken.every((b) => a.end < b.start || b.end < a.start));
    });
    if (free) for (const { file, edits: own } of edits) byFile.set(file, [...(byFile.get(file) ?? []), ...own]);
  }
  return [...byFile].map(([file, edits]) => ({ file, edits: edits.sort((a, b) => a.start - b.start) }));
}

/** The edits of one kind of fix; none where the kind does not apply. */
export function editsOf(
  ground: Ground,
  placed: PlacedFinding,
  kind: string,
  reason: string | undefined,
): readonly FileEdit[] {
  const offer = placed.finding.fixes.find((one) => one.kind === kind);
  if (offer === undefined) return [];
  if (isSuppression(offer)) return suppression(ground, placed, offer, reason);
  const prepared = prepareFix(ground, jobOf(placed, offer), offer);
  return "refused" in prepared ? [] : prepared.edits();
}

type Suppression = Extract<FixOffer, { kind: "suppress" | "suppress-file" | "accept" }>;

const isSuppression = (offer: FixOffer): offer is Suppression =>
  offer.kind === "suppress" || offer.kind === "suppress-file" || offer.kind === "accept";

function suppression(
  { snapshot }: Ground,
  { finding, definition }: PlacedFinding,
  { kind }: Suppression,
  reason: string | undefined,
): readonly FileEdit[] {
  // Above the definition, because that is where the next reader looks; the command may stand in a define far from it.
  const place = definition?.kind === "text" ? definition : finding.site;
  const file = snapshot.file(place.file);
  if (kind === "accept" || place.kind !== "text" || file === undefined || file === "absent") return [];
  const edits =
    kind === "suppress" ? suppress(file, place.span, finding.rule, reason) : suppressFile(file, finding.rule, reason);
  return edits.length === 0 ? [] : [{ file: place.file, edits }];
}

function suppressible(ground: Ground, placed: PlacedFinding, offer: Suppression): { readonly refused?: string } {
  if (offer.kind === "accept" || suppression(ground, placed, offer, undefined).length > 0) return {};
  return { refused: "This source has no comments." };
}
