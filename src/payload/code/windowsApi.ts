import type { Awaited } from "../effect.ts";
import { isInstallerMutex } from "../mutex.ts";
import { nativeCall } from "./installerCalls.ts";
import type { Expression } from "./routine.ts";
import { type Asked, type Frame, type Known, noteAwaited, noteCall, noteStart, noteWait, type Run } from "./run.ts";
import { formatted, passedOn } from "./texts.ts";
import { joined, textsOf, textValue, unknownValue, type Value } from "./values.ts";
import { lookUp, setMember, setVariable, startedBy } from "./variables.ts";

/** What C and C++ do with installations and processes through the functions of Windows. */
export const WINDOWS: Known = { call: windowsCall, creation: () => undefined };

/** What a known function of Windows, of the C library, or of WiX's custom action libraries does. */
export function windowsCall(run: Run, frame: Frame, asked: Asked): Value | undefined {
  const { call, args } = asked;
  const installer = nativeCall(asked.name, args);
  if (installer !== undefined) {
    noteCall(run, frame, call.span, installer);
    return unknownValue(`${asked.name}()`);
  }
  const name = asked.name.replace(/[AW]$/, "");
  return (
    STARTS[name]?.(run, frame, asked) ??
    ofWaiting(run, frame, asked, name) ??
    ofTexts(run, frame, asked, name) ??
    ofLookingUp(run, frame, asked, name)
  );
}

type Start = (run: Run, frame: Frame, asked: Asked) => Value;

const NO_VALUE = textValue("");

/** CreateProcess takes a program, a command line, or both; the process handle comes back in the last argument. */
function creates(application: number, command: number): Start {
  return (run, frame, { call, args }) => {
    const program = args[application] ?? NO_VALUE;
    const line = args[command] ?? NO_VALUE;
    const named = textsOf(program).some((text) => text !== "");
    const started = named
      ? noteStart(run, frame, call.span, { program, rest: withoutProgram(line), how: "process" })
      : noteStart(run, frame, call.span, { program: line, rest: undefined, how: "process" });
    setOut(run, frame, call.arguments.at(-1), "hProcess", started);
    return started;
  };
}

