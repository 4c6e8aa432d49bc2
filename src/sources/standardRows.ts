import { type Row, type Table, textOf } from "../model/database.ts";
import { sequenceTables, standardTables } from "../model/schema.ts";
import type { Site } from "../model/site.ts";
import { impliedRow } from "./lazyRow.ts";
import { requiredActions, standardPlace } from "./wix/standardSchedule.ts";

/**
 * Adds the standard actions that a project does not list to its sequences, with their suggested numbers and conditions: every tool writes them, and lists only what differs. `kinds` are the
 * tables that have rows, which call for some of them.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/suggested-installexecutesequence
 */
export function addStandardActions(tables: Map<string, Table>, kinds: Iterable<string>, site: Site): void {
  const required = requiredActions(kinds);
  for (const name of sequenceTables) {
    const given = tables.get(name)?.rows ?? [];
    const listed = new Set(given.map((row) => textOf(row, "Action")));
    const rows: Row[] = [...given];
    for (const action of required.get(name) ?? []) {
      const place = standardPlace(name, action, "wix3");
      if (place === undefined || listed.has(action)) continue;
      rows.push(impliedRow(site, { Action: action, Condition: place.condition, Sequence: place.sequence }));
    }
    const columns = tables.get(name)?.columns ?? standardTables.get(name) ?? [];
    tables.set(name, { name, columns, rows });
  }
}
