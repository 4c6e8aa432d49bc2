import type { ActionReport, Report } from "../analysis/report.ts";
import type { FixState } from "../analysis/workspace.ts";
import type { Finding } from "../model/finding.ts";
import type { Site } from "../model/site.ts";
import type { Places } from "./place.ts";

/** What `check --format json` prints, version 1: keys are added, never changed or taken away. */
export function checkJson(report: Report, places: Places, fixesOf: FixesOf): string {
  const at = (site: Site) => ({ file: places.nameOf(site.file), ...placeOf(site, places) });
  const { files, bytes, actions, resolved, milliseconds } = report.stats;
  const document = {
    version: 1,
    findings: report.findings.map((finding) => findingJson(finding, at, fixesOf)),
    suppressed: report.suppressed.map((finding) => findingJson(finding, at, () => [])),
    unresolved: report.unresolved.map(({ action, site, reason }) => ({ action, ...at(site), reason })),
    problems: report.problems.map(({ code, severity, message, site }) => ({ code, severity, message, ...at(site) })),
    actions: report.actions.map((action) => actionJson(action, at)),
    stats: { files, bytes, actions, resolved, milliseconds: Math.round(milliseconds) },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

type At = (site: Site) => object;

/** The fixes of a finding as the workspace allows them. */
export type FixesOf = (finding: Finding) => readonly FixState[];

function findingJson(finding: Finding, at: At, fixesOf: FixesOf): object {
  const { site, related, fixes: _, ...rest } = finding;
  const fixes = fixesOf(finding).filter(({ kind, refused }) => refused === undefined && kind !== "accept");
  return {
    ...rest,
    ...at(site),
    related: related.map((one) => ({ message: one.message, ...at(one.site) })),
    fixes: fixes.map(({ kind, title }) => ({ kind, title })),
  };
}

function actionJson(action: ActionReport, at: At): object {
  return {
    action: action.action,
    database: action.database.name,
    type: action.type,
    runs: action.runs,
    understood: action.understood,
    reason: action.reason ?? null,
    schedule: action.steps.map(({ table, sequence, condition, dialog }) => ({
      table,
      sequence: sequence ?? null,
      condition: condition?.text.value ?? null,
      ...(dialog === undefined ? {} : { dialog: dialog.id, control: dialog.control }),
    })),
    ...at(action.site),
  };
}

function placeOf(site: Site, places: Places): object {
  if (site.kind === "cell") {
    const { storage, table, row, column } = site;
    return { cell: { ...(storage === undefined ? {} : { storage }), table, row, column } };
  }
  const { start, end } = site.span;
  return { range: { start: places.positionOf(site.file, start), end: places.positionOf(site.file, end) } };
}
