import type { InstallerOperation } from "../effect.ts";
import { part, type Text } from "../text.ts";
import { knownAs, type ProgramName } from "./program.ts";
import { splitWords, type Word } from "./words.ts";

/** What a program that only passes something on makes of its arguments. */
export type Handed =
  /** A command line that it runs. */
  | {
      readonly kind: "command";
      readonly command: Text;
      readonly waits: "yes" | "no" | "unknown";
      readonly sure: boolean;
    }
  /** A file that it opens as a double click does. */
  | { readonly kind: "document"; readonly path: Text }
  /** A script that it runs, in a language of its own where its options say which. */
  | { readonly kind: "script"; readonly path: Text; readonly language: string | undefined }
  /** A task of the Task Scheduler, to be set up or to be run now. */
  | { readonly kind: "task"; readonly name: string; readonly command: Text | undefined; readonly runs: boolean }
  /** An installation that it asks Windows Installer for itself. */
  | {
      readonly kind: "installation";
      readonly operation: InstallerOperation;
      readonly package: string;
      readonly sure: boolean;
    }
  | { readonly kind: "unknown"; readonly what: string }
  | { readonly kind: "nothing" };

type Read = (rest: Text, words: readonly Word[]) => Handed | undefined;

/** What a program hands on; undefined for one that is not known to hand on anything. */
export function handedOn(name: ProgramName, rest: Text): Handed | undefined {
  const known = knownAs(name);
  return Object.hasOwn(HOSTS, known) ? HOSTS[known]?.(rest, splitWords(rest)) : undefined;
}

const unknown =
  (what: string): Read =>
  () => ({ kind: "unknown", what });

/** forfiles runs what stands after `/c` for each file that it finds: for none, where it finds none. */
const forfiles: Read = (_, words) => {
  const command = valueAfter(words, /^[-/]c$/i);
  return command === undefined ? undefined : { kind: "command", command: command.text, waits: "yes", sure: false };
};

/** `//E:jscript` says which language a script is in, whatever it is called. @see https://learn.microsoft.com/windows-server/administration/windows-commands/wscript */
const scriptHost: Read = (_, words) => {
  const engine = words.map(({ text }) => /^\/\/e:(\w+)$/i.exec(text.value)?.[1]).find((name) => name !== undefined);
  const path = words.find(({ text }) => !text.value.startsWith("//"))?.text;
  return path === undefined ? undefined : { kind: "script", path, language: engine?.toLowerCase() };
};

/** Explorer opens what it is given as a double click does; with options it shows a folder. */
const explorer: Read = (rest, words) =>
  words.length === 0 || words[0]?.text.value.startsWith("/") === true
    ? { kind: "nothing" }
    : { kind: "document", path: words.length === 1 ? (words[0] as Word).text : trimmed(rest) };

/** What rundll32 calls in these libraries of Windows installs no package. */
const OWN_LIBRARY =
  /^\s*"?(?:[^"\s,]*[\\\]])?(?:setupapi|advpack|printui|shell32|user32|url|ieframe|inetcpl|dfshim|newdev)(?:\.(?:dll|cpl))?"?\s*,/i;

/** Functions that hand a file to ShellExecute. */
const OPENS =
  /^\s*"?(?:[^"\s,]*[\\\]])?(?:shell32|url|ieframe)(?:\.dll)?"?\s*,\s*(?:ShellExec_RunDLL|FileProtocolHandler|OpenURL)\s+/i;

const rundll: Read = (rest) => {
  const opens = OPENS.exec(rest.value)?.[0];
  if (opens !== undefined) return { kind: "document", path: trimmed(part(rest, opens.length)) };
  return OWN_LIBRARY.test(rest.value) ? { kind: "nothing" } : { kind: "unknown", what: "function" };
};

const METHODS: Readonly<Record<string, InstallerOperation>> = {
  install: "install",
  uninstall: "uninstall",
  reinstall: "repair",
  upgrade: "install",
  configure: "unknown",
  admin: "administrative",
  advertise: "advertise",
};

/** The operation that a method of Win32_Product asks for. @see https://learn.microsoft.com/previous-versions/windows/desktop/msiprov/win32-product */
export function productOperation(method: string): InstallerOperation | undefined {
  const name = method.toLowerCase();
  return Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
}

