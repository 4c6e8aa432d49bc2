import { type Cell, type Column, type Row, type Table, textOf } from "../../model/database.ts";
import { type CodePage, encodeCodePage } from "../codePage.ts";
import { ESCAPES } from "./cells.ts";

/**
 * `windows`: as Windows Installer exports and WiX writes archives, in the code page of the database, which the third row names where there is anything beyond ASCII.
 * `msitools`: as msibuild imports them: UTF-8 whatever the code page, and no code page in the third row.
 */
export type ArchiveDialect = "windows" | "msitools";

/** How an archive is written. */
export interface ArchiveOptions {
  readonly codePage: CodePage;
  readonly dialect: ArchiveDialect;
}

/**
 * A table as the text of an archive, CR LF between its lines. Cells of streams hold the name that the stream's file has in the folder of the table: its keys with a dot between
 * them and `.ibd`. What is not known is left empty.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/archive-file-format
 */
export function archiveText(table: Table, { codePage, dialect }: ArchiveOptions): string {
  const { columns } = table;
  const keys = columns.filter(({ key }) => key).map(({ name }) => name);
  const rows = table.rows.map((row) => columns.map((column) => fieldOf(row, column, table)).join("\t"));
  const beyond = codePage !== 0 && rows.some((row) => /[^\0-\x7F]/.test(row));
  const named = beyond && dialect === "windows" ? [String(codePage)] : [];
  return [
    columns.map(({ name }) => name).join("\t"),
    columns.map(spelledType).join("\t"),
    [...named, table.name, ...keys].join("\t"),
    ...rows,
    "",
  ].join("\r\n");
}

/** The bytes of an archive, and the first character that its code page does not have, which became `?`; undefined where the code page is not known. */
export function writeArchive(
  table: Table,
  options: ArchiveOptions,
): { readonly bytes: Uint8Array; readonly lost: string | undefined } | undefined {
  const text = archiveText(table, options);
  return encodeCodePage(text, options.dialect === "msitools" ? UTF8 : options.codePage);
}

const UTF8 = 65_001;

/** The archive that gives a database its code page: two empty rows, then the number. */
export function forceCodePage(codePage: CodePage): string {
  return `\r\n\r\n${codePage}\t_ForceCodepage\r\n`;
}

/** The name of the file that holds the stream of a row, as in `binCaDll.ibd`: its keys with a dot between them. */
export function streamName(row: Row, { columns }: Table): string {
  const keys = columns.filter(({ key }) => key).map(({ name }) => textOf(row, name) ?? "");
  return `${fileName(keys.join("."))}.ibd`;
}

/** The name of the file of a table, as in `CustomAction.idt`. */
export function archiveName({ name }: Table): string {
  return `${fileName(name)}.idt`;
}

/** Longer names do not fit into a path everywhere, with a folder before them. */
const LONGEST_NAME = 150;

/** What a database calls something, as the name of a file: nothing in it leads out of the folder or to a device. */
function fileName(name: string): string {
  const plain = Array.from(name, (character) =>
    character < " " || '<>:"/\\|?*'.includes(character) ? "_" : character,
  );
  const safe = plain
    .slice(0, LONGEST_NAME)
    .join("")
    .replace(/[. ]+$/, "_");
  return /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(safe) || safe === "" ? `_${safe}` : safe;
}

/** A type as the second row has it, as in `s72`; where the source does not say a width, one that holds everything. */
export function spelledType({ type, nullable, width, localizable }: Column): string {
  const letter = type === "integer" ? "i" : type === "binary" ? "v" : localizable === true ? "l" : "s";
  return `${nullable ? letter.toUpperCase() : letter}${width ?? (type === "integer" ? 4 : 0)}`;
}

function fieldOf(row: Row, column: Column, table: Table): string {
  const cell = row.cells[column.name];
  if (isEmpty(cell)) return "";
  if (column.type === "binary") return streamName(row, table);
  return escaped(String(cell.value));
}

function isEmpty(cell: Cell | undefined): cell is undefined {
  return cell === undefined || cell.value === null || cell.unknown === true;
}

const BY_CHARACTER: ReadonlyMap<string, string> = new Map(
  [...ESCAPES].map(([code, means]) => [means, String.fromCharCode(code)]),
);

function escaped(value: string): string {
  let out = "";
  let from = 0;
  for (let at = 0; at < value.length; at++) {
    const character = value.charAt(at);
    const code = character < " " ? BY_CHARACTER.get(character) : undefined;
    if (code === undefined) continue;
    out += value.slice(from, at) + code;
    from = at + 1;
  }
  return from === 0 ? value : out + value.slice(from);
}
