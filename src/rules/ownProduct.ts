import { type Database, rowsByKey, textOf } from "../model/database.ts";

/** True for a text that names the product which the database installs: its ProductCode, or a reference to the property of that name. */
export function isOwnProduct(database: Database, text: string): boolean {
  const named = text.trim();
  if (named === "[ProductCode]") return true;
  return rowsByKey(database, "Property", "ProductCode").some((row) => {
    const code = row.cells["Value"]?.unknown === true ? undefined : textOf(row, "Value");
    return code !== undefined && code !== "" && code.toUpperCase() === named.toUpperCase();
  });
}
