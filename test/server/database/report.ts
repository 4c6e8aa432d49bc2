import { collectFindings } from "../../../src/analysis/findings.ts";
import { judge } from "../../../src/analysis/judge.ts";
import type { Report } from "../../../src/analysis/report.ts";
import { NO_CONTENTS } from "../../../src/model/contents.ts";
import type { Database } from "../../../src/model/database.ts";
import { RULES } from "../../../src/rules/index.ts";

/** The report on one database, as an analysis of the file alone makes it. */
export function reportOn(database: Database): Report {
  const judgement = judge(database, RULES, NO_CONTENTS);
  const placed = collectFindings([{ project: database.name, judgement }], new Map(), () => undefined);
  return {
    findings: placed.map(({ finding }) => finding),
    suppressed: [],
    unresolved: [],
    problems: judgement.problems,
    databases: [database],
    actions: judgement.actions,
    followed: [],
    sought: [],
    stats: { files: 1, bytes: 0, actions: 0, resolved: 0, milliseconds: 0, parsed: 0, linked: 0, judged: 1 },
  };
}
