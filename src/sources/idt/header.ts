import type { Column } from "../../model/database.ts";
import { columnType } from "../../model/schema.ts";
import type { Span } from "../../model/span.ts";
import type { CodePage } from "../codePage.ts";
import { fieldsOf } from "./cells.ts";
import { lineAt } from "./records.ts";

/** Far more columns than a table can have; what a header lists beyond this many is not read. */
const MOST_COLUMNS = 255;

/** What the three rows at the head of an archive say. */
export interface Header {
  /** The code page that its strings are in, where the third row begins with one. */
  readonly codePage: CodePage | undefined;
  readonly table: string;
  readonly tableSpan: Span;
  readonly columns: readonly Column[];
  /** Offset of the first record. */
  readonly end: number;
  readonly faults: readonly Fault[];
}

/** Something wrong in an archive, at a place in it. */
export interface Fault extends Span {
  readonly code: string;
  readonly severity: "error" | "warning" | "information";
  readonly message: string;
}

interface Field extends Span {
  readonly text: string;
}

function rowFields(
  text: string,
  start: number,
): { readonly fields: readonly Field[]; readonly line: Span; readonly next: number } {
  const line = lineAt(text, start);
  const fields = fieldsOf(text, line).map((span) => ({ ...span, text: text.slice(span.start, span.end) }));
  return { fields, line, next: line.next };
}

/**
 * Reads the head of an archive: column names, column types, and the table with its keys, before which the code page may stand. The third row decides which table it is, not the file's name.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/archive-file-format
 */
export function readHeader(text: string): Header {
  const names = rowFields(text, 0);
  const types = rowFields(text, names.next);
  const keys = rowFields(text, types.next);
  const faults: Fault[] = [];
  const { codePage, table, keyFields } = identity(keys.fields);
  const forced = table?.text === FORCE_CODE_PAGE;
  if (table === undefined || table.text === "" || (!forced && names.line.start === names.line.end)) {
    const message =
      "This is no text archive: one begins with a row of column names, a row of their types, and a row that names the table and its keys.";
    return {
      codePage,
      table: "",
      tableSpan: keys.line,
      columns: [],
      end: text.length,
      faults: [fault("no-header", "error", message, names.line)],
    };
  }
  const columns = forced ? [] : columnsFrom(names.fields, types.fields, keyFields, faults);
  return { codePage, table: table.text, tableSpan: table, columns, end: keys.next, faults };
}

/** The table that says nothing but the code page of the database. */
export const FORCE_CODE_PAGE = "_ForceCodepage";

function identity(fields: readonly Field[]) {
  const [first, second] = fields;
  const numbered = first !== undefined && second !== undefined && /^\d+$/.test(first.text);
  return {
    codePage: numbered ? Number(first.text) : undefined,
    table: numbered ? second : first,
    keyFields: fields.slice(numbered ? 2 : 1).filter(({ text }) => text !== ""),
  };
}

function columnsFrom(
  names: readonly Field[],
  types: readonly Field[],
  keys: readonly Field[],
  faults: Fault[],
): readonly Column[] {
  const isKey = new Set(keys.map(({ text }) => text));
  const seen = new Set<string>();
  const columns: Column[] = [];
  if (names.length > MOST_COLUMNS) {
    const [first] = names.slice(MOST_COLUMNS);
    if (first !== undefined)
      faults.push(
        fault(
          "too-many-columns",
          "error",
          `No table has ${names.length} columns; the first ${MOST_COLUMNS} are read.`,
          first,
        ),
      );
  }
  for (const [index, name] of names.slice(0, MOST_COLUMNS).entries()) {
    const type = types[index];
    if (type === undefined || !TYPE.test(type.text)) faults.push(badType(name, type));
    if (seen.has(name.text))
      faults.push(fault("repeated-column", "error", `There are two columns ${name.text}; the first one counts.`, name));
    // A second column of the same name must not take the place of the first: it gets a name that nothing asks for.
    const own = seen.has(name.text) ? `${name.text} (${index + 1})` : name.text;
    seen.add(name.text);
    columns.push({ name: own, ...columnType(type?.text ?? "S0"), key: isKey.has(name.text) });
  }
  for (const key of keys) {
    if (!seen.has(key.text))
      faults.push(
        fault(
          "key-not-a-column",
          "error",
          `The third row names ${key.text} as a key, which is no column of this table.`,
          key,
        ),
      );
  }
  return columns;
}

const TYPE = /^[slivSLIV]\d{1,5}$/;

function badType(name: Field, type: Field | undefined): Fault {
  const place = type === undefined || type.text === "" ? name : type;
  const said =
    type === undefined || type.text === ""
      ? "has no type in the second row"
      : `has the type ${type.text}, which is none`;
  return fault(
    "bad-column-type",
    "error",
    `The column ${name.text} ${said}: types are as in s72, L0, i2 or V0. It is read as text.`,
    place,
  );
}

/** A fault of an archive at a range of it. */
export function fault(code: string, severity: Fault["severity"], message: string, { start, end }: Span): Fault {
  return { code, severity, message, start, end };
}
