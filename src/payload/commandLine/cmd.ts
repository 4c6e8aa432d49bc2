import type { Proof } from "../effect.ts";
import { part, picked, type Text } from "../text.ts";
import { isAt, isBlankAt, skipBlanks } from "./words.ts";

/** One command of a line that cmd runs. */
export interface CmdCommand {
  readonly text: Text;
  /** Lower than `proven` where it hangs on another command's success or on an `if`. */
  readonly proof: Proof;
}

/**
 * The command line that `cmd` is to run, from what follows the program: what stands after `/c` or `/k`. Undefined where neither is there: cmd then waits for input.
 *
 * @see https://learn.microsoft.com/windows-server/administration/windows-commands/cmd
 */
export function readCmdLine(rest: Text): Text | undefined {
  let keepsQuotes = true;
  for (let at = skipBlanks(rest, 0); isAt(rest, at, "/"); at = skipBlanks(rest, at)) {
    const letter = rest.value[at + 1]?.toLowerCase();
    if (letter === "c" || letter === "k" || letter === "r")
      return unquote(part(rest, skipBlanks(rest, at + 2)), keepsQuotes);
    if (letter === "s") keepsQuotes = false;
    at += 2;
    while (at < rest.value.length && !isBlankAt(rest, at) && !isAt(rest, at, "/")) at++;
  }
  return undefined;
}

/**
 * A leading quotation mark is taken out with the last one, unless the two are all there are and stand around the name of a program.
 * Whether the name is that of a file is not known here: one that ends in an extension of programs counts.
 */
function unquote(text: Text, keepsQuotes: boolean): Text {
  if (!isAt(text, 0, '"')) return text;
  const last = text.value.lastIndexOf('"');
  if (last === 0) return part(text, 1);
  const inside = text.value.slice(1, last);
  if (
    keepsQuotes &&
    !inside.includes('"') &&
    /\s/.test(inside) &&
    !/[&<>()@^|]/.test(inside) &&
    /\.(?:exe|com|bat|cmd)$/i.test(inside)
  )
    return text;
  return picked(text, indicesWithout(text, 0, last));
}

function indicesWithout(text: Text, one: number, other: number): readonly number[] {
  return Array.from({ length: text.value.length }, (_, index) => index).filter(
    (index) => index !== one && index !== other,
  );
}

interface Scan {
  readonly text: Text;
  readonly commands: CmdCommand[];
  units: number[];
  depth: number;
  quoted: boolean;
  proof: Proof;
  /** An `if` or `for` stands before: nothing after it is certain to run. */
  branched: boolean;
}

/** The commands of a line, parted at `&`, `&&`, `||`, `|` and parentheses; carets and redirections are taken out. */
export function splitCommands(text: Text): readonly CmdCommand[] {
  const scan: Scan = { text, commands: [], units: [], depth: 0, quoted: false, proof: "proven", branched: false };
  for (let at = 0; at < text.value.length; ) at = scanUnit(scan, at);
  flush(scan, "proven");
  return scan.commands;
}

function scanUnit(scan: Scan, at: number): number {
  const { text } = scan;
  if (text.hidden[at] === 1) return take(scan, at);
  const unit = text.value[at];
  if (unit === '"') scan.quoted = !scan.quoted;
  if (scan.quoted || unit === '"') return unit === "\n" ? lineEnd(scan, at) : take(scan, at);
  if (unit === "^") return at + 1 < text.value.length ? take(scan, at + 1) : at + 1;
  if (unit === "\n") return lineEnd(scan, at);
  if (unit === "&" || unit === "|") return scanOperator(scan, at, unit);
  if (unit === ">" || unit === "<") return skipRedirection(scan, at);
  if (unit === "(" && opensGroup(scan)) {
    flush(scan, scan.proof);
    scan.depth++;
    return at + 1;
  }
  if (unit === ")" && scan.depth > 0) {
    flush(scan, scan.proof);
    scan.depth--;
    return at + 1;
  }
  return take(scan, at);
}

function take(scan: Scan, at: number): number {
  scan.units.push(at);
  return at + 1;
}

function lineEnd(scan: Scan, at: number): number {
  scan.quoted = false;
  flush(scan, "proven");
  if (scan.depth === 0) scan.branched = false;
  return at + 1;
}

