import type { ContentFile } from "../../model/contents.ts";
import type { FileContent } from "../../model/files.ts";
import type { Problem } from "../../model/problem.ts";
import { textSite } from "../../model/site.ts";

/** The text of a file as an editor shows it: without its byte order mark, so that offsets agree with VS Code's. */
export interface DecodedText {
  readonly text: string;
  /** The label that led to `text`, as in `utf-8` or `windows-1252`. */
  readonly encoding: string;
  readonly problems: readonly Problem[];
}

/** How many bytes are looked at for a declaration and for signs of a binary file. */
const HEAD = 4096;

const decoded = new WeakMap<ContentFile, DecodedText>();

/** The text of a file, decoded once for as long as its content stays the same. Scripts and sources are read alike: by a mark, as UTF-8, else in a code page. */
export function decodedOf(file: ContentFile): DecodedText {
  const known = decoded.get(file) ?? decodeXml(file.content, file.path);
  decoded.set(file, known);
  return known;
}

/** Reads bytes as XML does (byte order mark, then declaration, then UTF-8) and never fails: what cannot be so is a problem, and the text as good as possible. */
export function decodeXml(content: FileContent, file: string): DecodedText {
  const read = typeof content === "string" ? withoutMark(content) : decodeBytes(content, file);
  if (read.text.trim() === "") return { ...read, problems: [...read.problems, emptyFile(file)] };
  if (looksBinary(read.text)) return { text: "", encoding: read.encoding, problems: [binaryFile(file)] };
  return read;
}

function withoutMark(content: string): DecodedText {
  return { text: content.startsWith("\uFEFF") ? content.slice(1) : content, encoding: "utf-8", problems: [] };
}

function decodeBytes(bytes: Uint8Array, file: string): DecodedText {
  const marked = encodingOfMark(bytes);
  if (marked === "utf-8") return decodeUtf8(bytes, file);
  if (marked !== undefined) return { text: new TextDecoder(marked).decode(bytes), encoding: marked, problems: [] };
  const declared = declaredEncoding(bytes);
  if (declared === undefined || /^utf-?8$/i.test(declared.label)) return decodeUtf8(bytes, file);
  const decoder = decoderOf(declared.label);
  if (decoder === undefined || decoder.encoding.startsWith("utf-16")) {
    const fallback = decodeUtf8(bytes, file);
    return { ...fallback, problems: [unusableEncoding(file, declared, decoder !== undefined), ...fallback.problems] };
  }
  return { text: decoder.decode(bytes), encoding: decoder.encoding, problems: [] };
}

/** By the byte order mark, or, where UTF-16 stands without one, by the zero bytes of `<?` or `<W` (https://www.w3.org/TR/xml/#sec-guessing). */
function encodingOfMark(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  if (a === 0x3c && b === 0 && c !== 0 && d === 0) return "utf-16le";
  if (a === 0 && b === 0x3c && c === 0 && d !== 0) return "utf-16be";
  return undefined;
}

interface Declared {
  readonly label: string;
  readonly start: number;
}

function declaredEncoding(bytes: Uint8Array): Declared | undefined {
  if (bytes[0] !== 0x3c || bytes[1] !== 0x3f) return undefined;
  const declaration = new TextDecoder("windows-1252").decode(bytes.subarray(0, endOfDeclaration(bytes)));
  const found = /^<\?xml\s[^>]*?encoding\s*=\s*(["'])([^"']*)\1/d.exec(declaration);
  const at = found?.indices?.[2]?.[0];
  return found?.[2] === undefined || at === undefined ? undefined : { label: found[2], start: at };
}

/** No more than the declaration is decoded for what it says: Node reads code pages a byte at a time. */
function endOfDeclaration(bytes: Uint8Array): number {
  const last = Math.min(bytes.length, HEAD);
  for (let at = 0; at < last; at++) if (bytes[at] === 0x3f && bytes[at + 1] === 0x3e && at + 1 < last) return at;
  return last;
}

function decoderOf(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    return undefined; // RangeError: the label names no encoding of the Encoding Standard.
  }
}

function decodeUtf8(bytes: Uint8Array, file: string): DecodedText {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "utf-8", problems: [] };
  } catch {
    return decodeBrokenUtf8(bytes, file);
  }
}

/**
 * A file with no character beyond ASCII that is right in UTF-8 was saved in the code page of a western Windows: that shows its letters as they were typed.
 * Where some are right, it is UTF-8 with damage, and the damaged bytes become U+FFFD, which is also what an editor shows.
 */
function decodeBrokenUtf8(bytes: Uint8Array, file: string): DecodedText {
  const { firstBad, sound } = scanUtf8(bytes);
  const encoding = sound ? "utf-8" : "windows-1252";
  const text = new TextDecoder(encoding).decode(bytes);
  const at = new TextDecoder("utf-8").decode(bytes.subarray(0, firstBad)).length;
  const byte = (bytes[firstBad] ?? 0).toString(16).padStart(2, "0").toUpperCase();
  const message = `This file is not valid UTF-8: byte 0x${byte} starts no character. WiX refuses it; save it as UTF-8 or declare its encoding. It was read as ${encoding}.`;
  const site = textSite(file, { start: at, end: Math.min(at + 1, text.length) });
  return { text, encoding, problems: [{ code: "not-utf8", severity: "error", message, site }] };
}

/** The first byte at which UTF-8 breaks, and whether any character of several bytes was right anywhere. */
function scanUtf8(bytes: Uint8Array): { firstBad: number; sound: boolean } {
  let firstBad = -1;
  let sound = false;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 1) sound = true;
    if (length === 0 && firstBad < 0) firstBad = at;
    at += Math.max(1, length);
  }
  return { firstBad: Math.max(0, firstBad), sound };
}

/** The length of the well-formed sequence at `at` (Unicode 15, table 3-7); 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length =
    lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  const second = bytes[at + 1] ?? 0;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (length === 0 || second < low || second > high) return 0;
  for (let next = at + 2; next < at + length; next++) {
    if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

/** XML holds no NUL at all; more than a few near the start say that this is no text. */
function looksBinary(text: string): boolean {
  let zeros = 0;
  for (let at = text.indexOf("\0"); at >= 0 && at < HEAD; at = text.indexOf("\0", at + 1)) zeros++;
  return zeros > 8 || (zeros > 0 && zeros * 20 > Math.min(text.length, HEAD));
}

function emptyFile(file: string): Problem {
  const message = "This file is empty: it has no root element.";
  return { code: "empty-file", severity: "error", message, site: textSite(file, { start: 0, end: 0 }) };
}

function binaryFile(file: string): Problem {
  const message = "This file is not text: it holds NUL characters, which XML does not allow.";
  return { code: "binary-file", severity: "error", message, site: textSite(file, { start: 0, end: 0 }) };
}

function unusableEncoding(file: string, declared: Declared, mismatch: boolean): Problem {
  const message = mismatch
    ? `The declaration says ${declared.label}, but the bytes of this file are not UTF-16. It was read as UTF-8.`
    : `The encoding ${declared.label} is not known. The file was read as UTF-8.`;
  const site = textSite(file, { start: declared.start, end: declared.start + declared.label.length });
  return { code: "unknown-encoding", severity: "warning", message, site };
}
