import type { Artifact } from "../model/artifact.ts";
import type { ByteStream } from "../model/byteStream.ts";
import { type Contents, openContent, readContent } from "../model/contents.ts";
import type { Bytes } from "./program/bytes.ts";

/** What became of looking into a file. */
export type Looked<T> =
  | { readonly kind: "seen"; readonly value: T }
  | { readonly kind: "loading" }
  | { readonly kind: "absent" };

/** A file up to this size is asked for as a whole, in bytes: it costs the disk no more than a part of it. */
const SMALL = 256 * 1024;
/** Of larger ones, whole blocks of this many bytes: tables that belong together lie close to each other. */
const BLOCK = 16 * 1024;

const NOTHING = new Uint8Array(0);
const seen = new WeakMap<ByteStream, Map<string, unknown>>();

/**
 * Looks into what an artifact leads to, in the parts that `look` reads. What was seen is kept under `key` for as long as the content is the same.
 *
 * The value under a key has always come from the same function: that is what the cast rests on.
 */
export function lookInto<T>(contents: Contents, artifact: Artifact, key: string, look: (bytes: Bytes) => T): Looked<T> {
  const stream = openContent(contents, artifact);
  if (stream === "absent") return { kind: "absent" };
  if (stream === undefined) return { kind: "loading" };
  const known = seen.get(stream);
  if (known?.has(key)) return { kind: "seen", value: known.get(key) as T };
  let missed = false;
  const value = look(bytesOfStream(contents, stream, () => (missed = true)));
  if (missed) return { kind: "loading" };
  seen.set(stream, (known ?? new Map<string, unknown>()).set(key, value));
  return { kind: "seen", value };
}

function bytesOfStream(contents: Contents, stream: ByteStream, miss: () => void): Bytes {
  const { size } = stream;
  return {
    size,
    read(offset, length) {
      if (offset < 0 || length <= 0 || offset >= size) return NOTHING;
      const end = Math.min(offset + length, size);
      const [from, to] =
        size <= SMALL ? [0, size] : [offset - (offset % BLOCK), Math.min(Math.ceil(end / BLOCK) * BLOCK, size)];
      const bytes = readContent(contents, stream, from, to);
      if (bytes === undefined) miss();
      return bytes?.subarray(offset - from, end - from) ?? NOTHING;
    },
  };
}
