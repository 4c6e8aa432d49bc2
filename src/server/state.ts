import type { AnalysisState } from "../protocol.ts";
import type { Area } from "./areas.ts";
import type { Places } from "./places.ts";

/** The list of what was not understood ends here: the counts say how many there are. */
const MOST_UNRESOLVED = 50;

/** What the status item shows of all areas together. */
export function stateOf(areas: readonly Area[], places: Places): AnalysisState {
  const reports = areas.flatMap(({ report }) => report ?? []);
  const sum = (of: (report: (typeof reports)[number]) => number) => reports.reduce((total, one) => total + of(one), 0);
  return {
    actions: sum(({ stats }) => stats.actions),
    understood: sum(({ stats }) => stats.resolved),
    findings: sum(({ findings }) => findings.length),
    files: sum(({ stats }) => stats.files),
    milliseconds: Math.round(sum(({ stats }) => stats.milliseconds)),
    unresolved: reports
      .flatMap(({ unresolved }) => unresolved)
      .slice(0, MOST_UNRESOLVED)
      .map(({ action, reason, site }) => {
        const { uri, range } = places.location(site);
        return { action, reason, uri, line: range.start.line, character: range.start.character };
      }),
  };
}

/** One line for the log: what the newest analysis did, and what it could reuse. */
export function logLine(state: AnalysisState, areas: readonly Area[]): string {
  const stats = areas.flatMap(({ report }) => report?.stats ?? []);
  const count = (of: "parsed" | "linked" | "judged") => stats.reduce((total, one) => total + one[of], 0);
  const { files, milliseconds, findings, actions, understood } = state;
  return (
    `Analysed ${files} files in ${milliseconds} ms (parsed ${count("parsed")}, linked ${count("linked")}, judged ${count("judged")}): ` +
    `${findings} findings, ${actions} actions, ${understood} understood.`
  );
}
