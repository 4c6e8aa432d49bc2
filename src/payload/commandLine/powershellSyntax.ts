import { part, picked, type Text } from "../text.ts";
import { isAt } from "./words.ts";

/** A part of a PowerShell command. */
export type Item =
  /** `quoted` where any of it stood in quotation marks: such a word is a value, never a command or a parameter's name. */
  | { readonly kind: "word"; readonly text: Text; readonly quoted: boolean; readonly raw: Text }
  | { readonly kind: "group"; readonly open: "(" | "{"; readonly pipelines: readonly Pipeline[]; readonly raw: Text }
  | { readonly kind: "comma" | "assign" | "call" };

/** The commands of a statement, each handing its output to the next. */
export type Pipeline = readonly (readonly Item[])[];

/** Groups deeper than this are not looked into. */
const DEEPEST = 30;

interface Cursor {
  readonly text: Text;
  at: number;
}

/**
 * Parts a script into statements, commands and words, as far as this takes to see which programs it starts. Never throws; what is no command comes out as words without meaning.
 *
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parsing
 */
export function parsePowerShell(script: Text): readonly Pipeline[] {
  return parseBlock({ text: script, at: 0 }, undefined, 0);
}

function parseBlock(cursor: Cursor, closing: ")" | "}" | undefined, depth: number): readonly Pipeline[] {
  const pipelines: Pipeline[] = [];
  let commands: Item[][] = [];
  let items: Item[] = [];
  const endCommand = () => {
    if (items.length > 0) commands.push(items);
    items = [];
  };
  const endStatement = () => {
    endCommand();
    if (commands.length > 0) pipelines.push(commands);
    commands = [];
  };
  const { text } = cursor;
  while (cursor.at < text.value.length) {
    const unit = text.hidden[cursor.at] === 1 ? "" : (text.value[cursor.at] ?? "");
    if (closing !== undefined && unit === closing) break;
    if (unit === ";" || unit === "\n" || unit === "\r") {
      // A pipe or a comma at the end of a line goes on in the next.
      const goesOn = unit !== ";" && (items.at(-1)?.kind === "comma" || (items.length === 0 && commands.length > 0));
      if (!goesOn) endStatement();
      cursor.at++;
    } else if (unit === "|" || (unit === "&" && isAt(text, cursor.at + 1, "&"))) {
      const doubled = isAt(text, cursor.at + 1, unit);
      if (doubled) endStatement();
      else endCommand();
      cursor.at += doubled ? 2 : 1;
    } else readItem(cursor, unit, items, depth);
  }
  endStatement();
  return pipelines;
}

