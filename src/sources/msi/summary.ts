import type { CellValue } from "../../model/database.ts";
import { type CodePage, decodeCodePage } from "../codePage.ts";

/** Summary information by the number of the property: 7 is Template, 9 the package code, 14 the page count. */
export type Summary = ReadonlyMap<number, CellValue>;

const CODE_PAGE = 1;
const INT16 = 2;
const INT32 = 3;
const TEXT = 30;
const TIME = 64;

/** More properties than this no summary has. */
const MOST = 64;

/** From 1601, where Windows begins to count, to 1970, in milliseconds. */
const EPOCH = 11_644_473_600_000;

/**
 * Reads the first section of a property set; undefined where the bytes are none.
 *
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-oleps/
 */
export function readSummary(bytes: Uint8Array): Summary | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 48 || view.getUint16(0, true) !== 0xfffe) return undefined;
  const section = view.getUint32(44, true);
  if (section + 8 > bytes.length) return undefined;
  const offsets = new Map<number, number>();
  const count = Math.min(view.getUint32(section + 4, true), MOST);
  for (let at = section + 8; at < section + 8 + count * 8 && at + 8 <= bytes.length; at += 8) {
    offsets.set(view.getUint32(at, true), section + view.getUint32(at + 4, true));
  }
  const declared = propertyAt(view, offsets.get(CODE_PAGE) ?? bytes.length, 1252);
  const codePage = typeof declared === "number" ? declared & 0xffff : 1252;
  return new Map(
    [...offsets].sort(([a], [b]) => a - b).map(([property, at]) => [property, propertyAt(view, at, codePage)]),
  );
}

function propertyAt(view: DataView, at: number, codePage: CodePage): CellValue {
  if (at + 8 > view.byteLength) return null;
  const type = view.getUint32(at, true);
  if (type === INT16) return view.getInt16(at + 4, true);
  if (type === INT32) return view.getInt32(at + 4, true);
  if (type === TEXT) return textAt(view, at + 4, codePage);
  return type === TIME && at + 12 <= view.byteLength ? timeAt(view, at + 4) : null;
}

function textAt(view: DataView, at: number, codePage: CodePage): string | null {
  const length = Math.min(view.getUint32(at, true), view.byteLength - at - 4);
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at + 4, length);
  const end = bytes.indexOf(0);
  const text = end < 0 ? bytes : bytes.subarray(0, end);
  return (decodeCodePage(text, codePage) ?? decodeCodePage(text, 1252))?.text ?? null;
}

/** As text archives write it: `2009/07/15 21:23:29`. */
function timeAt(view: DataView, at: number): string | null {
  const ticks = view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
  const time = new Date(ticks / 10_000 - EPOCH);
  if (ticks === 0 || Number.isNaN(time.getTime())) return null;
  return time.toISOString().slice(0, 19).replaceAll("-", "/").replace("T", " ");
}
