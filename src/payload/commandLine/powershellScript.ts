import type { Awaited } from "../effect.ts";
import { weaker } from "../proof.ts";
import { concat, isPartlyHidden, type Text } from "../text.ts";
import { hidden, isTable, joinValues, listValues, parametersOf } from "./powershellLists.ts";
import { startByClass, startItem, startProcess } from "./powershellStart.ts";
import { type Item, isVariable, type Pipeline, parsePowerShell } from "./powershellSyntax.ts";
import {
  type Around,
  type Context,
  itemValue,
  requote,
  type ScriptReading,
  spaced,
  waitsAfter,
  wordOf,
} from "./powershellValues.ts";

/** What a script given on the command line starts: plain commands, `&`, Start-Process and its aliases, in blocks too. */
export function readScript(script: Text): ScriptReading {
  const context: Context = {
    starts: [],
    gaps: [],
    variables: new Map(),
    tables: new Map(),
    script: script.value,
    expressions: 0,
  };
  readPipelines(parsePowerShell(script), { proof: "proven", piped: false, waits: false }, context);
  if (/\bwin32_product\b/i.test(script.value))
    context.gaps.push("what the script does with Win32_Product is not followed");
  return context;
}

function readPipelines(pipelines: readonly Pipeline[], { proof, waits }: Around, context: Context): void {
  for (const pipeline of pipelines) {
    const waitsHere = waits || pipeline.slice(1).some((command) => /^wait-process$/i.test(wordOf(command[0]) ?? ""));
    pipeline.forEach((command, index) => {
      readCommand(command, { proof, piped: index < pipeline.length - 1, waits: waitsHere }, context);
    });
  }
}

function readGroups(command: readonly Item[], around: Around, context: Context): void {
  const waits = around.waits || waitsAfter(command);
  for (const item of command)
    if (item.kind === "group" && !isTable(item)) readPipelines(item.pipelines, { ...around, waits }, context);
}

type Reader = (items: readonly Item[], around: Around, context: Context) => void;

const inBranch: Reader = (items, around, context) => {
  readGroups(items, { ...around, proof: weaker(around.proof, "likely") }, context);
};

/** What stands in parentheses is carried out before the cmdlet is; what stands in a block may be or not. */
const inArguments: Reader = (items, around, context) => {
  for (const item of items)
    (item.kind === "group" && item.open === "(" ? readGroups : inBranch)([item], around, context);
};

/** A block that is run here, unless another computer is named. */
const inCommand: Reader = (items, around, context) => {
  const elsewhere = items.some((item) =>
    /^-(?:computername|cn|session|hostname|vmname|containerid)/i.test(wordOf(item) ?? ""),
  );
  if (elsewhere) context.gaps.push("what Invoke-Command runs on another computer is not followed");
  else readGroups(items, around, context);
};

/** `exit (Start-Process … -Wait).ExitCode` and `return msiexec /i x.msi` run what follows them. */
const atEnd: Reader = (items, around, context) => {
  const from = items.findIndex((item) => !END.test(wordOf(item) ?? ""));
  const rest = from < 0 ? [] : items.slice(from);
  if (rest[0]?.kind === "group") readGroups(rest, around, context);
  else if (rest.length > 0) readCommand(rest, around, context);
};

/** Words after which a command may stand; a text may repeat them as often as it likes. */
const END = /^(?:exit|return|throw)$/i;

const inFunction: Reader = (items, around, context) => {
  readGroups(items, { ...around, proof: "possible" }, context);
};

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...["start-process", "saps", "start"].map((name): [string, Reader] => [name, startProcess]),
  ...["invoke-item", "ii"].map((name): [string, Reader] => [name, startItem]),
  ...["invoke-expression", "iex"].map((name): [string, Reader] => [name, readExpression]),
  ...["[diagnostics.process]::start", "[system.diagnostics.process]::start"].map((name): [string, Reader] => [
    name,
    startByClass,
  ]),
  ...["function", "filter"].map((name): [string, Reader] => [name, inFunction]),
  ...["invoke-command", "icm"].map((name): [string, Reader] => [name, inCommand]),
  ...["exit", "return", "throw"].map((name): [string, Reader] => [name, atEnd]),
  ...["try", "finally", "[void]"].map((name): [string, Reader] => [name, readGroups]),
]);

