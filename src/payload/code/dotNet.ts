import type { Awaited, InstallerOperation } from "../effect.ts";
import { managedCall } from "./installerCalls.ts";
import type { Creation } from "./routine.ts";
import { type Asked, type Frame, type Known, noteAwaited, noteCall, noteStart, noteWait, type Run } from "./run.ts";
import { formatted, passedOn } from "./texts.ts";
import { joined, textsOf, textValue, unknownValue, type Value } from "./values.ts";
import { idOf, memberOf, setMember, setVariable, startedBy } from "./variables.ts";
import { namesMutex, windowsCall } from "./windowsApi.ts";

/** What .NET and DTF do with installations, and how .NET puts texts together. */
export const DOT_NET: Known = { call, creation };

function call(run: Run, frame: Frame, asked: Asked): Value | undefined {
  const { owner } = asked;
  const last = owner.slice(owner.lastIndexOf(".") + 1);
  // A P/Invoke declaration has been resolved to a library; WiX# brings declarations of its own.
  if (/\.dll$/i.test(owner) || last === "MsiInterop") return windowsCall(run, frame, asked);
  return (
    ofInstaller(run, frame, asked, last) ??
    ofProcess(run, frame, asked, last) ??
    ofMutex(run, frame, asked, last) ??
    ofText(run, frame, asked, last) ??
    ofWmi(run, frame, asked)
  );
}

const AUTOMATION = "WindowsInstaller.Installer";
const typeOf = (value: Value | undefined) => (value?.kind === "object" || value?.kind === "unknown" ? value.type : "");
const firstText = (value: Value | undefined) => (value === undefined ? "" : (textsOf(value)[0] ?? ""));

/** The class of DTF, and the automation object, which .NET calls late bound. */
function ofInstaller(run: Run, frame: Frame, { call: { span }, name, receiver, args }: Asked, last: string) {
  const type = typeOf(receiver);
  const late = type === AUTOMATION && name === "InvokeMember" ? firstText(args[0]) : undefined;
  const found =
    last === "Installer" || type === AUTOMATION
      ? managedCall(late ?? name, late === undefined ? args : [])
      : type === "ProductInstallation" && name === "CollectUserInfo"
        ? managedCall(name, [], type)
        : undefined;
  if (found !== undefined) {
    noteCall(run, frame, span, found);
    return unknownValue(`${name}()`);
  }
  if (name === "GetTypeFromProgID") return args[0];
  if (name !== "CreateInstance" || !args.some((value) => textsOf(value).includes(AUTOMATION))) return undefined;
  return { kind: "object", type: AUTOMATION, id: `#${++run.ids}` } as const;
}

/** Process.Start in its forms, and what waits for the process. */
function ofProcess(run: Run, frame: Frame, { call: { span }, name, receiver, args }: Asked, last: string) {
  if (name === "Start" && last === "Process") return startProcess(run, frame, span, args);
  if (name === "Start" && typeOf(receiver) === "Process" && receiver !== undefined) {
    const started = startProcess(run, frame, span, [memberOf(run, receiver, "StartInfo")]);
    setMember(run, receiver, "<start>", started);
    return started;
  }
  const started = receiver === undefined ? undefined : startedBy(run, receiver);
  if (started === undefined) return undefined;
  if (/^WaitForExit(?:Async)?$/.test(name)) noteAwaited(run, frame, started.index, waitingFor(args[0]));
  return started;
}

/** A process that is to install something takes longer than a few seconds, and the mutex is asked for within the first of them. */
const LONG_ENOUGH = 30_000;

/** Whether a wait with this limit lasts until an installation has failed for another one: no limit, an endless one, or a long one. */
function waitingFor(limit: Value | undefined): Awaited {
  if (limit === undefined) return "yes";
  if (limit.kind === "number") return limit.value < 0 || limit.value >= LONG_ENOUGH ? "yes" : "unknown";
  return limit.kind === "unknown" && /Infinite$/.test(limit.name) ? "yes" : "unknown";
}

function startProcess(run: Run, frame: Frame, span: Creation["span"], args: readonly Value[]): Value {
  const [first = unknownValue("?"), second] = args;
  const id = idOf(first);
  const file = id === undefined ? undefined : run.heap.get(`${id}.FileName`);
  if (first.kind === "object" || file !== undefined || typeOf(first) === "ProcessStartInfo") {
    const rest = id === undefined ? undefined : run.heap.get(`${id}.Arguments`);
    const shell = id === undefined ? undefined : run.heap.get(`${id}.UseShellExecute`);
    const direct = shell?.kind === "unknown" && shell.name === "false";
    const program = file ?? unknownValue(first.kind === "unknown" ? `${first.name}.FileName` : "FileName");
    return noteStart(run, frame, span, { program, rest: rest ?? textValue(""), how: direct ? "process" : "shell" });
  }
  const rest = second === undefined || second.kind === "object" ? textValue("") : second;
  return noteStart(run, frame, span, { program: first, rest, how: "shell" });
}

