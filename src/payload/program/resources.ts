import { type Bytes, u16, u32, utf16 } from "./bytes.ts";
import { type Image, offsetOf, readAt } from "./pe.ts";

/** A resource of a PE file: in which of the three levels it stands, and where its data lies in the file. */
export interface Resource {
  /** The type and the name, each a number or a name: `["10", "11111"]`, `["10", "CABINET"]`. */
  readonly path: readonly string[];
  readonly offset: number;
  readonly size: number;
}

/** So many directory entries are looked at; a program with more icons than that has its packages before them or not at all. */
const MOST_ENTRIES = 4096;
const DEEPEST = 3;

/** The resources of an image, in the order of the table. */
export function readResources(bytes: Bytes, image: Image): readonly Resource[] {
  const root = image.directories[2]?.address ?? 0;
  const found: Resource[] = [];
  if (root !== 0) walk({ bytes, image, root, found, left: MOST_ENTRIES }, 0, []);
  return found;
}

interface Walk {
  readonly bytes: Bytes;
  readonly image: Image;
  readonly root: number;
  readonly found: Resource[];
  left: number;
}

function walk(trip: Walk, at: number, path: readonly string[]): void {
  const { bytes, image, root } = trip;
  const header = readAt(bytes, image, root + at, 16);
  const count = Math.min(u16(header, 12) + u16(header, 14), trip.left);
  const entries = readAt(bytes, image, root + at + 16, 8 * count);
  for (let entry = 0; entry + 8 <= entries.length && trip.left > 0; entry += 8) {
    trip.left--;
    const here = [...path, nameOf(trip, u32(entries, entry))];
    const target = u32(entries, entry + 4);
    if (target < 0x80000000) addData(trip, target, here);
    else if (here.length < DEEPEST) walk(trip, target - 0x80000000, here);
  }
}

function nameOf({ bytes, image, root }: Walk, value: number): string {
  if (value < 0x80000000) return String(value);
  const at = root + (value - 0x80000000);
  return utf16(readAt(bytes, image, at + 2, 2 * Math.min(u16(readAt(bytes, image, at, 2), 0), 256)));
}

function addData({ bytes, image, root, found }: Walk, at: number, path: readonly string[]): void {
  const entry = readAt(bytes, image, root + at, 16);
  const offset = offsetOf(image, u32(entry, 0));
  if (offset !== undefined) found.push({ path: path.slice(0, 2), offset, size: u32(entry, 4) });
}
