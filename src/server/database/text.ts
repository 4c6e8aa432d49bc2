import { archiveOf } from "../../analysis/archive.ts";
import type { Database } from "../../model/database.ts";
import type { DatabaseText } from "../../protocol.ts";
import { type Found, placeOf, showFinding } from "./found.ts";
import type { Grid } from "./grid.ts";

/** The rows that an archive begins with: the names of the columns, their types, the table with its keys. */
const HEAD = 3;

/** A table as a text archive, with the places of what is found in its cells; undefined where there is no such table. */
export function textOfTable(database: Database, table: string, grid: Grid, found: Found): DatabaseText | undefined {
  const text = archiveOf(database, table);
  if (text === undefined) return undefined;
  const lines = text.split("\r\n");
  const findings = found.inTable(table).flatMap((finding) => {
    const cell = placeOf(finding.site);
    const at = cell === undefined ? undefined : grid.find(cell);
    if (at === undefined) return [];
    const fields = (lines[HEAD + at.row] ?? "").split("\t");
    const start = fields.slice(0, at.column).reduce((sum, field) => sum + field.length + 1, 0);
    const end = start + (fields[at.column]?.length ?? 0);
    return [{ ...showFinding(finding), line: HEAD + at.row, start, end }];
  });
  return { text, findings };
}