function scanOperator(scan: Scan, at: number, unit: string): number {
  const doubled = isAt(scan.text, at + 1, unit);
  flush(scan, doubled ? "likely" : "proven");
  return at + (doubled ? 2 : 1);
}

const written = (scan: Scan) => scan.units.map((index) => scan.text.value[index]).join("");

/** A parenthesis groups where a command may begin; anywhere else it is a letter like others. */
function opensGroup(scan: Scan): boolean {
  if (scan.units.length > 2000) return false;
  return /^[\s@]*$|^\s*@?if\s|\bdo\s*$|^\s*else\s*$/i.test(written(scan));
}

function skipRedirection(scan: Scan, at: number): number {
  const { text } = scan;
  const last = scan.units.at(-1);
  if (
    last !== undefined &&
    last === at - 1 &&
    /[0-9]/.test(text.value[last] ?? "") &&
    (last === 0 || isBlankAt(text, last - 1))
  )
    scan.units.pop();
  let next = at + 1;
  while (isAt(text, next, ">") || isAt(text, next, "&")) next++;
  next = skipBlanks(text, next);
  let quoted = false;
  for (; next < text.value.length; next++) {
    if (isAt(text, next, '"')) quoted = !quoted;
    else if (!quoted && (isBlankAt(text, next) || ["&", "|", ")", "<", ">"].some((unit) => isAt(text, next, unit))))
      break;
  }
  return next;
}

const IF =
  /^\s*@?if\s+(?:\/i\s+)?(?:not\s+)?(?:exist\s+(?:"[^"]*"|\S+)|defined\s+\S+|errorlevel\s+\d+|cmdextversion\s+\d+|(?:"[^"]*"|[^\s="]+)\s*(?:==|\s(?:equ|neq|lss|leq|gtr|geq)\s)\s*(?:"[^"]*"|\S+))/i;
const FOR = /^\s*@?for\s[^\n]{0,2000}?\sdo(?=\s|$)/i;

/** Ends the command that has been read; `next` is what the operator after it makes of the command that follows. */
function flush(scan: Scan, next: Proof): void {
  const whole = picked(scan.text, scan.units);
  scan.units = [];
  const header = IF.exec(whole.value)?.[0] ?? FOR.exec(whole.value)?.[0] ?? /^\s*else(?=\s|$)/i.exec(whole.value)?.[0];
  if (header !== undefined) scan.branched = true;
  const body = header === undefined ? whole : part(whole, header.length);
  const start = /^[\s@]*/.exec(body.value)?.[0].length ?? 0;
  const text = part(body, start);
  if (text.value.trim() !== "") scan.commands.push({ text, proof: scan.branched ? "likely" : scan.proof });
  scan.proof = next;
}

/** What `start` does with its arguments. */
export interface StartCommand {
  readonly command: Text;
  readonly waits: boolean;
}

const START_WITH_VALUE = new Set(["/d", "/node", "/affinity", "/machine"]);

/**
 * Reads what follows `start`: a first quoted argument is the title of a window, `/wait` (`/w`) waits, any other option, `/b` included, does not make it wait.
 *
 * @see https://learn.microsoft.com/windows-server/administration/windows-commands/start
 */
export function readStart(rest: Text): StartCommand {
  let waits = false;
  let titled = false;
  let at = skipBlanks(rest, 0);
  while (at < rest.value.length) {
    const end = rawEnd(rest, at);
    const word = rest.value.slice(at, end).toLowerCase();
    if (isAt(rest, at, '"') && !titled) titled = true;
    else if (!isAt(rest, at, "/")) break;
    else if (word === "/w" || word === "/wait") waits = true;
    at = skipBlanks(rest, START_WITH_VALUE.has(word) ? rawEnd(rest, skipBlanks(rest, end)) : end);
  }
  return { command: part(rest, at), waits };
}

function rawEnd(text: Text, from: number): number {
  let quoted = false;
  let at = from;
  for (; at < text.value.length && (quoted || !isBlankAt(text, at)); at++) if (isAt(text, at, '"')) quoted = !quoted;
  return at;
}

/** The commands that cmd itself carries out and that start nothing. */
export const CMD_BUILT_IN = new Set(
  "assoc break cd chdir cls color copy date del dir echo endlocal erase exit ftype goto md mkdir mklink move path pause popd prompt pushd rd rem ren rename rmdir set setlocal shift time title type ver verify vol".split(
    " ",
  ),
);
