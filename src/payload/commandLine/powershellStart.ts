import { concat, inserted } from "../text.ts";
import { joinValues } from "./powershellLists.ts";
import { downloaded } from "./powershellObjects.ts";
import type { Item } from "./powershellSyntax.ts";
import { type Around, type Context, itemValue, spaced, waitsAfter, wordOf } from "./powershellValues.ts";

const TAKES_VALUE = [
  "filepath",
  "argumentlist",
  "args",
  "verb",
  "windowstyle",
  "workingdirectory",
  "credential",
  "redirectstandardinput",
  "redirectstandardoutput",
  "redirectstandarderror",
  "erroraction",
  "ea",
  "environment",
];
const SWITCHES = [
  "wait",
  "passthru",
  "nonewwindow",
  "loaduserprofile",
  "usenewenvironment",
  "verbose",
  "whatif",
  "confirm",
];

/**
 * Reads Start-Process: parameters in any order and shortened, a program and its arguments without their names.
 *
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.management/start-process
 */
export function startProcess(given: readonly Item[], around: Around, context: Context): void {
  const items = given.flatMap((item) => splatted(item, context) ?? [item]);
  const values = new Map<string, Item[]>();
  const switches = new Set<string>();
  const positional: Item[][] = [];
  for (let at = 0; at < items.length; ) {
    const name = /^-([a-z]+):?$/i.exec(wordOf(items[at]) ?? "")?.[1]?.toLowerCase();
    const valued = name === undefined ? undefined : TAKES_VALUE.find((one) => one.startsWith(name));
    const flag = name === undefined ? undefined : SWITCHES.find((one) => one.startsWith(name));
    if (flag !== undefined) switches.add(flag);
    if (flag !== undefined || (name !== undefined && valued === undefined)) at++;
    else {
      const from = valued === undefined ? at : at + 1;
      const to = listEnd(items, from);
      if (valued === undefined) positional.push(items.slice(from, to));
      else values.set(valued === "args" ? "argumentlist" : valued, items.slice(from, to));
      at = Math.max(to, at + 1);
    }
  }
  const program = values.get("filepath") ?? positional.shift();
  const list = values.get("argumentlist") ?? positional.shift() ?? [];
  const path = program === undefined ? undefined : itemValue(program[0], context);
  if (path === undefined) {
    context.gaps.push("Start-Process is given a program that the script computes");
    return;
  }
  const args = joinValues(list, context);
  const named = downloaded(path, context);
  const waits = switches.has("wait") || around.waits || context.names.waitProcess;
  const whole = args.value === "" ? path : concat([path, inserted(" ", path), args]);
  context.starts.push({
    program: named,
    arguments: args,
    whole,
    how: "shell",
    awaited: waits ? "yes" : "no",
    proof: around.proof,
  });
}

/** What `@name` hands over; a table that the script computes hands over what is not known. */
function splatted(item: Item, context: Context): readonly Item[] | undefined {
  const name = /^@(\w+)$/.exec(wordOf(item) ?? "")?.[1]?.toLowerCase();
  return name === undefined ? undefined : (context.tables.get(`$${name}`) ?? []);
}

/** The end of a value that begins at `from`: `'a', 'b'` is one value. */
function listEnd(items: readonly Item[], from: number): number {
  let at = from;
  while (at < items.length) {
    at++;
    if (items[at]?.kind !== "comma") break;
    at++;
  }
  return at;
}

/** Reads Invoke-Item, which opens a file as a double click does. */
export function startItem(items: readonly Item[], around: Around, context: Context): void {
  const named = itemValue(
    items.find((item) => item.kind === "word" && !/^-/.test(item.text.value)),
    context,
  );
  if (named === undefined) return;
  const program = downloaded(named, context);
  context.starts.push({
    program,
    arguments: spaced([], program),
    whole: program,
    how: "shell",
    awaited: "no",
    proof: around.proof,
  });
}

/** Reads `[Diagnostics.Process]::Start(…)`. */
export function startByClass(items: readonly Item[], around: Around, context: Context): void {
  const group = items[0];
  const values = group?.kind === "group" ? (group.pipelines[0]?.[0] ?? []).filter((item) => item.kind === "word") : [];
  const program = itemValue(values[0], context);
  if (program === undefined) {
    context.gaps.push("Process.Start is given a program that the script computes");
    return;
  }
  const args = joinValues(values.slice(1), context);
  const awaited = around.waits || waitsAfter(items) ? "yes" : "no";
  context.starts.push({
    program,
    arguments: args,
    whole: concat([program, inserted(" ", program), args]),
    how: "shell",
    awaited,
    proof: around.proof,
  });
}

/** Providers of PackageManagement that hand nothing to Windows Installer. */
const OTHER_PROVIDER = /^(?:nuget|powershellget|psmodule|psl|chocolatey\w*|winget|scoop|bootstrap|github)$/i;

/**
 * Reads Install-Package and Uninstall-Package: the provider `msi` is Windows Installer.
 *
 * @see https://learn.microsoft.com/powershell/module/packagemanagement/install-package
 */
export function installPackage(items: readonly Item[], around: Around, context: Context): void {
  const after = (name: RegExp) => {
    const at = items.findIndex((item) => name.test(wordOf(item) ?? ""));
    return at < 0 ? undefined : itemValue(items[at + 1], context)?.value;
  };
  const provider = after(/^-(?:providername|provider)$/i);
  const first = items.find((item) => item.kind === "word" && !/^-/.test(item.text.value));
  const named = first === undefined ? undefined : itemValue(first, context);
  const product = after(/^-(?:name|path|literalpath)$/i) ?? named?.value ?? "";
  if (provider !== undefined && OTHER_PROVIDER.test(provider)) return;
  if (first?.kind !== "word" || !(provider?.toLowerCase() === "msi" || /\.msi$/i.test(product))) {
    context.gaps.push("which provider the package is installed or removed by is not known");
    return;
  }
  context.calls.push({
    api: "installs",
    operation: /\.msi$/i.test(product) ? "install" : "unknown",
    call: "PackageManagement",
    package: product,
    runsIn: "service",
    whole: first.raw,
    proof: around.proof,
  });
}

/** Reads Start-ADTMsiProcess and Execute-MSI of PSAppDeployToolkit, which run msiexec and wait for it. @see https://psappdeploytoolkit.com/docs/reference/functions/Start-ADTMsiProcess */
export function startMsiProcess(items: readonly Item[], around: Around, context: Context): void {
  const [first] = items;
  if (first?.kind !== "word") return;
  const value = (name: RegExp) => {
    const at = items.findIndex((item) => name.test(wordOf(item) ?? ""));
    return at < 0 ? undefined : itemValue(items[at + 1], context)?.value;
  };
  const removes = /^uninstall$/i.test(value(/^-action$/i) ?? "");
  context.calls.push({
    api: "installs",
    operation: removes ? "uninstall" : "install",
    call: "PSAppDeployToolkit",
    package: value(/^-(?:filepath|path|productcode)$/i) ?? "",
    runsIn: "service",
    whole: first.raw,
    proof: around.proof,
  });
}
