import { type CodePage, decodeCodePage, isAscii, isCodePage } from "../codePage.ts";
import type { Damage } from "./damage.ts";

/** All strings of a database. Each is decoded when it is first asked for. */
export interface StringPool {
  readonly codePage: CodePage;
  /** How many bytes a reference to a string has in the rows of tables. */
  readonly referenceSize: 2 | 3;
  /** Ids run from 1 to this. */
  readonly count: number;
  /** The string of an id; undefined for an id that is not in the pool. */
  text(id: number): string | undefined;
  readonly damages: readonly Damage[];
}

/** Where the strings lie in the data: `starts[id]` to `ends[id]`, in bytes. */
interface Layout {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly count: number;
  readonly total: number;
}

const LONG_REFERENCES = 0x8000;

/** A code page that is not known here, and the neutral one, in which bytes beyond ASCII mean what the machine makes of them, are read as that of most machines. */
const FALLBACK: CodePage = 1252;

/**
 * Reads the streams `_StringPool` (lengths and reference counts) and `_StringData` (all bytes, one string after the other).
 *
 * A string of 64 KiB and more has a length of 0 before the real one. Whether the high half of that stands in the reference count beside the 0 or beside the low half, writers
 * do not agree: the reading whose lengths add up to the size of the data is the right one.
 */
export function readStringPool(pool: Uint8Array, data: Uint8Array): StringPool {
  const view = new DataView(pool.buffer, pool.byteOffset, pool.byteLength);
  const flags = pool.length < 4 ? 0 : view.getUint16(2, true);
  const codePage = pool.length < 4 ? 0 : view.getUint16(0, true) + ((flags & ~LONG_REFERENCES) << 16);
  const layout = layoutOf(view, data.length);
  return new DecodedPool(
    data,
    layout,
    codePage,
    (flags & LONG_REFERENCES) === 0 ? 2 : 3,
    damagesOf(pool, data, layout, codePage),
  );
}

function damagesOf(pool: Uint8Array, data: Uint8Array, layout: Layout, codePage: CodePage): readonly Damage[] {
  const damages: Damage[] = [];
  if (pool.length < 4 || pool.length % 4 !== 0) {
    damages.push({ code: "damaged-string-pool", says: "its list of strings ends within an entry" });
  }
  if (layout.total !== data.length) {
    const says = `its strings should take ${layout.total} bytes, and ${data.length} are there`;
    damages.push({ code: "damaged-string-pool", says });
  }
  if (!isCodePage(codePage)) {
    const says = `its strings are in the code page ${codePage}, which is not known here; what is not ASCII in them may be shown wrongly`;
    damages.push({ code: "unknown-code-page", says });
  }
  const unsound = isAscii(data) ? 0 : countUnsound(data, layout, codePage);
  if (unsound > 0) {
    const some = `${unsound} of its strings ${unsound === 1 ? "holds" : "hold"}`;
    const neutral = `${some} characters beyond ASCII, but it names no code page: what they are depends on the machine; they are read as in ${FALLBACK}`;
    const says = codePage === 0 ? neutral : `${some} bytes that mean nothing in its code page ${codePage}`;
    damages.push({ code: "undecodable-text", says });
  }
  return damages;
}

function countUnsound(data: Uint8Array, { starts, ends, count }: Layout, codePage: CodePage): number {
  let unsound = 0;
  for (let id = 1; id <= count; id++) {
    const bytes = data.subarray(starts[id], ends[id]);
    if (!isAscii(bytes) && decodeCodePage(bytes, codePage)?.sound === false) unsound++;
  }
  return unsound;
}

function layoutOf(view: DataView, size: number): Layout {
  const beside = lay(view, "beside the low half");
  if (beside.total === size) return beside;
  const before = lay(view, "beside the zero");
  return before.total === size ? before : beside;
}

/** Where the high half of the length of a long string stands. */
type HighHalf = "beside the low half" | "beside the zero";

function lay(view: DataView, high: HighHalf): Layout {
  const entries = Math.max(0, Math.floor(view.byteLength / 4) - 1);
  const starts = new Uint32Array(entries + 1);
  const ends = new Uint32Array(entries + 1);
  let [id, at] = [0, 0];
  for (let entry = 1; entry <= entries; entry++) {
    let length = view.getUint16(entry * 4, true);
    const references = view.getUint16(entry * 4 + 2, true);
    if (length === 0 && references !== 0 && entry < entries) {
      entry++;
      const low = view.getUint16(entry * 4, true);
      const beside = view.getUint16(entry * 4 + 2, true);
      length = low + (high === "beside the zero" ? references : beside) * 0x1_0000;
    }
    id++;
    starts[id] = at;
    at = Math.min(at + length, 0xffff_ffff);
    ends[id] = at;
  }
  return { starts, ends, count: id, total: at };
}

class DecodedPool implements StringPool {
  readonly codePage: CodePage;
  readonly referenceSize: 2 | 3;
  readonly count: number;
  readonly damages: readonly Damage[];
  readonly #data: Uint8Array;
  readonly #layout: Layout;
  readonly #texts: (string | undefined)[] = [];

  constructor(data: Uint8Array, layout: Layout, codePage: CodePage, referenceSize: 2 | 3, damages: readonly Damage[]) {
    this.#data = data;
    this.#layout = layout;
    this.codePage = codePage;
    this.referenceSize = referenceSize;
    this.count = layout.count;
    this.damages = damages;
  }

  text(id: number): string | undefined {
    if (id < 1 || id > this.count) return undefined;
    const known = this.#texts[id];
    if (known !== undefined) return known;
    const bytes = this.#data.subarray(this.#layout.starts[id], this.#layout.ends[id]);
    const decoded =
      (this.codePage === 0 ? undefined : decodeCodePage(bytes, this.codePage)) ?? decodeCodePage(bytes, FALLBACK);
    const text = decoded?.text ?? "";
    this.#texts[id] = text;
    return text;
  }
}
