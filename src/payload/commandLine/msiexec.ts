import type { InstallerProperty } from "../../model/finding.ts";
import type { InstallerOperation, UiLevel } from "../effect.ts";
import { isHidden, isPartlyHidden, part, type Text } from "../text.ts";
import { isAt, splitMsiexecWords, type Word } from "./words.ts";

/**
 * What an msiexec command line comes to. `help`: none of the options that act, or a wrong line, for which msiexec shows its options and does nothing;
 * `other`: registering the service or a DLL; `undocumented`: a package without an option; `unreadable`: what is not known of the line decides.
 */
export type MsiexecCommand =
  | {
      readonly kind: "installs";
      readonly operation: InstallerOperation;
      readonly package: string;
      /** What it sets, `/t` as TRANSFORMS; a value with a part that is not known is as spelled. */
      readonly properties: readonly InstallerProperty[];
      readonly ui: UiLevel;
      readonly doubtful: boolean;
    }
  | { readonly kind: "help" | "other" | "undocumented" | "unreadable" };

/** `package`: as /i, unless /uninstall stands beside it: then it names the product that a patch is removed from. */
type Verb = InstallerOperation | "other" | "help" | "package";

/** An option of msiexec. `argument`: it takes the next word (or what is attached to it) as its argument. */
interface Option {
  readonly verb?: Verb;
  readonly ui?: UiLevel;
  readonly argument?: true;
  /** The property that its argument sets. */
  readonly property?: string;
}

/** Names that stand alone, in lower case; they come before letters, because `/package`, `/quiet` and `/update` begin like `/p`, `/q` and `/u`. */
const NAMES: Readonly<Record<string, Option>> = {
  package: { verb: "package", argument: true },
  uninstall: { verb: "uninstall", argument: true },
  update: { verb: "patch", argument: true },
  quiet: { ui: "none" },
  passive: { ui: "basic" },
  norestart: {},
  promptrestart: {},
  forcerestart: {},
  log: { argument: true },
  help: { verb: "help" },
  h: { verb: "help" },
  "?": { verb: "help" },
  regserver: { verb: "other" },
  unregister: { verb: "other" },
  unregserver: { verb: "other" },
  embedding: { verb: "other" },
  automation: { verb: "other" },
  v: { verb: "other" },
};

/** Options of one letter. What the pattern takes after it are its flags; the rest of the word is an attached argument. */
const LETTERS: readonly (readonly [pattern: RegExp, option: Option])[] = [
  [/^i/i, { verb: "install", argument: true }],
  [/^x/i, { verb: "uninstall", argument: true }],
  [/^a/i, { verb: "administrative", argument: true }],
  [/^f[poedcaumsv]*/i, { verb: "repair", argument: true }],
  [/^j[um]?/i, { verb: "advertise", argument: true }],
  [/^p/i, { verb: "patch", argument: true }],
  [/^y/i, { verb: "other", argument: true }],
  [/^z/i, { verb: "other", argument: true }],
  [/^l[iwearucmopvx+!*]*/i, { argument: true }],
  [/^m/i, { argument: true }],
  [/^t/i, { argument: true, property: "TRANSFORMS" }],
  [/^g/i, { argument: true }],
  [/^n/i, { argument: true }],
  [/^c$/i, {}],
  [/^@/, { verb: "other", argument: true }],
];

const LEVELS: Readonly<Record<string, UiLevel>> = { "": "none", n: "none", b: "basic", r: "reduced", f: "full" };

interface Seen {
  readonly verbs: { readonly verb: Verb; readonly argument: string }[];
  readonly properties: Map<string, string>;
  ui: UiLevel;
  /** Words that nothing explains: msiexec shows its options then, unless a word is not what it looks like. */
  readonly strays: string[];
  /** A word of which so little is known that it may be an option. */
  hidden: number;
}

/**
 * Reads what follows `msiexec`. Options begin with `/` or `-`, in any case.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/command-line-options
 */
export function readMsiexec(rest: Text): MsiexecCommand {
  const words = splitMsiexecWords(rest);
  const seen: Seen = { verbs: [], properties: new Map(), ui: "default", strays: [], hidden: 0 };
  for (let at = 0; at < words.length; ) at = readWord(words, at, seen);
  return conclude(seen);
}

function readWord(words: readonly Word[], at: number, seen: Seen): number {
  const { text } = words[at] as Word;
  if (!isAt(text, 0, "/") && !isAt(text, 0, "-")) {
    readBare(text, seen);
    return at + 1;
  }
  const name = text.value.slice(1);
  const level = /^q([nbrf]?)[+\-!]*$/i.exec(name)?.[1];
  if (level !== undefined && !isPartlyHidden(text)) {
    seen.ui = LEVELS[level.toLowerCase()] ?? "none";
    return at + 1;
  }
  const found = findOption(text);
  if (found === undefined) {
    if (isPartlyHidden(text)) seen.hidden++;
    else seen.strays.push(text.value);
    return at + 1;
  }
  return readOption(words, at, found, seen);
}

