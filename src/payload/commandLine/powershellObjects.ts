import { installerMethod, onlyLooks, stateOperation } from "../installerApi.ts";
import { waitOf } from "../mutex.ts";
import { concat, inserted, standIn, type Text } from "../text.ts";
import { readCreateProcess } from "./createProcess.ts";
import { productOperation } from "./hosts.ts";
import { listValues } from "./powershellLists.ts";
import type { Item } from "./powershellSyntax.ts";
import {
  type Around,
  type Context,
  expressionText,
  type PowerShellObject,
  variableName,
  wordOf,
} from "./powershellValues.ts";

/** A call `receiver.Method(…)` in a command. */
interface MethodCall {
  /** `$name`, or undefined where what stands before is in parentheses. */
  readonly variable: string | undefined;
  readonly receiver: readonly Item[];
  readonly method: string;
  readonly values: readonly Text[];
  readonly whole: Text;
}

/** Reads the calls of methods in a command: of COM objects, of WMI, of a download, of a mutex. */
export function readMethods(command: readonly Item[], around: Around, context: Context): void {
  for (const call of methodsIn(command, context)) {
    const object = call.variable === undefined ? objectOf(call.receiver, context) : context.objects.get(call.variable);
    if (call.method === "waitone" && context.names.mutex) readWait(call, around, context);
    else if (call.method === "downloadfile") noteDownload(call.values[1], call.values[0], context);
    else readObjectCall(call, object, around, context);
  }
}

function methodsIn(command: readonly Item[], context: Context): readonly MethodCall[] {
  return command.flatMap((item, at): readonly MethodCall[] => {
    const next = command[at + 1];
    const word = wordOf(item);
    const [, variable, method] = /^(?:\[[\w.]+\])*(\$\w+(?:\.\w+)*)?\.(\w+)$/.exec(word ?? "") ?? [];
    if (item.kind !== "word" || method === undefined || next?.kind !== "group" || next.open !== "(") return [];
    const values = listValues(next.pipelines[0]?.[0] ?? [], context);
    const whole = concat([item.raw, next.raw]);
    const name = variable === undefined ? undefined : (variableName(variable) ?? variable.toLowerCase());
    return [{ variable: name, receiver: command.slice(0, at), method: method.toLowerCase(), values, whole }];
  });
}

/** What an expression makes: `New-Object -ComObject WindowsInstaller.Installer`, `Get-WmiObject Win32_Product`, `[wmiclass]'Win32_Process'`. */
export function objectOf(items: readonly Item[], context: Context): PowerShellObject | undefined {
  const spelled = items.map((item) => (item.kind === "word" || item.kind === "group" ? item.raw.value : "")).join(" ");
  if (/new-object\b/i.test(spelled) || /::createinstance/i.test(spelled)) {
    if (/windowsinstaller\.installer/i.test(spelled)) return "installer";
    if (/wscript\.shell/i.test(spelled)) return "shell";
    if (/shell\.application/i.test(spelled)) return "shell-application";
    if (/net\.webclient/i.test(spelled)) return "web-client";
  }
  if (/\[wmiclass\]/i.test(spelled)) {
    if (/win32_process\b/i.test(spelled)) return "process-class";
    if (/win32_product\b/i.test(spelled)) return "product";
  }
  if (/\b(?:get-wmiobject|gwmi|get-ciminstance|gcim)\b/i.test(spelled) && /win32_product\b/i.test(spelled))
    return "product";
  const [only] = items;
  const variable = items.length === 1 ? variableName(wordOf(only) ?? "") : undefined;
  return variable === undefined ? undefined : context.objects.get(variable);
}

function readObjectCall(
  call: MethodCall,
  object: PowerShellObject | undefined,
  around: Around,
  context: Context,
): void {
  if (object === "installer") readInstallerCall(call, around, context);
  else if (object === "shell" && (call.method === "run" || call.method === "exec")) runLine(call, around, context);
  else if (object === "shell-application" && call.method === "shellexecute") execute(call, around, context);
  else if (object === "process-class" && call.method === "create") runLine(call, around, context);
  else if (object === "product" || (call.method !== "install" && context.names.products))
    readProductCall(call, context);
}

function readInstallerCall({ method, values, whole }: MethodCall, { proof }: Around, context: Context): void {
  const known = installerMethod(method);
  if (known === undefined) return;
  if (known.mode !== undefined && onlyLooks(values[known.mode]?.value ?? "")) return;
  const state = known.name === "ConfigureProduct" ? stateOperation(values[2]?.value ?? "") : undefined;
  const product = values[0]?.value ?? "";
  context.calls.push({
    api: known.api,
    operation: state ?? known.operation,
    call: `Installer.${known.name}`,
    package: product,
    runsIn: "own",
    whole,
    proof,
  });
}

