import type { Column, Table } from "../../model/database.ts";
import type { Problem } from "../../model/problem.ts";
import { standardTables } from "../../model/schema.ts";
import { textSite } from "../../model/site.ts";
import type { CodePage } from "../codePage.ts";
import type { SourceFile } from "../source.ts";
import { ArchiveRow, fieldsOf, isInteger } from "./cells.ts";
import { decodeArchive } from "./decode.ts";
import { type Fault, FORCE_CODE_PAGE, fault, readHeader } from "./header.ts";
import { type ArchiveRecord, recordsFrom } from "./records.ts";
import { ArchiveTable } from "./table.ts";

/** One text archive, read. */
export interface Archive {
  readonly file: string;
  readonly text: string;
  readonly codePage: CodePage | undefined;
  /** Undefined for `_ForceCodepage`, and for what is no archive. */
  readonly table: Table | undefined;
  /** Where the third row names the table. */
  readonly named: Problem["site"];
  readonly problems: readonly Problem[];
}

/** An archive that is broken all through says so often enough. */
const MOST_FAULTS = 1000;

const known = new WeakMap<SourceFile, { readonly forced: CodePage | undefined; readonly archive: Archive }>();

/** Reads an archive, once for as long as its content and the code page that its database forces stay the same. */
export function readArchive(file: SourceFile, forced: CodePage | undefined): Archive {
  const before = known.get(file);
  if (before !== undefined && before.forced === forced) return before.archive;
  const archive = read(file, forced);
  known.set(file, { forced, archive });
  return archive;
}

function read(file: SourceFile, forced: CodePage | undefined): Archive {
  const { text, codePage, faults: decoding } = decodeArchive(file.content, forced);
  const header = readHeader(text);
  const columns = withStandardKeys(header.table, header.columns);
  const faults = [...decoding, ...header.faults];
  if (
    forced !== undefined &&
    header.codePage !== undefined &&
    header.codePage !== forced &&
    header.table !== FORCE_CODE_PAGE
  ) {
    const message = `This archive is in code page ${header.codePage}, and _ForceCodepage gives the database ${forced}: Windows Installer does not import it.`;
    faults.push(fault("code-page-differs", "error", message, header.tableSpan));
  }
  const rows: ArchiveRow[] = columns.length === 0 ? [] : readRows(text, file.path, header.end, columns, faults);
  const cut = faults.length > MOST_FAULTS ? [tooMany(faults)] : [];
  return {
    file: file.path,
    text,
    codePage,
    table: columns.length === 0 ? undefined : new ArchiveTable(header.table, columns, rows),
    named: textSite(file.path, header.tableSpan),
    problems: [...faults.slice(0, MOST_FAULTS), ...cut].map((one) => problemOf(file.path, one)),
  };
}

function tooMany(faults: readonly Fault[]): Fault {
  const last = faults[MOST_FAULTS] ?? { start: 0, end: 0 };
  return fault(
    "too-many-problems",
    "warning",
    `From here on ${faults.length - MOST_FAULTS} more problems of this archive are not listed.`,
    last,
  );
}

/** A third row that forgets the keys means those of the standard table. */
function withStandardKeys(table: string, columns: readonly Column[]): readonly Column[] {
  if (columns.some(({ key }) => key)) return columns;
  const keys = new Set(standardTables.get(table)?.flatMap(({ name, key }) => (key ? [name] : [])));
  return columns.map((column) => (keys.has(column.name) ? { ...column, key: true } : column));
}

function readRows(text: string, file: string, from: number, columns: readonly Column[], faults: Fault[]): ArchiveRow[] {
  const rows: ArchiveRow[] = [];
  const seen = new Set<string>();
  const texts = columns.map(({ type }) => type === "string");
  for (const record of recordsFrom(text, from, texts)) {
    if (record.stray === true) {
      const message = `This line belongs to no row: a row of this table has ${columns.length} fields, with tabs between them. It was left out.`;
      faults.push(fault("stray-line", "warning", message, record));
      continue;
    }
    checkRecord(text, record, columns, seen, faults);
    rows.push(new ArchiveRow(text, file, { start: record.start, end: record.end }, columns));
  }
  return rows;
}

/** How much of a key stands in a message. */
const LONGEST_KEY = 100;

function checkRecord(
  text: string,
  record: ArchiveRecord,
  columns: readonly Column[],
  seen: Set<string>,
  faults: Fault[],
): void {
  const fields = fieldsOf(text, record);
  if (fields.length < columns.length) {
    const message = `This row has ${fields.length} of ${columns.length} fields; the others are taken as empty.`;
    faults.push(fault("short-row", "warning", message, record));
  }
  const extra = fields[columns.length];
  if (extra !== undefined) {
    const message = `This row has ${fields.length} fields, and the table ${columns.length} columns; what is too much is left out.`;
    faults.push(fault("long-row", "warning", message, { start: extra.start, end: record.end }));
  }
  let key = "";
  for (const [index, column] of columns.entries()) {
    const field = fields[index];
    const value = field === undefined ? "" : text.slice(field.start, field.end);
    if (column.key) key += `${key === "" ? "" : "\t"}${value}`;
    if (field !== undefined && column.type === "integer" && value !== "") checkInteger(value, column, field, faults);
  }
  if (!columns.some((column) => column.key)) return;
  if (seen.has(key)) {
    const shown = key.replaceAll("\t", ", ").slice(0, LONGEST_KEY);
    faults.push(
      fault(
        "duplicate-row",
        "error",
        `There is a row ${shown} above already: Windows Installer does not import a table with two rows of one key.`,
        fields[0] ?? record,
      ),
    );
  }
  seen.add(key);
}

/** The largest numbers of the two sizes; the smallest one below stands for null. */
const LARGEST: Readonly<Record<number, number>> = { 2: 32_767, 4: 2_147_483_647 };

function checkInteger(
  value: string,
  column: Column,
  place: { readonly start: number; readonly end: number },
  faults: Fault[],
): void {
  const shown = value.slice(0, LONGEST_KEY);
  if (!isInteger(value)) {
    faults.push(fault("not-an-integer", "error", `${column.name} holds integers, and ${shown} is none.`, place));
    return;
  }
  const largest = LARGEST[column.width ?? 4] ?? 2_147_483_647;
  if (Math.abs(Number(value)) > largest) {
    faults.push(
      fault(
        "integer-out-of-range",
        "error",
        `${shown} does not fit into ${column.name}, which holds numbers up to ${largest}.`,
        place,
      ),
    );
  }
}

function problemOf(file: string, { code, severity, message, start, end }: Fault): Problem {
  return { code, severity, message, site: textSite(file, { start, end }) };
}
