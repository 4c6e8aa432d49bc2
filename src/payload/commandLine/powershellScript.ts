import type { CodeReading } from "../code.ts";
import type { Awaited } from "../effect.ts";
import { weaker } from "../proof.ts";
import { concat, concealed, isPartlyHidden, type Text } from "../text.ts";
import { isTable, joinValues, listValues, parametersOf } from "./powershellLists.ts";
import { download, downloaded, invokeMethod, objectOf, readMethods } from "./powershellObjects.ts";
import { installPackage, startByClass, startItem, startMsiProcess, startProcess } from "./powershellStart.ts";
import { type Item, isVariable, type Pipeline, parsePowerShell } from "./powershellSyntax.ts";
import {
  type Around,
  type Context,
  expressionText,
  itemValue,
  joined,
  requote,
  spaced,
  variableName,
  waitsAfter,
  wordOf,
} from "./powershellValues.ts";

/** A script longer than this (UTF-16 units) is not read. */
const LONGEST = 1024 * 1024;

/** So many commands are looked at, those of functions each time they are called. */
const MOST_STEPS = 50_000;

/** What a script does that matters here: programs that it starts, calls of the installer API, waits for its mutex; in blocks and in functions that it calls too. */
export function readScript(script: Text): CodeReading {
  const context: Context = {
    starts: [],
    calls: [],
    waits: [],
    gaps: [],
    variables: new Map(),
    tables: new Map(),
    objects: new Map(),
    functions: new Map(),
    running: [],
    downloads: new Map(),
    waitedFor: namesWaitedFor(script.value),
    names: {
      chains: /\|\||&&/.test(script.value),
      waitProcess: /wait-process/i.test(script.value),
      mutex: /_msiexecute/i.test(script.value),
      products: /\bwin32_product\b/i.test(script.value),
    },
    expressions: 0,
    steps: 0,
    units: 0,
  };
  if (script.value.length > LONGEST) return { ...context, gaps: ["the script is longer than is read"] };
  readPipelines(parsePowerShell(script), { proof: "proven", piped: false, waits: false }, context);
  if (context.steps > MOST_STEPS) context.gaps.push("the script has more commands than are followed");
  const { starts, calls, waits, gaps } = context;
  const asked = context.names.products && !calls.some(({ call }) => call.startsWith("Win32_Product"));
  if (asked) gaps.push("what the script does with Win32_Product is not followed");
  return { starts, calls, waits, gaps: [...new Set(gaps)] };
}

function namesWaitedFor(script: string): ReadonlySet<string> {
  return new Set(Array.from(script.matchAll(/(\$[\w:]+)\.waitforexit/gi), ([, name = ""]) => name.toLowerCase()));
}

function readPipelines(pipelines: readonly Pipeline[], { proof, waits }: Around, context: Context): void {
  for (const pipeline of pipelines) {
    if (++context.steps > MOST_STEPS) return;
    const waitsHere = waits || pipeline.slice(1).some((command) => /^wait-process$/i.test(wordOf(command[0]) ?? ""));
    pipeline.forEach((command, index) => {
      readCommand(command, { proof, piped: index < pipeline.length - 1, waits: waitsHere }, context);
    });
    // What follows in this block is not reached. In `a || exit` it may be: with such chains the end is not taken for one.
    if (!context.names.chains && END.test(wordOf(pipeline[0]?.[0]) ?? "")) return;
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

/** A definition runs nothing; its body counts where the function is called. */
const defineFunction: Reader = (items, _, context) => {
  const [name, ...rest] = items;
  const called = name?.kind === "word" ? name.text.value.toLowerCase() : "";
  const groups = rest.flatMap((item) => (item.kind === "group" ? [item] : []));
  const body = groups.find(({ open }) => open === "{");
  if (called === "" || body === undefined) return;
  const list = groups.find(({ open }) => open === "(")?.pipelines[0]?.[0] ?? parameterList(body.pipelines);
  const parameters = list.flatMap((item) => variableName(wordOf(item) ?? "") ?? []);
  context.functions.set(called, { parameters, body: body.pipelines });
};

/** `param([string]$Path, $Arguments)` at the top of a body. */
function parameterList(body: readonly Pipeline[]): readonly Item[] {
  for (const [command] of body) {
    const [first, group] = command ?? [];
    if (/^param$/i.test(wordOf(first) ?? "") && group?.kind === "group")
      return group.pipelines.flatMap(([one]) => one ?? []);
  }
  return [];
}

/** Functions that call each other further than this. */
const DEEPEST_CALL = 12;

/** Carries a function out, with what it is given put into its parameters. */
function callFunction(name: string, items: readonly Item[], around: Around, context: Context): void {
  const called = context.functions.get(name);
  if (called === undefined || context.running.includes(name) || context.running.length >= DEEPEST_CALL) return;
  const before = new Map(context.variables);
  // Keeping what all the variables hold is work too.
  context.steps += Math.ceil(before.size / 20);
  for (const parameter of called.parameters) context.variables.delete(parameter);
  const positions = [...called.parameters];
  for (let at = 0; at < items.length; at++) {
    const given = /^-(\w+):?$/.exec(wordOf(items[at]) ?? "")?.[1]?.toLowerCase();
    const parameter = given === undefined ? positions.shift() : `$${given}`;
    const value = itemValue(items[given === undefined ? at : ++at], context);
    if (given !== undefined && positions.includes(`$${given}`)) positions.splice(positions.indexOf(`$${given}`), 1);
    if (parameter !== undefined && value !== undefined) context.variables.set(parameter, value);
  }
  context.running.push(name);
  readPipelines(called.body, { ...around, piped: false }, context);
  context.running.pop();
  context.variables.clear();
  for (const [variable, value] of before) context.variables.set(variable, value);
}

/** A list of parameters; what follows it in the same line is a command of its own. */
const afterParameters: Reader = (items, around, context) => {
  if (items[0]?.kind === "group" && items.length > 1) readCommand(items.slice(1), around, context);
};

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...["start-process", "saps", "start"].map((name): [string, Reader] => [name, startProcess]),
  ...["invoke-item", "ii"].map((name): [string, Reader] => [name, startItem]),
  ...["invoke-expression", "iex"].map((name): [string, Reader] => [name, readExpression]),
  ...["[diagnostics.process]::start", "[system.diagnostics.process]::start"].map((name): [string, Reader] => [
    name,
    startByClass,
  ]),
  ...["function", "filter"].map((name): [string, Reader] => [name, defineFunction]),
  ...["invoke-command", "icm"].map((name): [string, Reader] => [name, inCommand]),
  ...["exit", "return", "throw"].map((name): [string, Reader] => [name, atEnd]),
  ...["invoke-webrequest", "iwr", "wget", "curl", "invoke-restmethod", "start-bitstransfer"].map(
    (name): [string, Reader] => [name, download],
  ),
  ...["invoke-cimmethod", "invoke-wmimethod"].map((name): [string, Reader] => [name, invokeMethod]),
  ...["install-package", "uninstall-package"].map((name): [string, Reader] => [name, installPackage]),
  ...["start-adtmsiprocess", "execute-msi"].map((name): [string, Reader] => [name, startMsiProcess]),
  ["param", afterParameters],
  ...["try", "finally", "[void]"].map((name): [string, Reader] => [name, readGroups]),
]);