/** `product where name="X" call uninstall`: WMI carries the call out, and wmic waits for it. */
const wmic: Read = (rest, words) => {
  const values = words.map(({ text }) => text.value.toLowerCase());
  const call = values.indexOf("call");
  const method = call < 0 ? undefined : values[call + 1];
  if (values.includes("process") && method === "create") {
    const command = words[call + 2]?.text;
    return command === undefined ? undefined : { kind: "command", command, waits: "no", sure: true };
  }
  const isProduct = values.some((value) => value === "product" || value === "win32_product");
  if (!isProduct)
    return method === undefined && values.length > 0 && /[a-z]/i.test(rest.value) && isQuery(values)
      ? { kind: "nothing" }
      : { kind: "unknown", what: "command" };
  if (method === undefined) return { kind: "unknown", what: "query of Win32_Product" };
  const operation = productOperation(method.replace(/\(.*$/, ""));
  if (operation === undefined) return { kind: "unknown", what: "command" };
  const selected = /\b(?:name|identifyingnumber)\s*(?:=|like)\s*(?:\\?["']+)?([^"'\\)]+)/i.exec(rest.value)?.[1] ?? "";
  const file = operation === "install" ? (/[^\s",]+\.msi/i.exec(rest.value)?.[0] ?? "") : selected.trim();
  // For a product that is not there, nothing is called.
  return { kind: "installation", operation, package: file, sure: method === "install" };
};

const isQuery = (words: readonly string[]) => words.some((word) => /^(?:get|list|assoc)\b/.test(word));

/**
 * A task runs in a process of the Task Scheduler, which nobody waits for: `/create` sets it up for later, `/run` starts it now.
 *
 * @see https://learn.microsoft.com/windows-server/administration/windows-commands/schtasks
 */
const schtasks: Read = (_, words) => {
  const values = words.map(({ text }) => text.value.toLowerCase());
  const name = valueAfter(words, /^[-/]tn$/i)?.text.value ?? "";
  if (values.some((value) => /^[-/]run$/.test(value))) return { kind: "task", name, command: undefined, runs: true };
  const command = valueAfter(words, /^[-/]tr$/i)?.text;
  if (command === undefined || values.some((value) => /^[-/]s$/.test(value)))
    return command === undefined ? { kind: "nothing" } : { kind: "unknown", what: "task" };
  return { kind: "task", name, command, runs: false };
};

/** The user is asked for a password, and the program started then is not waited for. */
const runas: Read = (_, words) => {
  const command = words.filter(({ text }) => !text.value.startsWith("/")).at(-1)?.text;
  return command === undefined ? undefined : { kind: "command", command, waits: "no", sure: true };
};

/** What WSL runs is another system's; `--update` and `--install` are in the table of known installers. */
const wsl: Read = (_, words) =>
  words.length === 0 || words[0]?.text.value.startsWith("-") === true
    ? undefined
    : { kind: "unknown", what: "command" };

/** Options of PsExec that have a value of their own. */
const PSEXEC_VALUES = new Set(["-u", "-p", "-n", "-r", "-w", "-a", "-g"]);

/** @see https://learn.microsoft.com/sysinternals/downloads/psexec: `-d` does not wait; a first argument `\\name` is another computer. */
const psexec: Read = (rest, words) => {
  let at = 0;
  let waits: "yes" | "no" = "yes";
  for (; at < words.length; at++) {
    const value = words[at]?.text.value.toLowerCase() ?? "";
    if (value.startsWith("\\\\")) return { kind: "unknown", what: "command" };
    if (!/^[-/]/.test(value)) break;
    if (value === "-d" || value === "/d") waits = "no";
    if (PSEXEC_VALUES.has(value.replace("/", "-"))) at++;
  }
  const from = words[at]?.raw.starts[0];
  const offset = from === undefined ? -1 : rest.starts.indexOf(from);
  return offset < 0 ? undefined : { kind: "command", command: part(rest, offset), waits, sure: true };
};

const HOSTS: Readonly<Record<string, Read>> = {
  forfiles,
  wscript: scriptHost,
  cscript: scriptHost,
  explorer,
  rundll32: rundll,
  wmic,
  schtasks,
  runas,
  wsl,
  psexec,
  psexec64: psexec,
  mshta: unknown("page"),
  ...Object.fromEntries(
    "paexec hstart hstart64 nircmd nircmdc elevate gsudo sudo hidcon conhost bash at"
      .split(" ")
      .map((name) => [name, unknown("command")]),
  ),
};

function valueAfter(words: readonly Word[], option: RegExp): Word | undefined {
  const at = words.findIndex(({ text }) => option.test(text.value));
  return at < 0 ? undefined : words[at + 1];
}

function trimmed(text: Text): Text {
  const start = /^[\s"]*/.exec(text.value)?.[0].length ?? 0;
  const end = text.value.length - (/[\s"]*$/.exec(text.value)?.[0].length ?? 0);
  return part(text, start, Math.max(start, end));
}
