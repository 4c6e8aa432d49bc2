import type { CodeCall, CodeStart, CodeWait } from "../code.ts";
import { readCreateProcess } from "../commandLine/createProcess.ts";
import { productOperation } from "../commandLine/hosts.ts";
import type { Awaited, Proof } from "../effect.ts";
import { installerMethod, onlyLooks, stateOperation } from "../installerApi.ts";
import { concat, concealed, inserted, isPartlyHidden, standIn, type Text } from "../text.ts";
import { type AutomationObject, asText, objectNamed, unknownAt, type Value } from "./values.ts";

/** What was seen of a script so far. */
export interface Seen {
  readonly starts: CodeStart[];
  readonly calls: CodeCall[];
  readonly waits: CodeWait[];
  readonly gaps: Set<string>;
  /** What was downloaded into a file, by the file as spelled. */
  readonly downloads: Map<string, string>;
  /** The address that was asked for last, until a file is saved. */
  address: string | undefined;
  /** True for a script of a custom action, which has Session without making it. */
  readonly session: boolean;
  /** True where the script speaks of Win32_Product. */
  readonly products: boolean;
}

/** A call of a method, or a use of a property, of an object. */
export interface Use {
  readonly object: Value;
  /** In lower case. */
  readonly name: string;
  readonly args: readonly Value[];
  readonly at: Text;
  readonly proof: Proof;
}

type Method = (use: Use, seen: Seen) => Value | undefined;

/** What a method does and gives; a value that is not known where nothing is known of it. */
export function useMethod(use: Use, seen: Seen): Value {
  const { object } = use;
  if (object.kind === "process") return useProcess(object.started, use, seen);
  const methods = object.kind === "object" ? METHODS[object.object] : undefined;
  if (methods !== undefined) return methods(use, seen) ?? unknownAt(use.at);
  if (object.kind === "unknown") useUnknown(use, seen);
  return unknownAt(use.at);
}

/** Makes the object that a name stands for; one whose name is computed may be any. */
export function createObject(args: readonly Value[], at: Text): Value {
  const [name] = args;
  const object = name?.kind === "text" && !isPartlyHidden(name.text) ? objectNamed(name.text.value) : undefined;
  return object === undefined ? unknownAt(at) : { kind: "object", object, at };
}

/** `GetObject("winmgmts:…")` is WMI; with `:Win32_Process` at its end, that class. */
export function getObject(args: readonly Value[], at: Text): Value {
  const name = args[0] === undefined ? "" : asText(args[0]).value;
  if (!/^winmgmts:/i.test(name.trim())) return unknownAt(at);
  return { kind: "object", object: classNamed(name) ?? "wmi", at };
}

function classNamed(name: string): AutomationObject | undefined {
  if (/win32_process$/i.test(name.trim())) return "process-class";
  return /win32_product$/i.test(name.trim()) ? "product-class" : undefined;
}

const shell: Method = ({ name, args, at, proof }, seen) => {
  const [command] = args;
  if (name === "run" || name === "exec") {
    const awaited = name === "run" ? waitsBy(args[2]) : "no";
    start(command, at, { how: name === "run" ? "shell" : "process", awaited, proof }, seen);
    return { kind: "process", started: seen.starts.length - 1, at };
  }
  if (name === "expandenvironmentstrings" && command !== undefined)
    return { kind: "text", text: withVariables(asText(command)) };
  return undefined;
};

/** `%TEMP%` stays as spelled. */
function withVariables(text: Text): Text {
  const hidden = text.hidden.slice();
  for (const { index, 0: whole } of text.value.matchAll(/%[^%\s]+%/g)) hidden.fill(1, index, index + whole.length);
  return { ...text, hidden };
}

/** Run waits only where its third argument says so. */
function waitsBy(value: Value | undefined): Awaited {
  if (value === undefined) return "no";
  if (value.kind !== "text" || isPartlyHidden(value.text)) return "unknown";
  const spelled = value.text.value.trim().toLowerCase();
  if (spelled === "" || spelled === "false" || spelled === "0") return "no";
  return /^(?:true|-?[1-9]\d*)$/.test(spelled) ? "yes" : "unknown";
}

interface Manner {
  readonly how: "shell" | "process";
  readonly awaited: Awaited;
  readonly proof: Proof;
}

function start(command: Value | undefined, at: Text, { how, awaited, proof }: Manner, seen: Seen): void {
  const text = command === undefined ? undefined : asText(command);
  const invocation = text === undefined || command?.kind === "object" ? undefined : readCreateProcess(text);
  if (invocation === undefined) seen.gaps.add("the script runs a command that it computes");
  else {
    const program = fromDownload(invocation.program, seen);
    seen.starts.push({ program, arguments: invocation.rest, whole: at, how, awaited, proof });
  }
}

function fromDownload(program: Text, { downloads }: Seen): Text {
  const name = downloads.get(program.value.toLowerCase());
  return name === undefined ? program : standIn(inserted(name, program), program);
}

/** What reads the output of a process, or looks whether it still runs, waits for it. */
function useProcess(started: number, { name, at }: Use, seen: Seen): Value {
  const known = seen.starts[started];
  if (known !== undefined && /^(?:status|stdout|stderr|exitcode)$/.test(name))
    seen.starts[started] = { ...known, awaited: "yes" };
  return name === "stdout" || name === "stderr" ? { kind: "process", started, at } : unknownAt(at);
}

