import type { Finding } from "../../model/finding.ts";
import type { CellShown, ColumnShown } from "../../protocol.ts";
import { type Found, placeOf, severityRank } from "./found.ts";
import { type Grid, oneLine } from "./grid.ts";

const text = (name: string): ColumnShown => ({ name, type: "string", key: false });

/** The columns of the list of findings. */
const COLUMNS: readonly ColumnShown[] = [text("Severity"), text("Rule"), text("Action"), text("Finding"), text("Cell")];

/** What is found in a database, the loudest first; each leads to its cell. */
export function findingsGrid(found: Found): Grid {
  const findings = [...found.findings].sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
  const value = (row: number, column: number) => {
    const finding = findings[row];
    return finding === undefined ? "" : (valuesOf(finding)[column] ?? "");
  };
  return {
    columns: COLUMNS,
    count: findings.length,
    value,
    place: () => undefined,
    note: () => undefined,
    sortKey: (row, column) => (column === 0 ? severityRank(findings[row]?.severity) : value(row, column)),
    search: (row) => (findings[row] === undefined ? "" : valuesOf(findings[row]).join("\n")),
    show: (row) => {
      const finding = findings[row];
      return finding === undefined ? [] : show(finding);
    },
    find: (cell) => {
      const row = findings.findIndex(
        ({ site }) => site.kind === "cell" && site.table === cell.table && site.row === cell.row,
      );
      return row < 0 ? undefined : { row, column: 3 };
    },
    title: (row, column) => `${findings[row]?.rule ?? ""}: ${COLUMNS[column]?.name ?? ""}`,
  };
}

function show(finding: Finding): readonly CellShown[] {
  const place = placeOf(finding.site);
  return valuesOf(finding).map((value, column) => ({
    text: oneLine(value),
    ...(column === 0 ? { severity: finding.severity } : {}),
    ...(place !== undefined && (column === 3 || column === 4) ? { link: place } : {}),
  }));
}

function valuesOf({ severity, rule, action, message, site }: Finding): readonly string[] {
  const cell = site.kind === "cell" ? `${site.table}, ${site.row.replaceAll("\t", ", ")}: ${site.column}` : "";
  return [severity, rule, action, message, cell];
}