function creation(run: Run, frame: Frame, { type, span }: Creation, args: readonly Value[]): Value | undefined {
  const id = `#${++run.ids}`;
  switch (type) {
    case "ProcessStartInfo":
      run.heap.set(`${id}.FileName`, args[0] ?? textValue(""));
      run.heap.set(`${id}.Arguments`, args[1] ?? textValue(""));
      return { kind: "object", type, id };
    case "Process":
      run.heap.set(`${id}.StartInfo`, { kind: "object", type: "ProcessStartInfo", id: `#${++run.ids}` });
      return { kind: "object", type, id };
    case "Transaction":
      noteCall(run, frame, span, {
        api: "installs",
        operation: "unknown",
        call: "Transaction",
        package: "",
        runsIn: "own",
      });
      return { kind: "object", type, id };
    case "Mutex":
      return args.some(namesMutex) ? { kind: "mutex" } : undefined;
    case "StringBuilder":
    case "String":
    case "FileInfo":
    case "Uri":
      return args[0]?.kind === "text" ? args[0] : args.length === 0 ? textValue("") : args[0];
    case "ManagementObject":
    case "ManagementClass":
    case "ManagementObjectSearcher":
      return { kind: "object", type: args.some((value) => firstText(value).includes(PRODUCTS)) ? PRODUCTS : type, id };
    default:
      return undefined;
  }
}

/** A wait of no time only looks. */
function ofMutex(run: Run, frame: Frame, { call: { span }, name, receiver, args }: Asked, last: string) {
  if (last === "Mutex" && /^(?:Try)?OpenExisting$/.test(name))
    return args.some(namesMutex) ? ({ kind: "mutex" } as const) : undefined;
  if (receiver?.kind !== "mutex" || name !== "WaitOne") return undefined;
  const [limit] = args;
  const endless = limit === undefined || waitingFor(limit) === "yes";
  const none = limit?.kind === "number" && limit.value === 0;
  const bounded = limit?.kind === "number" && limit.value > 0;
  if (!none) noteWait(run, frame, span, "Mutex.WaitOne", bounded ? "bounded" : endless ? "forever" : "unknown");
  return unknownValue("WaitOne()");
}

/** How .NET puts texts together. */
function ofText(run: Run, frame: Frame, { name, receiver, args, owner }: Asked, last: string): Value | undefined {
  if (/^string$/i.test(last)) {
    if (name === "Format") return formatted(args, "net");
    if (name === "Concat") return joined(args);
  }
  if (last === "Path" && name === "Combine")
    return joined(args.flatMap((value, at) => (at === 0 ? [value] : [textValue("\\"), value])));
  if (last === "Environment" && name === "ExpandEnvironmentVariables") return args[0];
  if (receiver?.kind === "text" && /^Append(?:Format)?$/.test(name)) {
    const more = name === "Append" ? args[0] : formatted(args, "net");
    const text = joined([receiver, more ?? unknownValue("?")]);
    if (owner !== "") setVariable(run, frame, owner, text);
    return text;
  }
  if (receiver === undefined) return undefined;
  return passedOn(name, receiver, args);
}

const PRODUCTS = "Win32_Product";
const WMI: Readonly<Record<string, InstallerOperation>> = {
  Install: "install",
  Uninstall: "uninstall",
  Reinstall: "repair",
  Upgrade: "install",
  Advertise: "advertise",
  Admin: "administrative",
};

/** The class of WMI calls the installer in a process of its own. */
function ofWmi(run: Run, frame: Frame, { call: { span }, name, receiver, args }: Asked): Value | undefined {
  if (name !== "InvokeMethod") return receiver !== undefined && typeOf(receiver) === PRODUCTS ? receiver : undefined;
  const method = args.map(firstText).find((text) => Object.hasOwn(WMI, text));
  const operation = method === undefined ? undefined : WMI[method];
  if (operation === undefined) return undefined;
  // Of an object that a query found it is seldom seen which class it has: no other class has these methods in an installer's code.
  const doubts = typeOf(receiver) === PRODUCTS ? frame.doubts : [...frame.doubts, { guard: false }];
  const found = { api: "installs", operation, call: `${PRODUCTS}.${method}`, package: "", runsIn: "service" } as const;
  noteCall(run, { ...frame, doubts }, span, found);
  return unknownValue("InvokeMethod()");
}
