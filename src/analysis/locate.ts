import { type Row, rowsByKey } from "../model/database.ts";
import type { Site } from "../model/site.ts";
import type { Span } from "../model/span.ts";
import type { ActionReport } from "./report.ts";

/** Finds the custom action that stands at an offset of a file. */
export type Locator = (path: string, offset: number) => ActionReport | undefined;

interface Place {
  readonly span: Span;
  readonly report: ActionReport;
}

/** An index over where actions are defined and scheduled, made when it is first asked. */
export function createLocator(reports: readonly ActionReport[]): Locator {
  let places: Map<string, Place[]> | undefined;
  return (path, offset) => {
    places ??= index(reports);
    const around = (places.get(path) ?? []).filter(({ span }) => span.start <= offset && offset <= span.end);
    const length = ({ span }: Place) => span.end - span.start;
    return around.reduce<Place | undefined>(
      (best, one) => (best && length(best) <= length(one) ? best : one),
      undefined,
    )?.report;
  };
}

function index(reports: readonly ActionReport[]): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  for (const report of reports) {
    for (const site of sitesOf(report)) {
      if (site.kind !== "text") continue;
      const known = places.get(site.file);
      if (known === undefined) places.set(site.file, [{ span: site.span, report }]);
      else known.push({ span: site.span, report });
    }
  }
  return places;
}

/** The definition with what it says, which for a script is the text inside the element, and each row that schedules it. */
function sitesOf(report: ActionReport): readonly Site[] {
  const rows = rowsByKey(report.database, "CustomAction", report.action);
  const definition = rows.find((row) => (row.cells["Action"]?.site ?? row.site) === report.site);
  return [
    report.site,
    ...(definition === undefined ? [] : rowSites(definition)),
    ...report.steps.map((step) => step.row.site),
  ];
}

function rowSites(row: Row): readonly Site[] {
  const target = row.cells["Target"]?.site;
  return target === undefined || target.file !== row.site.file ? [row.site] : [row.site, target];
}