/** Aliases that start no program, beside every cmdlet: Verb-Noun. What stands in a block after any of them may run or not. */
const HARMLESS = new Set(
  "if elseif else while for foreach do switch catch trap cat cd copy cp curl del dir echo exit gc gci gcm gi gm gp gv gwmi gcim icm ipmo irm iwr kill ls md mkdir move mv ni popd ps pushd rd return ren ri rm rmdir sal sc select set sl sleep sort spps spsv sasv sv tee throw type wget where write ? %".split(
    " ",
  ),
);

function readCommand(command: readonly Item[], around: Around, context: Context): void {
  const [first, second] = command;
  const word = wordOf(first)?.toLowerCase();
  if (second?.kind === "assign") readAssignment(command, around, context);
  else if (first?.kind === "call" && second?.kind !== "group") startNative(command.slice(1), around, context);
  else if (first?.kind === "call" || first?.kind === "group") readGroups(command, around, context);
  else if (word !== undefined && !/^(?:\$|[\d.-])/.test(word)) {
    const reader = READERS.get(word);
    if (reader !== undefined) reader(command.slice(1), around, context);
    else if (/^[a-z]+-[a-z][a-z\d]*$/.test(word)) inArguments(command, around, context);
    else if (HARMLESS.has(word) || word.startsWith("[")) inBranch(command, around, context);
    else startNative(command, around, context);
  }
}

function readAssignment(command: readonly Item[], around: Around, context: Context): void {
  const name = wordOf(command[0])?.toLowerCase() ?? "";
  const value = command.slice(2);
  context.variables.delete(name);
  context.tables.delete(name);
  const [only] = value;
  if (only?.kind === "group" && isTable(only)) context.tables.set(name, parametersOf(only));
  else if (isText(value)) context.variables.set(name, joinValues(value, context));
  else
    readCommand(
      value,
      { ...around, waits: around.waits || context.script.toLowerCase().includes(`${name}.waitforexit`) },
      context,
    );
}

/** True for a text, a list of texts and a text put together from others; a call is none. */
function isText([first, second]: readonly Item[]): boolean {
  if (first?.kind === "group") return first.raw.value.startsWith("@(") && second === undefined;
  return first?.kind === "word" && first.quoted && second?.kind !== "group";
}

/** PowerShell waits for console programs; for those with windows, as msiexec and most set-up programs are, only where their output is piped on. */
function startNative(command: readonly Item[], around: Around, context: Context): void {
  const program = itemValue(command[0], context);
  if (program === undefined || isVariable(program.value))
    context.gaps.push("PowerShell runs a program that the script computes");
  if (program === undefined || program.value === "") return;
  const words = command.slice(1).flatMap((item) => argumentsOf(item, context));
  const awaited: Awaited = around.piped || around.waits || /wait-process/i.test(context.script) ? "yes" : "unknown";
  const args = spaced(words, program);
  context.starts.push({
    program,
    arguments: args,
    whole: concat([program, args]),
    how: "process",
    awaited,
    // A block is handed over without its braces: `msiexec /x {GUID}` then names no product.
    proof: command.some((item) => item.kind === "group" && item.open === "{") ? "possible" : around.proof,
  });
}

function argumentsOf(item: Item, context: Context): readonly Text[] {
  if (item.kind === "group")
    return item.open === "{"
      ? [item.raw]
      : item.raw.value.startsWith("@")
        ? listValues([item], context)
        : [hidden(item.raw)];
  if (item.kind !== "word") return [];
  const splatted = /^@(\w+)$/.exec(wordOf(item) ?? "")?.[1]?.toLowerCase();
  if (splatted !== undefined) return [context.variables.get(`$${splatted}`) ?? hidden(item.raw)];
  return [requote(itemValue(item, context) ?? item.text)];
}

/** Texts that a text on the command line runs in turn are read this many times: one may run itself. */
const MOST_EXPRESSIONS = 8;

function readExpression(items: readonly Item[], around: Around, context: Context): void {
  const text = itemValue(items[0], context);
  if (text === undefined || isPartlyHidden(text) || context.expressions >= MOST_EXPRESSIONS) {
    context.gaps.push("Invoke-Expression runs a text that the script computes");
    return;
  }
  context.expressions++;
  readPipelines(parsePowerShell(text), around, context);
}
