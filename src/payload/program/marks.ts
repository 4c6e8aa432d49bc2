import { type Bytes, hasAt, indexOfMark, within } from "./bytes.ts";
import { readCabinet } from "./cabinet.ts";
import { type CompoundKind, compoundKind, isCompoundAt } from "./compound.ts";
import type { Image } from "./pe.ts";
import { type Resource, readResources } from "./resources.ts";

/** Makers of set-up programs that are told by what they write into them. */
export type SetupMaker = "nsis" | "inno" | "installshield";

/** A Windows Installer file inside a program. */
export interface Carried {
  readonly kind: CompoundKind;
  /** The name in its cabinet; `""` where it has none. */
  readonly name: string;
  readonly where: "resources" | "overlay";
}

/** What a program has in its resources and behind its sections. */
export interface Payload {
  readonly maker?: SetupMaker;
  readonly carried?: Carried;
  /** How much of the overlay was not searched, in bytes. */
  readonly unsearched: number;
}

/** So much of the overlay is searched. */
export const MOST_SEARCHED = 8 * 1024 * 1024;
const CHUNK = 1024 * 1024;

/** Looks for what the known makers of set-up programs write, and for packages; the overlay is searched only where no maker is known. */
export function readPayload(bytes: Bytes, image: Image): Payload {
  const resources = readResources(bytes, image);
  const maker = makerOf(bytes, image, resources);
  const inside = resources.map((resource) => carriedIn(bytes, resource)).find((one) => one !== undefined);
  if (inside !== undefined) return { ...(maker === undefined ? {} : { maker }), carried: inside, unsearched: 0 };
  if (maker !== undefined) return { maker, unsearched: 0 };
  return searchOverlay(bytes, image.overlay);
}

/** Types of resources that Windows defines and that hold no files: cursors, bitmaps, icons, menus, dialogs, strings, versions, manifests. */
const DRAWN = /^(?:[1-9]|1[124679]|2[0-4])$/;
/** A cabinet has a header of so many bytes; a compound file is larger. */
const SMALLEST_CABINET = 36;

function carriedIn(bytes: Bytes, { path, offset, size }: Resource): Carried | undefined {
  if (DRAWN.test(path[0] ?? "") || size < SMALLEST_CABINET) return undefined;
  const head = bytes.read(offset, 8);
  if (isCompoundAt(head)) return compoundOf(within(bytes, offset, size), "resources");
  return hasAt(head, 0, "MSCF") ? inCabinet(within(bytes, offset, size), "resources") : undefined;
}

function compoundOf(bytes: Bytes, where: Carried["where"]): Carried | undefined {
  const kind = compoundKind(bytes);
  return kind === "package" || kind === "patch" ? { kind, name: "", where } : undefined;
}

function inCabinet(bytes: Bytes, where: Carried["where"]): Carried | undefined {
  const file = readCabinet(bytes)?.files.find(({ name }) => /\.ms[ip]$/i.test(name));
  if (file === undefined) return undefined;
  return { kind: /\.msp$/i.test(file.name) ? "patch" : "package", name: file.name, where };
}

/** Inno Setup's loader keeps the table of its offsets in the resource 11111; NSIS and InstallShield begin the overlay with a header of theirs. */
function makerOf(bytes: Bytes, { overlay }: Image, resources: readonly Resource[]): SetupMaker | undefined {
  const inno = resources.find(({ path }) => path[0] === "10" && path[1] === "11111");
  if (inno !== undefined && hasAt(bytes.read(inno.offset, 8), 0, "rDlPt")) return "inno";
  const head = bytes.read(overlay.offset, Math.min(overlay.size, 1024));
  if (hasAt(head, 0, "InstallShield\0") || hasAt(head, 0, "ISSetupStream\0")) return "installshield";
  // The header stands at a multiple of 512 bytes: flags, 0xDEADBEEF, "NullsoftInst".
  return [0, 512].some((at) => hasAt(head, at + 4, "\xef\xbe\xad\xdeNullsoftInst")) ? "nsis" : undefined;
}

function searchOverlay(bytes: Bytes, { offset, size }: Image["overlay"]): Payload {
  const most = Math.min(size, MOST_SEARCHED);
  for (let at = 0; at < most; at += CHUNK) {
    // Eight bytes more, so that a mark across two chunks is seen.
    const chunk = bytes.read(offset + at, Math.min(CHUNK + 8, size - at));
    const carried = findIn(chunk, (found) => within(bytes, offset + at + found, size - at - found));
    if (carried !== undefined) return { carried, unsearched: 0 };
  }
  return { unsearched: size - most };
}

/** Marks by chance are many in hostile bytes: so many are looked at. */
const MOST_CANDIDATES = 64;

function findIn(chunk: Uint8Array, from: (at: number) => Bytes): Carried | undefined {
  let left = MOST_CANDIDATES;
  for (
    let at = indexOfMark(chunk, "\xd0\xcf\x11\xe0");
    at >= 0 && left-- > 0;
    at = indexOfMark(chunk, "\xd0\xcf\x11\xe0", at + 1)
  ) {
    const carried = compoundOf(from(at), "overlay");
    if (carried !== undefined) return carried;
  }
  for (
    let at = indexOfMark(chunk, "MSCF\0\0\0\0");
    at >= 0 && left-- > 0;
    at = indexOfMark(chunk, "MSCF\0\0\0\0", at + 1)
  ) {
    const carried = inCabinet(from(at), "overlay");
    if (carried !== undefined) return carried;
  }
  return undefined;
}
