import { managedCall, nativeCall } from "../code/installerCalls.ts";
import type { CodeCall, CodeReading, CodeStart, CodeWait } from "../code.ts";
import type { Awaited } from "../effect.ts";
import { isInstallerMutex } from "../mutex.ts";
import { spelledText } from "../text.ts";
import type { Assembly, Instruction, MethodName } from "./clr.ts";

/** So many methods are followed from one entry point, and so many instructions: no set-up program has as many. */
const MOST_METHODS = 2000;
const MOST_INSTRUCTIONS = 100_000;

interface Trip {
  readonly assembly: Assembly;
  readonly seen: Set<number>;
  readonly starts: (Omit<CodeStart, "awaited"> & { awaited: Awaited })[];
  readonly calls: CodeCall[];
  readonly waits: CodeWait[];
  readonly gaps: Set<string>;
  steps: number;
}

/**
 * What managed methods do, as far as their calls and strings tell: in what order a branch runs is not followed, so that nothing is more than likely.
 */
export function followManaged(assembly: Assembly, methods: readonly number[]): CodeReading {
  const trip: Trip = { assembly, seen: new Set(), starts: [], calls: [], waits: [], gaps: new Set(), steps: 0 };
  const open = [...methods];
  for (let method = open.shift(); method !== undefined; method = open.shift()) {
    if (trip.seen.has(method)) continue;
    if (trip.seen.size >= MOST_METHODS || trip.steps > MOST_INSTRUCTIONS) {
      trip.gaps.add(`its code leads through more than ${MOST_METHODS} methods or ${MOST_INSTRUCTIONS} instructions`);
      break;
    }
    trip.seen.add(method);
    const { method: name } = assembly.nameOf(method);
    const body = assembly.bodyOf(method);
    if (body === undefined) trip.gaps.add(`the code of ${name} could not be read`);
    else open.push(...followBody(trip, body));
    open.push(...assembly.continuations(name));
  }
  const { starts, calls, waits, gaps } = trip;
  return { starts, calls, waits, gaps: [...gaps] };
}

/** What a body has put together so far: the strings since the last call that took some, and what a ProcessStartInfo was given. */
interface Hands {
  strings: string[];
  file: string | undefined;
  rest: string | undefined;
  mutex: boolean;
}

/** Follows the instructions of a method. Returns the methods of the assembly that it calls. */
function followBody(trip: Trip, body: readonly Instruction[]): readonly number[] {
  const hands: Hands = { strings: [], file: undefined, rest: undefined, mutex: false };
  const called: number[] = [];
  for (const instruction of body) {
    if (++trip.steps > MOST_INSTRUCTIONS) break;
    if (instruction.kind === "string") {
      hands.strings.push(instruction.value);
      continue;
    }
    if (instruction.own !== undefined) called.push(instruction.own);
    followCall(trip, instruction.target, hands);
  }
  return called;
}

const DTF = /^(?:WixToolset\.Dtf|Microsoft\.Deployment)\.WindowsInstaller\./;

function followCall(trip: Trip, { type, method, library }: MethodName, hands: Hands): void {
  // What is found under a name is not known, but the name says something.
  if (method === "get_Item" && hands.strings.length > 0) hands.strings.push(`\${${hands.strings.pop()}}`);
  else if (library !== undefined) ofNative(trip, library, method);
  else if (DTF.test(type)) ofDtf(trip, type.replace(DTF, ""), method);
  else if (type === "System.Diagnostics.ProcessStartInfo") ofStartInfo(method, hands);
  else if (type === "System.Diagnostics.Process") ofProcess(trip, method, hands);
  else if (type === "System.Threading.Mutex" || type === "System.Threading.WaitHandle") ofMutex(trip, method, hands);
  // What joins texts hands on the strings; anything else may have taken them.
  else if (!/^System\.(?:String|Text\.StringBuilder|IO\.Path)$/.test(type)) hands.strings = [];
}

const happening = (call: string) => ({ whole: spelledText(call), proof: "likely", compiled: true }) as const;

function ofNative(trip: Trip, library: string, method: string): void {
  const found = library === "msi.dll" ? nativeCall(method, []) : undefined;
  if (found !== undefined) trip.calls.push({ ...happening(found.call), ...found });
  else if (/^(?:CreateProcess|ShellExecute|WinExec)/.test(method))
    trip.gaps.add(`it calls ${method}, and what that starts is not followed`);
}

function ofDtf(trip: Trip, type: string, method: string): void {
  const found = type === "Installer" ? managedCall(method, []) : undefined;
  if (found !== undefined) trip.calls.push({ ...happening(found.call), ...found });
  if (type === "Transaction" && (method === ".ctor" || method === "Join"))
    trip.calls.push({
      ...happening("Transaction"),
      api: "installs",
      operation: "unknown",
      call: "Transaction",
      package: "",
      runsIn: "own",
    });
}

/** What stands for a part that is not known. */
const UNKNOWN = `$\{…}`;

/** Strings that were put together with something that is not known between them. */
const together = (strings: readonly string[]) => (strings.length === 0 ? undefined : strings.join(UNKNOWN));

function ofStartInfo(method: string, hands: Hands): void {
  const { strings } = hands;
  if (method === ".ctor") {
    hands.file = strings[0];
    hands.rest = together(strings.slice(1));
  } else if (method === "set_FileName") hands.file = together(strings);
  else if (method === "set_Arguments") hands.rest = together(strings);
  else return;
  hands.strings = [];
}

function ofProcess(trip: Trip, method: string, hands: Hands): void {
  const last = trip.starts.at(-1);
  if (method === "WaitForExit" && last !== undefined) last.awaited = "yes";
  if (method !== "Start") return;
  const file = hands.file ?? hands.strings[0];
  const rest = hands.rest ?? (hands.file === undefined ? together(hands.strings.slice(1)) : undefined) ?? UNKNOWN;
  hands.strings = [];
  const program = file ?? UNKNOWN;
  const arguments_ = spelledText(rest);
  trip.starts.push({
    ...happening(`${program} ${rest}`),
    program: spelledText(program),
    arguments: arguments_,
    how: "shell",
    awaited: "no",
  });
}

function ofMutex(trip: Trip, method: string, hands: Hands): void {
  if (hands.strings.some(isInstallerMutex)) hands.mutex = true;
  if (method === "WaitOne" && hands.mutex)
    trip.waits.push({ ...happening("Mutex.WaitOne"), call: "Mutex.WaitOne", wait: "unknown" });
}