function readOption(words: readonly Word[], at: number, { option, attached }: Found, seen: Seen): number {
  if (option.ui !== undefined) seen.ui = option.ui;
  const next = option.argument === true && attached === "" ? words[at + 1] : undefined;
  const argument = next === undefined ? attached : next.text.value;
  if (option.verb !== undefined) seen.verbs.push({ verb: option.verb, argument });
  if (option.property !== undefined) seen.properties.set(option.property, argument);
  return at + (next === undefined ? 1 : 2);
}

interface Found {
  readonly option: Option;
  readonly attached: string;
}

function findOption(text: Text): Found | undefined {
  const name = text.value.slice(1);
  const whole = isPartlyHidden(text) ? undefined : NAMES[name.toLowerCase()];
  if (whole !== undefined && Object.hasOwn(NAMES, name.toLowerCase())) return { option: whole, attached: "" };
  if (text.hidden[1] === 1) return undefined;
  for (const [pattern, option] of LETTERS) {
    const flags = pattern.exec(name)?.[0];
    if (flags === undefined) continue;
    const attached = name.slice(flags.length);
    if (attached === "" || takesAttached(flags, part(text, 1 + flags.length))) return { option, attached };
  }
  return undefined;
}

/**
 * Only these are known to take an argument without a blank, and it looks like a code or a path: `/X{GUID}`, `/ichild.msi`, `/l*v"C:\a.log"`; `/install` is no option.
 */
function takesAttached(flags: string, attached: Text): boolean {
  return (
    /^[ixfl]/i.test(flags) && (attached.hidden[0] === 1 || /^[{[\\]|^[a-z]:|\.(?:msi|log|txt)$/i.test(attached.value))
  );
}

function readBare(text: Text, seen: Seen): void {
  const equals = text.value.indexOf("=");
  if (equals > 0 && /^[A-Za-z_][\w.]*$/.test(text.value.slice(0, equals)))
    seen.properties.set(text.value.slice(0, equals).toUpperCase(), text.value.slice(equals + 1));
  else if (equals > 0 && isPartlyHidden(part(text, 0, equals))) return;
  else if (isHidden(text)) seen.hidden++;
  else seen.strays.push(text.value);
}

function conclude(seen: Seen): MsiexecCommand {
  const verbs = new Set(seen.verbs.map(({ verb }) => verb));
  if (verbs.has("help")) return { kind: "help" };
  const ofPatch = verbs.has("package") && verbs.has("uninstall");
  const first = seen.verbs.find(({ verb }) => verb !== "other" && !(ofPatch && verb === "package"));
  if (first === undefined && verbs.has("other")) return { kind: "other" };
  // What `msiexec child.msi` does is documented nowhere: Wine's usage text lists it as an installation, Microsoft's page does not.
  const lone = seen.strays.some((word) => /\.ms[ip]$/i.test(word));
  if (first === undefined) return { kind: seen.hidden > 0 ? "unreadable" : lone ? "undocumented" : "help" };
  if (first.argument === "" && seen.hidden === 0) return { kind: "help" };
  const together =
    verbs.size === 1 || (verbs.size === 2 && (ofPatch || (verbs.has("patch") && verbs.has("administrative"))));
  return {
    kind: "installs",
    operation: operationOf(first.verb, first.argument, verbs, seen.properties),
    package: first.argument,
    properties: [...seen.properties].map(([name, value]) => ({ name, value })),
    ui: seen.ui === "default" && seen.hidden > 0 ? "unknown" : seen.ui,
    doubtful: !together || seen.strays.length > 0,
  };
}

function operationOf(
  verb: Verb,
  argument: string,
  verbs: ReadonlySet<Verb>,
  properties: ReadonlyMap<string, string>,
): InstallerOperation {
  if (verbs.has("administrative")) return "administrative";
  if (verb === "uninstall") return verbs.has("package") || /\.msp$/i.test(argument) ? "remove-patch" : "uninstall";
  if (verb !== "install" && verb !== "package") return verb === "other" || verb === "help" ? "unknown" : verb;
  const action = properties.get("ACTION")?.toUpperCase();
  if (action === "ADMIN") return "administrative";
  if (action === "ADVERTISE") return "advertise";
  if (properties.get("REMOVE")?.toUpperCase() === "ALL") return "uninstall";
  if (properties.has("MSIPATCHREMOVE")) return "remove-patch";
  if (properties.has("PATCH")) return "patch";
  return properties.has("REINSTALL") ? "repair" : "install";
}
