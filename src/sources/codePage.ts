import iconv from "iconv-lite";

/** The code page that strings are in: a Windows number (1252, 932, 65001); 0 is neutral, which is ASCII only. */
export type CodePage = number;

/** What bytes say in a code page. */
export interface Decoded {
  readonly text: string;
  /** True where every byte meant something; the others became U+FFFD. */
  readonly sound: boolean;
}

const UTF8 = 65_001;
const ASCII = 20_127;

/** Those of iconv-lite, listed because to ask it loads all its tables. */
const TABLES: ReadonlySet<CodePage> = new Set([
  ...[437, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869],
  ...[874, 932, 936, 949, 950, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258],
  ...[20_866, 21_866, 28_591, 28_592, 28_593, 28_594, 28_595, 28_596, 28_597, 28_598, 28_599, 28_603, 28_605],
]);

/** True for a code page that can be read and written here. */
export function isCodePage(codePage: CodePage): boolean {
  return codePage === 0 || codePage === UTF8 || codePage === ASCII || TABLES.has(codePage);
}

/** Decodes bytes; undefined where the code page is not known. In the neutral one bytes beyond ASCII mean nothing. */
export function decodeCodePage(bytes: Uint8Array, codePage: CodePage): Decoded | undefined {
  if (!isCodePage(codePage)) return undefined;
  if (isAscii(bytes)) return { text: new TextDecoder("utf-8").decode(bytes), sound: true };
  if (codePage === 0 || codePage === ASCII) {
    const text = new TextDecoder("windows-1252").decode(bytes).replace(/[^\0-\x7F]/g, "\uFFFD");
    return { text, sound: false };
  }
  const text =
    codePage === UTF8
      ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
      : iconv.decode(bytes, `cp${codePage}`, { stripBOM: false });
  return { text, sound: !text.includes("\uFFFD") || (codePage === UTF8 && isUtf8(bytes)) };
}

/** Encodes text; undefined where the code page is not known. `lost` names the first character that it does not have, which became `?`. */
export function encodeCodePage(
  text: string,
  codePage: CodePage,
): { readonly bytes: Uint8Array; readonly lost: string | undefined } | undefined {
  if (!isCodePage(codePage)) return undefined;
  if (codePage === UTF8) return { bytes: new TextEncoder().encode(text), lost: /[\uD800-\uDFFF]/u.exec(text)?.[0] };
  const encoding = codePage === 0 || codePage === ASCII ? "ascii" : `cp${codePage}`;
  const beyond = /[^\0-\x7F]/.test(text);
  if (!beyond) return { bytes: new TextEncoder().encode(text), lost: undefined };
  if (encoding === "ascii") {
    const lost = /[^\0-\x7F]/u.exec(text)?.[0];
    return { bytes: new TextEncoder().encode(text.replace(/[^\0-\x7F]/gu, "?")), lost };
  }
  const bytes = iconv.encode(text, encoding);
  const back = iconv.decode(bytes, encoding, { stripBOM: false });
  return { bytes, lost: back === text ? undefined : firstDifference(text, back) };
}

/** The character of `a` that `b` does not have at its place. */
function firstDifference(a: string, b: string): string {
  const theirs = b[Symbol.iterator]();
  for (const character of a) if (theirs.next().value !== character) return character;
  return a.slice(-1);
}

/** True where the bytes are well-formed UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false; // TypeError: some bytes form no character.
  }
}

/** True where no byte is beyond ASCII: then every code page says the same. */
export function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] ?? 0) > 0x7f) return false;
  return true;
}