/** Aliases that start no program, beside every cmdlet: Verb-Noun. What stands in a block after any of them may run or not. */
const HARMLESS = new Set(
  "if elseif else while for foreach do switch catch trap cat cd copy cp del dir echo exit gc gci gcm gi gm gp gv gwmi gcim icm ipmo irm kill param begin process end ls md mkdir move mv ni popd ps pushd rd return ren ri rm rmdir sal sc select set sl sleep sort spps spsv sasv sv tee throw type where write ? %".split(
    " ",
  ),
);

function readCommand(command: readonly Item[], around: Around, context: Context): void {
  const [first, second] = command;
  const word = wordOf(first)?.toLowerCase();
  readMethods(command, around, context);
  if (second?.kind === "assign") readAssignment(command, around, context);
  else if (wordOf(second) === "+=") append(command, context);
  else if (word !== undefined && context.functions.has(word)) callFunction(word, command.slice(1), around, context);
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
  const spelled = wordOf(command[0]) ?? "";
  const name = variableName(spelled) ?? spelled.toLowerCase();
  const value = command.slice(2);
  const text = isText(value) ? joinValues(value, context) : expressionText(value, context);
  const object = objectOf(value, context);
  for (const kept of [context.variables, context.tables, context.objects]) kept.delete(name);
  if (object !== undefined) context.objects.set(name, object);
  const [only] = value;
  if (only?.kind === "group" && isTable(only)) context.tables.set(name, parametersOf(only));
  // What is set under a condition is one value of several.
  else if (text !== undefined && around.proof === "proven") context.variables.set(name, text);
  else if (text === undefined)
    readCommand(value, { ...around, waits: around.waits || context.waitedFor.has(name) }, context);
}

/** `$args += " /qn"`. */
function append(command: readonly Item[], context: Context): void {
  const name = variableName(wordOf(command[0]) ?? "") ?? "";
  const before = context.variables.get(name);
  const more = expressionText(command.slice(2), context);
  if (before === undefined) return;
  const text = more === undefined ? undefined : joined([before, more], context);
  if (text === undefined) context.variables.delete(name);
  else context.variables.set(name, text);
}

/** True for a text, a list of texts and a text put together from others; a call is none. */
function isText([first, second]: readonly Item[]): boolean {
  if (first?.kind === "group") return first.raw.value.startsWith("@(") && second === undefined;
  return first?.kind === "word" && first.quoted && second?.kind !== "group";
}

/** PowerShell waits for console programs; for those with windows, as msiexec and most set-up programs are, only where their output is piped on. */
function startNative(command: readonly Item[], around: Around, context: Context): void {
  const named = itemValue(command[0], context);
  const program = named === undefined ? undefined : downloaded(named, context);
  if (program === undefined || isVariable(program.value))
    context.gaps.push("PowerShell runs a program that the script computes");
  if (program === undefined || program.value === "") return;
  const words = command.slice(1).flatMap((item) => argumentsOf(item, context));
  const awaited: Awaited = around.piped || around.waits || context.names.waitProcess ? "yes" : "unknown";
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
        : [concealed(item.raw)];
  if (item.kind !== "word") return [];
  const splatted = /^@(\w+)$/.exec(wordOf(item) ?? "")?.[1]?.toLowerCase();
  if (splatted !== undefined) return [context.variables.get(`$${splatted}`) ?? concealed(item.raw)];
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
