import type { Artifact } from "../model/artifact.ts";
import { artifactKey, type Database, type Row, type Table, textOf } from "../model/database.ts";
import { isCodePage } from "../sources/codePage.ts";
import { type ArchiveDialect, archiveName, forceCodePage, streamName, writeArchive } from "../sources/idt/write.ts";

/** A file of an export, by its path below the folder that it goes to, as in `CustomAction.idt`. */
export interface ExportedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The file of a stream, as in `Binary/SetupExe.ibd`, and where its bytes are. */
export interface ExportedStream {
  readonly path: string;
  readonly artifact: Artifact;
}

/** A database as text archives. */
export interface Exported {
  readonly files: readonly ExportedFile[];
  readonly streams: readonly ExportedStream[];
  /** What could not be written as it is, one sentence each. */
  readonly losses: readonly string[];
}

const UTF8 = 65_001;
const WESTERN = 1252;

/** Writes a database as a folder of text archives: one for each table, one for the code page, and a file for each stream. Rows that are in the sources but not in the product are left out. */
export function exportArchives(database: Database, dialect: ArchiveDialect): Exported {
  const tables = [...database.tables.values()].flatMap((table) => (table.authoring === true ? [] : linkedOf(table)));
  const codePage = codePageOf(database, tables);
  const losses: string[] = [];
  const files: ExportedFile[] = [];
  const taken = new Set<string>();
  for (const table of tables) {
    const path = archiveName(table);
    const written = writeArchive(table, { codePage, dialect });
    if (written === undefined || taken.has(path.toLowerCase())) {
      losses.push(`The table ${table.name} was left out: another one has its name in other letters.`);
      continue;
    }
    taken.add(path.toLowerCase());
    if (written.lost !== undefined)
      losses.push(
        `${table.name} holds ${written.lost}, which code page ${codePage} does not have: it became a question mark.`,
      );
    const open = countUnknown(table);
    if (open > 0)
      losses.push(
        `${open} ${open === 1 ? "cell" : "cells"} of ${table.name} left empty: the sources do not say what they hold.`,
      );
    files.push({ path, bytes: written.bytes });
  }
  if (codePage !== 0)
    files.push({ path: "_ForceCodepage.idt", bytes: new TextEncoder().encode(forceCodePage(codePage)) });
  return { files, streams: tables.flatMap((table) => streamsOf(database, table, losses)), losses };
}

function linkedOf(table: Table): readonly Table[] {
  const rows = table.rows.filter(({ linked }) => linked);
  return rows.length === 0 && table.rows.length > 0 ? [] : [{ name: table.name, columns: table.columns, rows }];
}

/** That of the database; where it has none that is known, the one that Windows and WiX begin with, or UTF-8 for what that does not have. */
function codePageOf({ codePage }: Database, tables: readonly Table[]): number {
  if (codePage !== undefined && isCodePage(codePage)) return codePage;
  const written = tables.map((table) => writeArchive(table, { codePage: WESTERN, dialect: "windows" }));
  if (written.some((one) => one?.lost !== undefined)) return UTF8;
  const ascii = written.every((one) => one?.bytes.every((byte) => byte < 0x80) === true);
  return ascii ? 0 : WESTERN;
}

const countUnknown = ({ rows, columns }: Table) =>
  rows.reduce((sum, row) => sum + columns.filter(({ name }) => row.cells[name]?.unknown === true).length, 0);

function streamsOf(database: Database, table: Table, losses: string[]): readonly ExportedStream[] {
  const column = table.columns.find(({ type }) => type === "binary");
  if (column === undefined) return [];
  const streams = table.rows.filter((row) => row.cells[column.name]?.value != null);
  const found = streams.flatMap((row) => {
    const artifact = artifactOf(database, table, row);
    return artifact === undefined
      ? []
      : [{ path: `${archiveName(table).replace(/\.idt$/, "")}/${streamName(row, table)}`, artifact }];
  });
  const gone = streams.length - found.length;
  if (gone > 0) losses.push(`${gone} ${gone === 1 ? "stream" : "streams"} of ${table.name} left out.`);
  return withoutTwins(found, table, losses);
}

/** Keys that differ in case, or in what no file name may hold, come to one name: the first stream has it. */
function withoutTwins(streams: readonly ExportedStream[], { name }: Table, losses: string[]) {
  const taken = new Set<string>();
  return streams.filter(({ path }) => {
    const first = !taken.has(path.toLowerCase());
    taken.add(path.toLowerCase());
    if (!first)
      losses.push(`A stream of ${name} was left out: ${path} is the file of another one, whose key is like its own.`);
    return first;
  });
}

function artifactOf(database: Database, { name, columns }: Table, row: Row): Artifact | undefined {
  if (name !== "Binary" && name !== "Icon" && name !== "MsiEmbeddedUI") return undefined;
  const key = textOf(row, columns.find((column) => column.key)?.name ?? "Name");
  return key === undefined ? undefined : database.artifacts.get(artifactKey(name, key));
}
