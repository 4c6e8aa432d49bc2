import type { Problem } from "../model/problem.ts";
import { type Site, textSite } from "../model/site.ts";
import type { Span } from "../model/span.ts";
import type { SourceFile } from "../sources/source.ts";
import { type XmlDocument, type XmlElement, xmlOf } from "../sources/wix/xml.ts";
import type { PlacedFinding } from "./findings.ts";

/** A comment that silences rules: `<!-- msi1618-disable-next-line rule-id, rule-id: reason -->` or `<!-- msi1618-disable-file rule-id: reason -->`. */
export interface Suppression {
  readonly file: string;
  /** The comment's text. */
  readonly comment: Span;
  /** The part of the file in which it counts: the whole element that follows, which may span lines; for a whole file, the file. */
  readonly scope: Span;
  readonly rules: readonly { readonly id: string; readonly span: Span }[];
  readonly reason: string;
  /** True where the comment begins like one of ours and is none. */
  readonly malformed: boolean;
}

const known = new WeakMap<SourceFile, readonly Suppression[]>();

/** The suppressions of a file, read once for as long as its content stays the same. */
export function suppressionsOf(file: SourceFile): readonly Suppression[] {
  const before = known.get(file);
  if (before !== undefined) return before;
  const document = xmlOf(file);
  const found = document.comments.flatMap((comment) => parse(document, comment) ?? []);
  known.set(file, found);
  return found;
}

const DIRECTIVE = /^\s*msi1618-([\w-]+)[ \t]*/;

function parse(document: XmlDocument, comment: Span): Suppression | undefined {
  const text = document.text.slice(comment.start, comment.end);
  const directive = DIRECTIVE.exec(text);
  if (directive === null) return undefined;
  const from = directive[0].length;
  const colon = text.indexOf(":", from);
  const rules = idsIn(text.slice(from, colon < 0 ? undefined : colon), comment.start + from);
  const wholeFile = directive[1] === "disable-file";
  return {
    file: document.file,
    comment,
    scope: wholeFile ? { start: 0, end: document.text.length } : scopeAfter(document, comment.end + "-->".length),
    rules,
    reason: colon < 0 ? "" : text.slice(colon + 1).trim(),
    malformed: rules.length === 0 || !(wholeFile || directive[1] === "disable-next-line"),
  };
}

function idsIn(list: string, offset: number): readonly { id: string; span: Span }[] {
  return [...list.matchAll(/[^\s,]+/g)].map((match) => ({
    id: match[0],
    span: { start: offset + match.index, end: offset + match.index + match[0].length },
  }));
}

/** The element that stands next, with only blanks and comments between; where there is none, the rest of the line and the next one. */
function scopeAfter(document: XmlDocument, offset: number): Span {
  const element = nextElement(document, offset);
  const between = document.text.slice(offset, element?.start ?? offset);
  if (element !== undefined && between.replaceAll(/<!--[\s\S]*?-->/g, "").trim() === "") {
    return { start: element.start, end: element.end };
  }
  const line = /[^\r\n]*(?:\r\n|\r|\n)?[^\r\n]*/y;
  line.lastIndex = offset;
  return { start: offset, end: offset + (line.exec(document.text)?.[0].length ?? 0) };
}

/** The first element that begins at or after an offset. */
function nextElement({ root }: XmlDocument, offset: number): XmlElement | undefined {
  let next: XmlElement | undefined;
  for (let at = root; at !== undefined; ) {
    if (at.start >= offset) return at;
    const children: readonly XmlElement[] = at.contents.filter((node) => node.kind === "element");
    next = children.find((child) => child.start >= offset) ?? next;
    at = children.find((child) => child.start < offset && offset < child.end);
  }
  return next;
}

/** Findings sorted out by the suppressions of the files they stand in, and what is wrong with those. */
export interface Suppressed {
  readonly kept: readonly PlacedFinding[];
  readonly suppressed: readonly PlacedFinding[];
  readonly problems: readonly Problem[];
}

/** What the engine knows of rules: every id there is, and those that are not turned off. */
export interface RuleIds {
  readonly all: ReadonlySet<string>;
  readonly active: ReadonlySet<string>;
}

/** Takes out the findings that stand, or whose action is defined, where a comment silences their rule. */
export function applySuppressions(
  placed: readonly PlacedFinding[],
  suppressions: readonly Suppression[],
  rules: RuleIds,
): Suppressed {
  const byFile = new Map<string, Suppression[]>();
  for (const one of suppressions) {
    const others = byFile.get(one.file);
    if (others === undefined) byFile.set(one.file, [one]);
    else others.push(one);
  }
  const used = new Set<object>();
  const [kept, suppressed]: [PlacedFinding[], PlacedFinding[]] = [[], []];
  for (const one of placed) {
    const sites = [one.finding.site, ...(one.definition === undefined ? [] : [one.definition])];
    const hits = sites.flatMap((site) =>
      (byFile.get(site.file) ?? [])
        .filter((suppression) => !suppression.malformed && covers(suppression.scope, site))
        .flatMap((suppression) => suppression.rules.filter((rule) => rule.id === one.finding.rule)),
    );
    for (const hit of hits) used.add(hit);
    (hits.length > 0 ? suppressed : kept).push(one);
  }
  return { kept, suppressed, problems: suppressions.flatMap((one) => problemsOf(one, used, rules)) };
}

/** Takes out the findings that the settings accept, by their fingerprint. */
export function withoutAccepted(sorted: Suppressed, accepted: ReadonlyMap<string, string> = new Map()): Suppressed {
  if (accepted.size === 0) return sorted;
  const isAccepted = ({ finding }: PlacedFinding) => accepted.has(finding.fingerprint);
  return {
    ...sorted,
    kept: sorted.kept.filter((one) => !isAccepted(one)),
    suppressed: [...sorted.suppressed, ...sorted.kept.filter(isAccepted)],
  };
}

function covers(scope: Span, site: Site): boolean {
  return site.kind === "text" && scope.start <= site.span.start && site.span.start < scope.end;
}

function problemsOf(suppression: Suppression, used: ReadonlySet<object>, rules: RuleIds): readonly Problem[] {
  const { file, comment, reason, malformed } = suppression;
  if (malformed) {
    const form = "msi1618-disable-next-line rule-id: reason";
    return [
      problem("malformed-suppression", "warning", `This is no suppression; one reads <!-- ${form} -->.`, file, comment),
    ];
  }
  const found: Problem[] = [];
  if (reason === "") {
    const message = "This suppression gives no reason: write why the finding is accepted after a colon.";
    found.push(problem("suppression-without-reason", "information", message, file, comment));
  }
  for (const rule of suppression.rules) {
    if (!rules.all.has(rule.id)) {
      found.push(problem("unknown-rule", "warning", `There is no rule ${rule.id}.`, file, rule.span));
    } else if (!used.has(rule) && rules.active.has(rule.id)) {
      const message = `Nothing here is reported by ${rule.id}: this suppression can go.`;
      found.push(problem("unused-suppression", "information", message, file, rule.span));
    }
  }
  return found;
}

function problem(code: string, severity: Problem["severity"], message: string, file: string, span: Span): Problem {
  return { code, severity, message, site: textSite(file, span) };
}