function readItem(cursor: Cursor, unit: string, items: Item[], depth: number): void {
  const { text } = cursor;
  if (unit === " " || unit === "\t" || unit === ")" || unit === "}") cursor.at++;
  else if (unit === "#") cursor.at = lineEnd(text, cursor.at);
  else if (unit === "<" && isAt(text, cursor.at + 1, "#")) cursor.at = commentEnd(text, cursor.at);
  else if (unit === "`" && /^`\r?\n/.test(text.value.slice(cursor.at, cursor.at + 3)))
    cursor.at += isAt(text, cursor.at + 1, "\r") ? 3 : 2;
  else if (unit === "@" && /["']/.test(text.value[cursor.at + 1] ?? "")) items.push(readHereString(cursor));
  else if (unit === ",") push(cursor, items, { kind: "comma" });
  else if (unit === "&" || (unit === "." && /\s/.test(text.value[cursor.at + 1] ?? "") && items.length === 0))
    push(cursor, items, { kind: "call" });
  else if (unit === "=" && items.length === 1) push(cursor, items, { kind: "assign" });
  else if (unit === "(" || unit === "{" || (unit === "@" && /[({]/.test(text.value[cursor.at + 1] ?? "")))
    items.push(readGroup(cursor, unit, depth));
  else items.push(readWord(cursor));
}

function push(cursor: Cursor, items: Item[], item: Item): void {
  items.push(item);
  cursor.at++;
}

function readGroup(cursor: Cursor, unit: string, depth: number): Item {
  const start = cursor.at;
  if (unit === "@") cursor.at++;
  const open = isAt(cursor.text, cursor.at, "{") ? "{" : "(";
  cursor.at++;
  if (depth >= DEEPEST) return { kind: "group", open, pipelines: [], raw: part(cursor.text, start, cursor.at) };
  const pipelines = parseBlock(cursor, open === "{" ? "}" : ")", depth + 1);
  cursor.at = Math.min(cursor.at + 1, cursor.text.value.length);
  return { kind: "group", open, pipelines, raw: part(cursor.text, start, cursor.at) };
}

function commentEnd(text: Text, from: number): number {
  const end = text.value.indexOf("#>", from);
  return end < 0 ? text.value.length : end + 2;
}

/** `@"`, the lines of a text, and `"@` at the start of a line. */
function readHereString(cursor: Cursor): Item {
  const { text } = cursor;
  const start = cursor.at;
  const mark = text.value[start + 1] ?? "";
  const first = lineEnd(text, start) + 1;
  const close = text.value.indexOf(`\n${mark}@`, first - 1);
  const last = close < 0 ? text.value.length : close;
  const letters: Letters = { units: [], variable: new Set() };
  cursor.at = Math.min(first, text.value.length);
  while (cursor.at < last) {
    if (mark === '"') readLetter(cursor, letters);
    else letters.units.push(cursor.at++);
  }
  cursor.at = close < 0 ? text.value.length : close + 3;
  const value = withVariables(picked(text, letters.units), letters);
  return { kind: "word", text: value, quoted: true, raw: part(text, start, cursor.at) };
}

function lineEnd(text: Text, from: number): number {
  const end = text.value.indexOf("\n", from);
  return end < 0 ? text.value.length : end;
}

/** The units of a word and those of them that a variable of the script stands for. */
interface Letters {
  readonly units: number[];
  readonly variable: Set<number>;
}

function readWord(cursor: Cursor): Item {
  const start = cursor.at;
  const letters: Letters = { units: [], variable: new Set() };
  let quoted = false;
  while (cursor.at < cursor.text.value.length && !endsWord(cursor, start)) {
    const unit = cursor.text.hidden[cursor.at] === 1 ? "" : cursor.text.value[cursor.at];
    if (unit === "'" || unit === '"') {
      quoted = true;
      readString(cursor, unit, letters);
    } else readLetter(cursor, letters);
  }
  const text = withVariables(picked(cursor.text, letters.units), letters);
  return { kind: "word", text, quoted, raw: part(cursor.text, start, cursor.at) };
}

function withVariables(text: Text, { units, variable }: Letters): Text {
  if (variable.size === 0) return text;
  const hidden = text.hidden.slice();
  units.forEach((unit, index) => {
    if (variable.has(unit)) hidden[index] = 1;
  });
  return { ...text, hidden };
}

function endsWord(cursor: Cursor, start: number): boolean {
  const { text, at } = cursor;
  if (text.hidden[at] === 1) return false;
  const unit = text.value[at] ?? "";
  if (unit === "=" && isVariable(text.value.slice(start, at))) return true;
  return at > start ? /[\s;|,(){}&]/.test(unit) : /[\s;|,(){}]/.test(unit);
}

/** True for `$name`, `$env:name` and the like, and nothing more. */
export function isVariable(word: string): boolean {
  return /^\$(?:[\w:?]+|\{[^{}]*\})$/.test(word);
}

function readLetter(cursor: Cursor, letters: Letters): void {
  const { text } = cursor;
  if (isAt(text, cursor.at, "`") && cursor.at + 1 < text.value.length) {
    letters.units.push(cursor.at + 1);
    cursor.at += 2;
  } else if (isAt(text, cursor.at, "$")) readVariable(cursor, letters);
  else letters.units.push(cursor.at++);
}

function readVariable(cursor: Cursor, letters: Letters): void {
  const name =
    /^\$(?:[\w:?]+|\{[^{}]*\}|\([^()]*\))?/.exec(cursor.text.value.slice(cursor.at, cursor.at + 200))?.[0] ?? "$";
  for (let index = 0; index < name.length; index++) {
    letters.units.push(cursor.at);
    letters.variable.add(cursor.at++);
  }
}

/** A string in `'` stands for itself; in `"` variables are put in and a backtick escapes; the mark doubled is the mark. */
function readString(cursor: Cursor, mark: string, letters: Letters): void {
  const { text } = cursor;
  cursor.at++;
  while (cursor.at < text.value.length) {
    if (isAt(text, cursor.at, mark)) {
      if (!isAt(text, cursor.at + 1, mark)) break;
      letters.units.push(cursor.at);
      cursor.at += 2;
    } else if (mark === '"') readLetter(cursor, letters);
    else letters.units.push(cursor.at++);
  }
  cursor.at++;
}