/** `WScript.Shell` waits where its third argument says so; a process of WMI is not waited for. */
function runLine({ method, values, whole }: MethodCall, { proof }: Around, context: Context): void {
  const [command] = values;
  const invocation = command === undefined ? undefined : readCreateProcess(command);
  if (invocation === undefined) {
    context.gaps.push("the script runs a command that it computes");
    return;
  }
  const waits = method === "run" && /^(?:\$true|1)$/i.test(values[2]?.value ?? "");
  const how = method === "run" ? "shell" : "process";
  const { program, rest } = invocation;
  context.starts.push({ program, arguments: rest, whole, how, awaited: waits ? "yes" : "no", proof });
}

function execute({ values, whole }: MethodCall, { proof }: Around, context: Context): void {
  const [program, args] = values;
  if (program === undefined) return;
  const rest = args ?? inserted("", program);
  context.starts.push({ program, arguments: rest, whole, how: "shell", awaited: "no", proof });
}

/** WMI carries the call out and the script waits for it; for a product that is not there nothing is called. */
function readProductCall({ method, values, whole }: MethodCall, context: Context): void {
  const operation = productOperation(method);
  if (operation === undefined) return;
  const product = operation === "install" ? (values.find(({ value }) => /\.msi$/i.test(value))?.value ?? "") : "";
  pushProduct(method, operation, product, whole, context);
}

function pushProduct(
  method: string,
  operation: NonNullable<ReturnType<typeof productOperation>>,
  product: string,
  whole: Text,
  context: Context,
): void {
  const call = `Win32_Product.${method.charAt(0).toUpperCase()}${method.slice(1).toLowerCase()}`;
  context.calls.push({
    api: "installs",
    operation,
    call,
    package: product,
    runsIn: "service",
    whole,
    proof: "likely",
  });
}

/** `Invoke-CimMethod -MethodName Uninstall` and `Invoke-WmiMethod -Name Uninstall`, where the script speaks of Win32_Product. */
export function invokeMethod(items: readonly Item[], _: Around, context: Context): void {
  if (!context.names.products) return;
  const at = items.findIndex((item) => /^-(?:methodname|name)$/i.test(wordOf(item) ?? ""));
  const name = items[at + 1];
  const method = at < 0 || name?.kind !== "word" ? undefined : name.text.value;
  const operation = method === undefined ? undefined : productOperation(method);
  if (method === undefined || operation === undefined || name?.kind !== "word") return;
  pushProduct(method, operation, "", name.raw, context);
}

function readWait({ values, whole }: MethodCall, { proof }: Around, context: Context): void {
  const wait = waitOf(values[0]?.value);
  if (wait !== undefined) context.waits.push({ wait, call: "Mutex.WaitOne", whole, proof });
}

/** `Invoke-WebRequest -Uri … -OutFile …`, `Start-BitsTransfer -Source … -Destination …` and their aliases. */
export function download(items: readonly Item[], _: Around, context: Context): void {
  const named = (names: RegExp) => {
    const at = items.findIndex((item) => names.test(wordOf(item) ?? ""));
    return at < 0 ? undefined : (expressionText(items.slice(at + 1, at + 2), context) ?? rawOf(items[at + 1]));
  };
  const first = items.find((item) => item.kind === "word" && !/^-/.test(item.text.value));
  const address = named(/^-(?:uri|source)$/i) ?? (first === undefined ? undefined : expressionText([first], context));
  noteDownload(named(/^-(?:outfile|o|destination)$/i), address, context);
}

const rawOf = (item: Item | undefined) => (item?.kind === "word" ? item.text : undefined);

function noteDownload(file: Text | undefined, address: Text | undefined, context: Context): void {
  const name = /\/([^/?#]+\.(?:exe|msi|msp|msu|zip))(?:[?#].*)?$/i.exec(address?.value ?? "")?.[1];
  if (file !== undefined && name !== undefined) context.downloads.set(file.value.toLowerCase(), name);
}

/** What a file is called that the script downloaded: under another name it is still the same program. */
export function downloaded(program: Text, context: Context): Text {
  const name = context.downloads.get(program.value.toLowerCase());
  return name === undefined ? program : standIn(inserted(name, program), program);
}
