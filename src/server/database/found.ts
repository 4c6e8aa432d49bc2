import type { Report } from "../../analysis/report.ts";
import type { Finding, Severity } from "../../model/finding.ts";
import type { Site } from "../../model/site.ts";
import type { CellPlace, FindingShown } from "../../protocol.ts";

/** What is found in one database. */
export interface Found {
  /** In the order of the report. */
  readonly findings: readonly Finding[];
  inTable(table: string): readonly Finding[];
  at(table: string, row: string, column: string): readonly Finding[];
  ofAction(action: string): readonly Finding[];
}

const NONE: readonly Finding[] = [];

/** The findings whose place is a cell of a database of a file. */
export function foundIn(report: Report, file: string, database: string): Found {
  const tables = new Map<string, Finding[]>();
  const cells = new Map<string, Finding[]>();
  const actions = new Map<string, Finding[]>();
  const findings = report.findings.filter((finding) => {
    const place = finding.site.file === file ? placeOf(finding.site) : undefined;
    if (place === undefined || place.database !== database) return false;
    put(tables, place.table, finding);
    put(cells, keyOf(place.table, place.row, place.column), finding);
    put(actions, finding.action, finding);
    return true;
  });
  return {
    findings,
    inTable: (table) => tables.get(table) ?? NONE,
    at: (table, row, column) => cells.get(keyOf(table, row, column)) ?? NONE,
    ofAction: (action) => actions.get(action) ?? NONE,
  };
}

const keyOf = (...parts: readonly string[]) => parts.join("\n");

function put(map: Map<string, Finding[]>, key: string, finding: Finding): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [finding]);
  else known.push(finding);
}

const LOUDEST: readonly Severity[] = ["error", "warning", "information", "hint"];

/** The loudest of some findings; undefined where there is none. */
export function loudest(findings: readonly Finding[]): Severity | undefined {
  return LOUDEST.find((severity) => findings.some((one) => one.severity === severity));
}

/** Findings sort by their severity, the loudest first; what has none comes last. */
export function severityRank(severity: Severity | undefined): number {
  return severity === undefined ? LOUDEST.length : LOUDEST.indexOf(severity);
}

/** A site as a cell of the file it stands in; undefined for text. */
export function placeOf(site: Site): CellPlace | undefined {
  if (site.kind === "text") return undefined;
  return { database: site.storage ?? "", table: site.table, row: site.row, column: site.column };
}

/** A finding in the words of the Problems panel, its proof as places of the same file. */
export function showFinding(finding: Finding): FindingShown {
  const { severity, rule, message, advice, outcome, confidence, basis, site } = finding;
  const related = finding.related.map((one) => {
    const cell = one.site.file === site.file ? placeOf(one.site) : undefined;
    return cell === undefined ? { message: one.message } : { message: one.message, cell };
  });
  return { severity, rule, message, advice, outcome, confidence, basis, related };
}