/** The command line begins with the name of the program once more. */
function withoutProgram(line: Value): Value {
  return line.kind === "text"
    ? textValue(...line.texts.map((text) => text.replace(/^\s*(?:"[^"]*"|\S+)\s*/, "")))
    : line;
}

function setOut(run: Run, frame: Frame, argument: Expression | undefined, member: string, value: Value): void {
  const of = argument?.kind === "address" ? argument.of : argument;
  if (of?.kind === "name") setMember(run, lookUp(run, frame, of.path), member, value);
}

const commandLine =
  (index: number, awaited: Awaited, before = ""): Start =>
  (run, frame, { call, args }) => {
    const line = args[index] ?? NO_VALUE;
    const program = before === "" ? line : joined([textValue(before), line]);
    const started = noteStart(run, frame, call.span, { program, rest: undefined, how: "process" });
    if (started.kind === "started") noteAwaited(run, frame, started.index, awaited);
    return started;
  };

const opens =
  (file: number, parameters: number): Start =>
  (run, frame, { call, args }) =>
    noteStart(run, frame, call.span, {
      program: args[file] ?? NO_VALUE,
      rest: args[parameters] ?? NO_VALUE,
      how: "shell",
    });

/** The structure names file and parameters, and gets the process. */
const opensEx: Start = (run, frame, { call, args }) => {
  const [first] = call.arguments;
  const of = first?.kind === "address" ? first.of : first;
  const member = (name: string) =>
    of?.kind === "name" ? lookUp(run, frame, `${of.path}.${name}`) : unknownValue(name);
  const rest = member("lpParameters");
  const started = noteStart(run, frame, call.span, {
    program: member("lpFile"),
    rest: rest.kind === "unknown" && rest.name.endsWith(".lpParameters") ? NO_VALUE : rest,
    how: "shell",
  });
  if (args[0] !== undefined) setMember(run, args[0], "hProcess", started);
  return started;
};

/** _spawnl waits where its mode says so; its arguments begin with the name of the program once more. */
const spawns: Start = (run, frame, { call, args }) => {
  const rest = args.slice(3).flatMap((value, at) => (at === 0 ? [value] : [textValue(" "), value]));
  const started = noteStart(run, frame, call.span, {
    program: args[1] ?? NO_VALUE,
    rest: joined(rest),
    how: "process",
  });
  const mode = args[0]?.kind === "unknown" ? args[0].name : "";
  const awaited = /P_WAIT$/.test(mode) ? "yes" : /P_(?:NOWAITO?|DETACH)$/.test(mode) ? "no" : "unknown";
  if (started.kind === "started") noteAwaited(run, frame, started.index, awaited);
  return started;
};

/**
 * Functions that start a program, without the A or W that ends them.
 *
 * QuietExec, ProcExec and ShelExec are those of WiX's wcautil and dutil.
 */
const STARTS: Readonly<Record<string, Start>> = {
  CreateProcess: creates(0, 1),
  CreateProcessAsUser: creates(1, 2),
  CreateProcessWithLogon: creates(4, 5),
  CreateProcessWithToken: creates(2, 3),
  ShellExecute: opens(2, 3),
  ShellExecuteEx: opensEx,
  WinExec: commandLine(0, "no"),
  system: commandLine(0, "yes", "cmd /c "),
  _wsystem: commandLine(0, "yes", "cmd /c "),
  _tsystem: commandLine(0, "yes", "cmd /c "),
  _popen: commandLine(0, "unknown", "cmd /c "),
  _wpopen: commandLine(0, "unknown", "cmd /c "),
  _spawnl: spawns,
  _spawnlp: spawns,
  _wspawnl: spawns,
  _wspawnlp: spawns,
  _tspawnl: spawns,
  _tspawnlp: spawns,
  QuietExec: commandLine(0, "yes"),
  QuietExecEx: commandLine(0, "yes"),
  ShelExec: opens(0, 1),
  ProcExec: (run, frame, { call, args }) => {
    const started = noteStart(run, frame, call.span, {
      program: args[0] ?? NO_VALUE,
      rest: args[1] ?? NO_VALUE,
      how: "process",
    });
    const last = call.arguments.at(-1);
    if (last?.kind === "address" && last.of.kind === "name") setVariable(run, frame, last.of.path, started);
    return started;
  },
};

const LONG_ENOUGH = 30_000;

/** True for the name of the mutex that Windows Installer holds while it installs. */
export function namesMutex(value: Value): boolean {
  return textsOf(value).some(isInstallerMutex);
}

function ofWaiting(run: Run, frame: Frame, { call: { span }, args }: Asked, name: string): Value | undefined {
  if (/^(?:Open|Create)Mutex(?:Ex)?$/.test(name)) return args.some(namesMutex) ? { kind: "mutex" } : undefined;
  const several = /^(?:Msg)?WaitForMultipleObjects(?:Ex)?$/.test(name);
  if (!several && !/^(?:WaitForSingleObject(?:Ex)?|ProcWaitForCompletion|AtlWaitWithMessageLoop)$/.test(name))
    return undefined;
  const limit = name === "AtlWaitWithMessageLoop" ? undefined : several ? args[3] : args[1];
  for (const value of args) {
    if (value.kind === "mutex") noteMutexWait(run, frame, span, name, limit);
    const started = startedBy(run, value);
    if (started !== undefined) noteAwaited(run, frame, started.index, isEndless(limit) ? "yes" : "unknown");
  }
  return unknownValue(`${name}()`);
}

/** INFINITE, or so long that an installation has failed for another one by then. */
function isEndless(limit: Value | undefined): boolean {
  if (limit?.kind === "number") return limit.value >= LONG_ENOUGH;
  return limit === undefined || (limit.kind === "unknown" && /INFINITE$/i.test(limit.name));
}

/** A wait of no time only looks. */
function noteMutexWait(
  run: Run,
  frame: Frame,
  span: Asked["call"]["span"],
  name: string,
  limit: Value | undefined,
): void {
  if (limit?.kind === "number" && limit.value !== 0xffffffff) {
    if (limit.value !== 0) noteWait(run, frame, span, name, "bounded");
    return;
  }
  noteWait(run, frame, span, name, limit?.kind === "number" || isEndless(limit) ? "forever" : "unknown");
}

/** Functions that write a text into their first argument: which argument is the text, whether the rest is put into it, whether it is added. */
const WRITES: readonly (readonly [name: RegExp, text: number, how: "copy" | "format" | "add"])[] = [
  [/^(?:lstrcpy|strcpy|wcscpy|_tcscpy)$/, 1, "copy"],
  [/^(?:StringC[cb]hCopy|strcpy_s|wcscpy_s|_tcscpy_s|lstrcpyn)$/, 2, "copy"],
  [/^(?:lstrcat|strcat|wcscat|_tcscat|PathAppend)$/, 1, "add"],
  [/^(?:StringC[cb]hCat|strcat_s|wcscat_s|_tcscat_s)$/, 2, "add"],
  // Those of WiX's dutil.
  [/^StrAllocString$/, 1, "copy"],
  [/^StrAllocConcat$/, 1, "add"],
  [/^StrAllocFormatted$/, 1, "format"],
  [/^(?:wsprintf|sprintf|_stprintf)$/, 1, "format"],
  [
    /^(?:StringC[cb]hPrintf|s?w?printf_s|swprintf|swprintf_s|sprintf_s|_stprintf_s|_snwprintf|_snprintf|snprintf|_sntprintf)$/,
    2,
    "format",
  ],
];

function ofTexts(run: Run, frame: Frame, asked: Asked, name: string): Value | undefined {
  const { call, args, receiver } = asked;
  if (receiver !== undefined) return ofTextObject(run, frame, asked, receiver);
  const found = WRITES.find(([pattern]) => pattern.test(name));
  const [first] = call.arguments;
  const target = first?.kind === "address" ? first.of : first;
  if (found === undefined || target?.kind !== "name") return ofProperty(run, frame, asked, name);
  const [, index, how] = found;
  // StrSafe and the _s functions of templates leave out the size of an array.
  const at = args[index]?.kind === "text" || args[index - 1]?.kind !== "text" || index === 1 ? index : index - 1;
  const text = args[at] ?? unknownValue("?");
  const value = how === "format" ? (formatted(args.slice(at), "c") ?? unknownValue("?")) : text;
  const separator = name === "PathAppend" ? [textValue("\\")] : [];
  setVariable(
    run,
    frame,
    target.path,
    how === "add" ? joined([lookUp(run, frame, target.path), ...separator, value]) : value,
  );
  return unknownValue(`${name}()`);
}

/** `cmd.Format(…)`, `cmd.append(…)` and `cmd.c_str()`. */
function ofTextObject(run: Run, frame: Frame, { call, name, args }: Asked, receiver: Value): Value | undefined {
  const path = call.receiver?.kind === "name" ? call.receiver.path : undefined;
  if (path !== undefined && name === "Format")
    setVariable(run, frame, path, formatted(args, "c") ?? unknownValue(path));
  else if (path !== undefined && /^(?:append|Append|push_back)$/.test(name) && args[0] !== undefined)
    setVariable(run, frame, path, joined([receiver.kind === "text" ? receiver : NO_VALUE, args[0]]));
  else return passedOn(name, receiver, args);
  return unknownValue(`${name}()`);
}

/** A property of the session that is read into a buffer: what the buffer holds is not known, but its name says more than that of the buffer. */
function ofProperty(run: Run, frame: Frame, { call, args }: Asked, name: string): Value | undefined {
  const [index, target] = /^MsiGetProperty$/.test(name)
    ? [1, 2]
    : /^WcaGet(?:Formatted)?Property$/.test(name)
      ? [0, 1]
      : [-1, -1];
  const argument = call.arguments[target];
  const of = argument?.kind === "address" ? argument.of : argument;
  if (of?.kind !== "name") return undefined;
  const property = args[index] === undefined ? "" : (textsOf(args[index])[0] ?? "");
  setVariable(run, frame, of.path, unknownValue(property, `${++run.ids}`));
  return unknownValue(`${name}()`);
}

/** A function of msi.dll that is looked up by its name is called later, through the pointer. */
function ofLookingUp(run: Run, frame: Frame, { args }: Asked, name: string): Value | undefined {
  if (name !== "GetProcAddress") return undefined;
  const [looked] = args[1] === undefined ? [] : textsOf(args[1]);
  if (looked === undefined || args[1]?.kind !== "text") {
    run.gaps.add(`which function it looks up with GetProcAddress is not known (${frame.routine.name})`);
    return undefined;
  }
  return { kind: "function", name: looked };
}
