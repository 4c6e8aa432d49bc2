import { decodeType } from "../model/customAction.ts";
import { type Row, rowsByKey, textOf } from "../model/database.ts";
import { directoryPath } from "../payload/directories.ts";
import { readerOf } from "../payload/reader.ts";
import type { ActionReport } from "./report.ts";

/** A directory of the tables, and the path that it has unless something changes it at run time. */
export interface NamedFolder {
  readonly directory: string;
  readonly path: string;
}

/** The directories that what an action runs is spelled with, in the order in which they are named; those left out of which no more than the name is known. */
export function foldersOf({ runs, database }: ActionReport): readonly NamedFolder[] {
  const reader = readerOf(database);
  const spelled = runs.map((run) => `${run.program} ${run.arguments}`).join("\n");
  const named = new Set([...spelled.matchAll(/\[([A-Za-z_][\w.]*)\]/g)].map(([, directory]) => directory ?? ""));
  return [...named].flatMap((directory) => {
    const path = directoryPath(reader, directory);
    return path === undefined || path === `[${directory}]` ? [] : [{ directory, path }];
  });
}

/** The folder that a command line of type 34 starts in; undefined for actions of other types, and where no such directory is in the tables. */
export function workingFolder(report: ActionReport): NamedFolder | undefined {
  if (decodeType(report.type).base !== 34) return undefined;
  const row = rowOf(report);
  const directory = row === undefined ? undefined : textOf(row, "Source");
  const path = directory === undefined ? undefined : directoryPath(readerOf(report.database), directory);
  return directory === undefined || path === undefined ? undefined : { directory, path };
}

/** The row of CustomAction that a report is of, where branches define the action more than once too. */
export function rowOf({ action, database, site }: ActionReport): Row | undefined {
  const rows = rowsByKey(database, "CustomAction", action);
  return rows.find((row) => row.cells["Action"]?.site === site) ?? rows[0];
}
