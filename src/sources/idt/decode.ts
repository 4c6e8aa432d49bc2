import type { FileContent } from "../../model/files.ts";
import { type CodePage, decodeCodePage, isAscii, isCodePage, isUtf8 } from "../codePage.ts";
import { type Fault, fault, readHeader } from "./header.ts";

/** The text of an archive, without a byte order mark, and the code page that it was read in; undefined where it is plain ASCII and nothing says. */
export interface ArchiveText {
  readonly text: string;
  readonly codePage: CodePage | undefined;
  readonly faults: readonly Fault[];
}

const UTF8 = 65_001;
const WESTERN = 1252;
/** The head of an archive is ASCII but for column names that nobody has seen. */
const HEAD = 8192;

/** The code page that the archive itself names in its third row. */
export function declaredCodePage(content: FileContent): {
  readonly codePage: CodePage | undefined;
  readonly table: string;
} {
  const head =
    typeof content === "string" ? content.slice(0, HEAD) : new TextDecoder("utf-8").decode(content.subarray(0, HEAD));
  return readHeader(head.replace(/^\uFEFF/, ""));
}

/**
 * Decodes an archive by the code page of its third row, else by that of the database, which `_ForceCodepage` says. Where neither is there, bytes beyond ASCII are read as UTF-8 where they
 * are it (msitools writes so), else as those of a western Windows; a byte order mark, as editors leave it, decides by itself.
 */
export function decodeArchive(content: FileContent, forced: CodePage | undefined): ArchiveText {
  const declared = declaredCodePage(content).codePage;
  const codePage = declared ?? forced;
  if (typeof content === "string") return ofEditor(content, codePage);
  const [a, b, c] = content;
  if (a === 0xef && b === 0xbb && c === 0xbf) return inUtf8(content.subarray(3), codePage);
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))
    return inUtf16(content, a === 0xff ? "utf-16le" : "utf-16be");
  if (isAscii(content)) return { text: new TextDecoder("utf-8").decode(content), codePage, faults: unknown(codePage) };
  if (codePage === undefined || codePage === 0 || !isCodePage(codePage)) return guessed(content, codePage);
  const { text = "", sound = false } = decodeCodePage(content, codePage) ?? {};
  return { text, codePage, faults: sound ? [] : [unsound(text, codePage)] };
}

function ofEditor(content: string, codePage: CodePage | undefined): ArchiveText {
  const text = content.startsWith("\uFEFF") ? content.slice(1) : content;
  const at = text.indexOf("\uFFFD");
  if (at < 0 || codePage === UTF8) return { text, codePage, faults: unknown(codePage) };
  const named = codePage === undefined ? "the code page of the database" : `code page ${codePage}`;
  const message = `The editor has not read this file in ${named}: characters are lost already, and saving would lose them in the file. Reopen it with that encoding first.`;
  return { text, codePage, faults: [fault("wrong-encoding", "warning", message, { start: at, end: at + 1 })] };
}

function inUtf8(bytes: Uint8Array, codePage: CodePage | undefined): ArchiveText {
  const text = new TextDecoder("utf-8").decode(bytes);
  const message = `This file begins with a byte order mark, which is no part of an archive: Windows Installer takes it for a part of the first column's name.`;
  return {
    text,
    codePage: codePage ?? UTF8,
    faults: [fault("byte-order-mark", "warning", message, { start: 0, end: 0 })],
  };
}

function inUtf16(bytes: Uint8Array, encoding: "utf-16le" | "utf-16be"): ArchiveText {
  const message =
    "This file is in UTF-16, and archives are in the code page of the database: Windows Installer cannot import it so.";
  return {
    text: new TextDecoder(encoding).decode(bytes),
    codePage: UTF8,
    faults: [fault("utf-16", "error", message, { start: 0, end: 0 })],
  };
}

function unknown(codePage: CodePage | undefined): readonly Fault[] {
  if (codePage === undefined || isCodePage(codePage)) return [];
  return [fault("unknown-code-page", "warning", `The code page ${codePage} is not known here.`, { start: 0, end: 0 })];
}

function guessed(bytes: Uint8Array, codePage: CodePage | undefined): ArchiveText {
  const utf8 = isUtf8(bytes);
  const guess = utf8 ? UTF8 : WESTERN;
  const text = decodeCodePage(bytes, guess)?.text ?? "";
  const as = utf8 ? "UTF-8" : "code page 1252";
  // msitools writes UTF-8 and never a code page: that is a dialect, not a mistake.
  if (utf8 && codePage === undefined) return { text, codePage: guess, faults: [] };
  const why =
    codePage === undefined
      ? "Nothing says which code page this archive is in"
      : codePage === 0
        ? "The code page is neutral, which has no characters beyond ASCII"
        : `The code page ${codePage} is not known here`;
  const at = text.search(/[^\0-\x7F]/);
  const code = codePage === undefined || codePage === 0 ? "no-code-page" : "unknown-code-page";
  return {
    text,
    codePage: guess,
    faults: [fault(code, "warning", `${why}: it was read as ${as}.`, { start: at, end: at + 1 })],
  };
}

function unsound(text: string, codePage: CodePage): Fault {
  const at = Math.max(0, text.indexOf("\uFFFD"));
  return fault("not-in-code-page", "warning", `Some bytes of this archive mean nothing in its code page ${codePage}.`, {
    start: at,
    end: at + 1,
  });
}
