import type { RowOrder } from "../../protocol.ts";
import type { Grid } from "./grid.ts";

/** The rows of a grid that hold every word of the filter, sorted; without either all of them as they are. The sort is stable. */
export function orderRows(grid: Grid, filter: string, sort: RowOrder["sort"]): Uint32Array {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const rows = filtered(grid, words);
  if (sort === null || sort.column < 0 || sort.column >= grid.columns.length) return rows;
  const keys = Array.from(rows, (row) => ({ row, key: grid.sortKey(row, sort.column) }));
  const collator = new Intl.Collator("en", { numeric: true });
  const sign = sort.descending ? -1 : 1;
  keys.sort((a, b) => sign * compare(a.key, b.key, collator) || a.row - b.row);
  return Uint32Array.from(keys, ({ row }) => row);
}

function filtered(grid: Grid, words: readonly string[]): Uint32Array {
  if (words.length === 0) return Uint32Array.from({ length: grid.count }, (_, row) => row);
  const found: number[] = [];
  for (let row = 0; row < grid.count; row++) {
    const text = grid.search(row).toLowerCase();
    if (words.every((word) => text.includes(word))) found.push(row);
  }
  return Uint32Array.from(found);
}

type Key = number | string | null;

const rank = (key: Key) => (key === null ? 0 : typeof key === "number" ? 1 : 2);

function compare(a: Key, b: Key, collator: Intl.Collator): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return collator.compare(a, b);
  return rank(a) - rank(b);
}
