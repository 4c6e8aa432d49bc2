import type { Proof } from "../effect.ts";
import { weaker } from "../proof.ts";
import { concat, concealed, part, standIn, type Text } from "../text.ts";
import { type CmdCommand, splitCommands } from "./cmd.ts";

/** What a batch file runs, in the order in which it is reached. */
export interface BatchReading {
  readonly commands: readonly CmdCommand[];
  readonly gaps: readonly string[];
}

/** A batch file longer than this (UTF-16 units) is not read. */
const LONGEST = 1024 * 1024;

/** So many commands are looked at, in all passes through subroutines together. */
const MOST_STEPS = 20_000;

/** Subroutines that call each other further than this. */
const DEEPEST = 16;

/** cmd takes no longer line. */
const LONGEST_VALUE = 8191;

/** So many units are put together in all: variables that double each other would fill the memory. */
const MOST_UNITS = 2_000_000;

interface Walk {
  readonly commands: readonly CmdCommand[];
  readonly labels: ReadonlyMap<string, number>;
  /** What variables hold where the walk has got to; undefined for one whose value is not known. */
  readonly variables: Map<string, Text | undefined>;
  readonly reached: Map<number, CmdCommand>;
  readonly entered: Set<string>;
  steps: number;
  units: number;
}

/**
 * The commands of a batch file that are reached from its first line, through `goto`, `call :label` and to `exit`, with the variables put in that it sets itself.
 * A command behind `if`, in a loop or after a conditional way out is likely at most.
 */
export function readBatch(script: Text): BatchReading {
  if (script.value.length > LONGEST) return { commands: [], gaps: ["the batch file is longer than is read"] };
  const commands = splitCommands(withoutComments(script));
  const labels = new Map<string, number>();
  commands.forEach(({ text }, at) => {
    const label = LABEL.exec(text.value)?.[1]?.toLowerCase();
    if (label !== undefined && !labels.has(label)) labels.set(label, at);
  });
  const walk: Walk = {
    commands,
    labels,
    variables: new Map(),
    reached: new Map(),
    entered: new Set(),
    steps: 0,
    units: 0,
  };
  walkFrom(walk, 0, "proven", 0);
  const cut = walk.steps > MOST_STEPS ? ["the batch file has more commands than are followed"] : [];
  return { commands: [...walk.reached.values()], gaps: cut };
}

const LABEL = /^\s*:([^\s:+,;=&|<>]+)/;

/** Without the lines that are comments, whatever operators stand in them, and without the returns before line feeds. */
function withoutComments(script: Text): Text {
  const kept: Text[] = [];
  for (const { index, 0: whole, 1: line = "" } of script.value.matchAll(/([^\r\n]*)(?:\r*\n|\r+|$)/g)) {
    if (whole === "" || /^\s*@?(?:rem(?=\s|$)|::)/i.test(line)) continue;
    const end = index + whole.length;
    kept.push(part(script, index, index + line.length));
    if (whole.endsWith("\n")) kept.push(part(script, end - 1, end));
  }
  return concat(kept);
}

/** Goes on from a command until the file or the subroutine ends. True where the whole file ended. */
function walkFrom(walk: Walk, from: number, given: Proof, depth: number): boolean {
  let proof = given;
  for (let at = from; at < walk.commands.length; at++) {
    const command = walk.commands[at];
    if (command === undefined || ++walk.steps > MOST_STEPS) return true;
    const sure = command.proof === "proven";
    const text = walk.units > MOST_UNITS ? command.text : substitute(command.text, walk.variables);
    walk.units += text.value.length;
    const [, word = "", rest = ""] = /^\s*@?([a-z]+)(?=[\s:/]|$)\s*([\s\S]*)$/i.exec(text.value) ?? [];
    const name = word.toLowerCase();
    const target = /^:?\s*([^\s:+,;=&|<>]+)/.exec(rest)?.[1]?.toLowerCase() ?? "";
    if (name === "set") assign(walk, text, sure);
    else if (name === "exit" || (name === "goto" && target === "eof")) {
      if (sure) return name === "exit" && !/\/b/i.test(rest);
      proof = weaker(proof, "likely");
    } else if (name === "goto") {
      const ended = enter(walk, target, weaker(proof, command.proof), depth);
      if (sure) return ended;
      proof = weaker(proof, "likely");
    } else if (name === "call" && /^\s*:/.test(rest)) {
      if (enter(walk, target, weaker(proof, command.proof), depth + 1) && sure) return true;
    } else reach(walk, at, { text, proof: weaker(proof, command.proof) });
  }
  return false;
}

/** A label is entered once as surely: a loop leads nowhere new. */
function enter(walk: Walk, label: string, proof: Proof, depth: number): boolean {
  const at = walk.labels.get(label);
  const key = `${label} ${proof}`;
  if (at === undefined || depth > DEEPEST || walk.entered.has(key)) return false;
  walk.entered.add(key);
  return walkFrom(walk, at + 1, proof, depth);
}

/** What is reached in several ways is as sure as the surest. */
function reach(walk: Walk, at: number, command: CmdCommand): void {
  const known = walk.reached.get(at);
  if (known === undefined || weaker(known.proof, command.proof) !== command.proof) walk.reached.set(at, command);
}

function assign(walk: Walk, text: Text, sure: boolean): void {
  const [head = "", options = "", quote = "", name = ""] =
    /^\s*@?set\s+((?:\/[ap]\s+)?)("?)([^="]+)=/i.exec(text.value) ?? [];
  if (name === "") return;
  const end = quote === "" ? text.value.length : text.value.lastIndexOf('"');
  const value = part(text, head.length, Math.max(head.length, end));
  const computed = options !== "" || !sure || value.value.length > LONGEST_VALUE;
  walk.variables.set(name.trim().toLowerCase(), computed ? undefined : value);
}

/** `%NAME%`, `!NAME!`, `%~dp0`, `%1`, `%*`, `%%i`: what the file itself does not say stays as spelled and unknown. */
const REFERENCE = /%%~?[a-z]*|%(?:~[a-z]*)?[\d*]|%([^%\s:&|<>]+)(:[^%\n]*)?%|!([^!\s:]+)(:[^!\n]*)?!/gi;

function substitute(text: Text, variables: ReadonlyMap<string, Text | undefined>): Text {
  const parts: Text[] = [];
  let from = 0;
  for (const { index, 0: whole, 1: percent, 2: cut, 3: marked, 4: markedCut } of text.value.matchAll(REFERENCE)) {
    const name = (percent ?? marked)?.toLowerCase();
    const spelled = part(text, index, index + whole.length);
    const value = cut === undefined && markedCut === undefined && name !== undefined ? variables.get(name) : undefined;
    // What `!` marks is a variable only where the file turned that on.
    if (value === undefined && marked !== undefined && !variables.has(marked.toLowerCase())) continue;
    parts.push(part(text, from, index), value === undefined ? concealed(spelled) : standIn(value, spelled));
    from = index + whole.length;
  }
  return from === 0 ? text : concat([...parts, part(text, from)]);
}
