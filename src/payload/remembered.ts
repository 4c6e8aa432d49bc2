import type { Row } from "../model/database.ts";
import type { Placement, Understanding } from "./effect.ts";
import { answersAlike, type Notes, type Reader } from "./reader.ts";

/** An understanding, with everything that it hangs on besides the action's own row. */
interface Remembered {
  readonly place: string;
  readonly understanding: Understanding;
  readonly notes: Notes;
}

/** An action stands in a few places of a few databases; of more than this, the oldest are forgotten. */
const MOST = 12;

const memory = new WeakMap<Row["cells"], Remembered[]>();

/** What was understood of an action in a place before, where the reader still answers everything alike. A change elsewhere costs a few comparisons then. */
export function recall(reader: Reader, action: Row, placement: Placement | undefined): Understanding | undefined {
  const place = keyOf(action, placement);
  return memory.get(action.cells)?.find((one) => one.place === place && answersAlike(reader, one.notes))?.understanding;
}

/** Keeps what was understood of an action in a place, for as long as its row is in use. */
export function remember(
  action: Row,
  placement: Placement | undefined,
  understanding: Understanding,
  notes: Notes,
): void {
  const before = memory.get(action.cells) ?? [];
  const known = { place: keyOf(action, placement), understanding, notes };
  memory.set(action.cells, [known, ...before.slice(0, MOST - 1)]);
}

function keyOf({ linked, when }: Row, placement: Placement | undefined): string {
  const assumed = when.map(({ text }) => text).join("\n");
  return `${placement?.table ?? ""} ${placement?.sequence ?? ""} ${linked} ${assumed}`;
}