const shellApplication: Method = ({ name, args, at, proof }, seen) => {
  if (name !== "shellexecute" && name !== "open") return undefined;
  const [program, given] = args;
  if (program?.kind !== "text") seen.gaps.add("the script opens a file that it computes");
  else {
    const rest = given === undefined ? inserted("", program.text) : asText(given);
    seen.starts.push({
      program: fromDownload(program.text, seen),
      arguments: rest,
      whole: at,
      how: "shell",
      awaited: "no",
      proof,
    });
  }
  return undefined;
};

const installer: Method = ({ name, args, at, proof }, seen) => {
  const method = installerMethod(name);
  const text = (index: number) => (args[index] === undefined ? "" : asText(args[index]).value);
  if (method === undefined) return undefined;
  if (method.mode !== undefined && onlyLooks(text(method.mode))) return undefined;
  const operation = method.name === "ConfigureProduct" ? stateOperation(text(2)) : method.operation;
  const call = `Installer.${method.name}`;
  seen.calls.push({ api: method.api, operation, call, package: text(0), runsIn: "own", whole: at, proof });
  return undefined;
};

/** Session.Installer is the installer of the running installation; properties are what the package says. */
const session: Method = ({ name, args, at }) => {
  if (name === "installer") return { kind: "object", object: "installer", at };
  const [property] = args;
  if (name !== "property" || property?.kind !== "text") return undefined;
  return { kind: "text", text: concealed(standIn(inserted(`[${property.text.value}]`, at), at)) };
};

const fileSystem: Method = ({ name, args, at }) => {
  const [folder, file] = args;
  if (name === "buildpath" && folder !== undefined && file !== undefined) {
    const texts = [asText(folder), asText(file)] as const;
    return { kind: "text", text: concat([texts[0], inserted("\\", texts[0]), texts[1]]) };
  }
  return name === "getparentfoldername" || name === "getspecialfolder"
    ? { kind: "text", text: concealed(at) }
    : undefined;
};

const scriptHost: Method = ({ name, args, at }) => {
  if (name === "createobject") return createObject(args, at);
  return name === "scriptfullname" ? { kind: "text", text: concealed(at) } : undefined;
};

const wmi: Method = ({ name, args, at }) => {
  const text = args[0] === undefined ? "" : asText(args[0]).value;
  if (name === "connectserver") return { kind: "object", object: "wmi", at };
  if (name === "execquery") return { kind: "object", object: /\bwin32_product\b/i.test(text) ? "products" : "wmi", at };
  if (name === "instancesof")
    return { kind: "object", object: classNamed(text) === "product-class" ? "products" : "wmi", at };
  if (name !== "get") return undefined;
  const object = classNamed(text) ?? (/win32_product\./i.test(text) ? "product" : undefined);
  return object === undefined ? undefined : { kind: "object", object, at };
};

const processClass: Method = ({ name, args, at, proof }, seen) => {
  if (name === "create") start(args[0], at, { how: "process", awaited: "no", proof }, seen);
  return undefined;
};

/** WMI carries the call out in a process of its own, and the script waits for it; for a product that is not there nothing is called. */
const product: Method = ({ name, args, at }, seen) => {
  const operation = productOperation(name);
  if (operation === undefined) return undefined;
  const file = args.map((value) => asText(value).value).find((value) => /\.msi$/i.test(value.trim())) ?? "";
  const call = `Win32_Product.${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  seen.calls.push({ api: "installs", operation, call, package: file, runsIn: "service", whole: at, proof: "likely" });
  return undefined;
};

const request: Method = ({ name, args }, seen) => {
  const name_ =
    args[1] === undefined
      ? undefined
      : /\/([^/?#]+\.(?:exe|msi|msp|msu))(?:[?#].*)?$/i.exec(asText(args[1]).value)?.[1];
  if (name === "open") seen.address = name_;
  return undefined;
};

const stream: Method = ({ name, args }, seen) => {
  const [file] = args;
  if (name === "savetofile" && file !== undefined && seen.address !== undefined)
    seen.downloads.set(asText(file).value.toLowerCase(), seen.address);
  return undefined;
};

const METHODS: Readonly<Partial<Record<AutomationObject, Method>>> = {
  shell,
  installer,
  session,
  wmi,
  product,
  request,
  stream,
  "shell-application": shellApplication,
  "file-system": fileSystem,
  "script-host": scriptHost,
  "process-class": processClass,
  "product-class": product,
  products: ({ at, name }) =>
    name === "item" || name === "itemindex" ? { kind: "object", object: "product", at } : undefined,
};

/** Methods whose names alone say that the object, which is not known, is the installer. */
const ONLY_INSTALLER =
  /^(?:installproduct|configureproduct|configurefeature|reinstallproduct|reinstallfeature|applymultiplepatches|removepatches|advertiseproduct)$/;

function useUnknown(use: Use, seen: Seen): void {
  const { name, proof } = use;
  const likely: Proof = proof === "possible" ? "possible" : "likely";
  if (ONLY_INSTALLER.test(name)) installer({ ...use, proof: likely }, seen);
  else if (seen.products && name === "uninstall") product(use, seen);
  else if ((name === "run" || name === "exec" || name === "shellexecute") && use.args.length > 0)
    seen.gaps.add(`which object the script calls ${name} of is not known`);
}
