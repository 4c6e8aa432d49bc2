import iconv from "iconv-lite";
import type { SourceFile } from "../source.ts";
import { decodedOf } from "./encoding.ts";

/** A replacement of `[start, end)` of a file's text. */
interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The bytes of a file with replacements made in its text, in its own encoding: every byte that they do not touch stays, the byte order mark included.
 *
 * Undefined where the encoding has no sign for a character that is put in, and where the file is damaged.
 */
export function spliced(file: SourceFile, edits: readonly Replacement[]): Uint8Array | undefined {
  const { text, encoding } = decodedOf(file);
  const { content } = file;
  if (typeof content === "string") return undefined;
  const mark = markLength(content);
  // Bytes that are no character were read as a sign that takes other bytes: places behind them are not known.
  if (mark + lengthIn(text, encoding) !== content.length) return undefined;
  const parts: Uint8Array[] = [content.subarray(0, mark)];
  let at = 0;
  let byte = mark;
  for (const { start, end, text: inserted } of edits) {
    const from = byte + lengthIn(text.slice(at, start), encoding);
    const bytes = encoded(inserted, encoding);
    if (bytes === undefined) return undefined;
    parts.push(content.subarray(byte, from), bytes);
    byte = from + lengthIn(text.slice(start, end), encoding);
    at = end;
  }
  parts.push(content.subarray(byte));
  return joined(parts);
}

function markLength(bytes: Uint8Array): number {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 3;
  return (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) ? 2 : 0;
}

/** How many bytes a text takes that was decoded from that encoding. */
function lengthIn(text: string, encoding: string): number {
  if (encoding.startsWith("utf-16")) return text.length * 2;
  return encoding === "utf-8" ? new TextEncoder().encode(text).length : iconv.encode(text, encoding).length;
}

function encoded(text: string, encoding: string): Uint8Array | undefined {
  if (encoding === "utf-8") return new TextEncoder().encode(text);
  if (!iconv.encodingExists(encoding)) return undefined;
  const bytes = iconv.encode(text, encoding);
  return iconv.decode(bytes, encoding) === text ? new Uint8Array(bytes) : undefined;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
