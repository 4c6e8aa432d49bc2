import { concat, part, picked, type Text } from "../text.ts";

/** A token of VBScript; names and keywords are told apart by who reads them. */
export interface VbsToken {
  readonly kind: "name" | "text" | "number" | "mark" | "end" | "date";
  /** A name in lower case without its brackets; a mark as spelled; `""` for the end of a statement. */
  readonly word: string;
  /** What a text stands for, its doubled quotation marks taken out. */
  readonly text?: Text;
  readonly at: Text;
  /** True where nothing but blanks stands between it and the token before. */
  readonly spaced: boolean;
}

/** A script of more tokens than this is not read to its end. */
const MOST_TOKENS = 300_000;

const TOKEN =
  /([ \t\f\v]+)|(_[ \t]*(?:\r\n|[\r\n]))|(\r\n|[\r\n:])|('[^\r\n]*|rem(?=[ \t\r\n:]|$)[^\r\n]*)|("(?:[^"\r\n]|"")*"?)|(#[^#\r\n]{1,40}#)|(\[[^\]\r\n]{0,255}\]|[\p{L}][\p{L}\p{N}_]*)|(&h[\da-f]+&?|&o[0-7]+&?|\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+)|(<>|<=|>=|=<|=>|[\s\S])/giuy;

/** Parts a script into tokens, comments and line continuations left out. Never fails: what is no token is a mark. */
export function vbsTokens(script: Text): readonly VbsToken[] {
  const tokens: VbsToken[] = [];
  const { value } = script;
  let spaced = false;
  TOKEN.lastIndex = 0;
  for (let at = 0; at < value.length && tokens.length < MOST_TOKENS; ) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(value);
    if (found === null) break;
    const [whole, blank, continued, end, comment, quoted, date, name, number] = found;
    const spelled = part(script, at, at + whole.length);
    at += whole.length;
    if (blank !== undefined || continued !== undefined || comment !== undefined) {
      spaced = true;
      continue;
    }
    if (end !== undefined) tokens.push({ kind: "end", word: "", at: spelled, spaced });
    else if (quoted !== undefined)
      tokens.push({ kind: "text", word: "", text: unquoted(spelled), at: spelled, spaced });
    else if (date !== undefined) tokens.push({ kind: "date", word: "", at: spelled, spaced });
    else if (name !== undefined)
      tokens.push({ kind: "name", word: name.replaceAll(/[[\]]/g, "").toLowerCase(), at: spelled, spaced });
    else if (number !== undefined) tokens.push({ kind: "number", word: number, at: spelled, spaced });
    else tokens.push({ kind: "mark", word: whole, at: spelled, spaced });
    spaced = false;
  }
  return tokens;
}

/** `"a ""b"" c"` stands for `a "b" c`. */
function unquoted(spelled: Text): Text {
  const closed = spelled.value.length > 1 && spelled.value.endsWith('"');
  const inside = part(spelled, 1, closed ? spelled.value.length - 1 : spelled.value.length);
  if (!inside.value.includes('""')) return inside;
  const units: number[] = [];
  for (let at = 0; at < inside.value.length; at++) {
    units.push(at);
    if (inside.value[at] === '"' && inside.value[at + 1] === '"') at++;
  }
  return picked(inside, units);
}

/** Everything from one token to another, as spelled. */
export function spanning(script: Text, first: Text, last: Text): Text {
  const offset = script.starts[0] ?? 0;
  const start = (first.starts[0] ?? offset) - offset;
  const end = (last.ends[last.ends.length - 1] ?? offset) - offset;
  return end > start && end <= script.value.length ? part(script, start, end) : concat([first]);
}
