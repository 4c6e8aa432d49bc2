import { concat, inserted, part, picked, type Text } from "../text.ts";

/** One argument: what the program gets, and the part of the command line that spells it, quotation marks included. */
export interface Word {
  readonly text: Text;
  readonly raw: Text;
}

const isBlank = (unit: string | undefined) => unit === " " || unit === "\t" || unit === "\r" || unit === "\n";

/** True for a blank that is itself known: the blanks inside a variable that nobody resolved part nothing. */
export function isBlankAt(text: Text, at: number): boolean {
  return isBlank(text.value[at]) && text.hidden[at] !== 1;
}

/** True for a unit that stands for itself. */
export function isAt(text: Text, at: number, unit: string): boolean {
  return text.value[at] === unit && text.hidden[at] !== 1;
}

/** The offset of the first unit from `at` on that is no blank. */
export function skipBlanks(text: Text, at: number): number {
  let next = at;
  while (next < text.value.length && isBlankAt(text, next)) next++;
  return next;
}

/**
 * The arguments as the C run-time library parts them: blanks outside quotation marks part, backslashes before a mark escape it, two marks inside marks are one.
 *
 * @see https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
 */
export function splitWords(text: Text): readonly Word[] {
  return splitWith(text, wordEnd);
}

/**
 * The arguments as msiexec parts them: a backslash is no escape, so `/i "C:\app\" /qn` are three arguments.
 * Derived from Wine's programs/msiexec/msiexec.c, which documents itself by its tests; two marks inside marks are one, as the page on its command line says.
 */
export function splitMsiexecWords(text: Text): readonly Word[] {
  return splitWith(text, msiexecWordEnd);
}

/** The words with one blank between them, as `powershell -Command` joins them. */
export function joinWords(words: readonly Word[]): Text {
  return concat(
    words.flatMap((word, index) =>
      index === 0 ? [word.text] : [inserted(" ", (words[index - 1] as Word).raw), word.text],
    ),
  );
}

interface End {
  readonly end: number;
  readonly units: readonly number[];
}

function splitWith(text: Text, endOf: (text: Text, start: number) => End): readonly Word[] {
  const words: Word[] = [];
  for (let at = skipBlanks(text, 0); at < text.value.length; ) {
    const { end, units } = endOf(text, at);
    words.push({ text: picked(text, units), raw: part(text, at, end) });
    at = skipBlanks(text, end);
  }
  return words;
}

function wordEnd(text: Text, start: number): End {
  const units: number[] = [];
  let quoted = false;
  let at = start;
  while (at < text.value.length && (quoted || !isBlankAt(text, at))) {
    if (isAt(text, at, "\\")) {
      let slashes = at;
      while (isAt(text, slashes, "\\")) slashes++;
      const count = slashes - at;
      const escapes = isAt(text, slashes, '"');
      for (let kept = 0; kept < (escapes ? count >> 1 : count); kept++) units.push(at + kept);
      at = slashes;
      if (escapes && count % 2 === 1) units.push(at++);
    } else if (isAt(text, at, '"')) {
      if (quoted && isAt(text, at + 1, '"')) units.push(at++);
      else quoted = !quoted;
      at++;
    } else units.push(at++);
  }
  return { end: at, units };
}

function msiexecWordEnd(text: Text, start: number): End {
  const units: number[] = [];
  let quoted = false;
  let at = start;
  while (at < text.value.length && (quoted || !isBlankAt(text, at))) {
    if (!isAt(text, at, '"')) units.push(at);
    else if (quoted && isAt(text, at + 1, '"')) units.push(at++);
    else quoted = !quoted;
    at++;
  }
  return { end: at, units };
}
