import type { Database } from "../model/database.ts";
import { archiveText } from "../sources/idt/write.ts";

/** A table as the text of an archive, as Windows Installer exports it: three rows that describe it, then one line for each row, CR LF between them. */
export function archiveOf(database: Database, table: string): string | undefined {
  const found = database.tables.get(table);
  return found === undefined ? undefined : archiveText(found, { codePage: database.codePage ?? 0, dialect: "windows" });
}
