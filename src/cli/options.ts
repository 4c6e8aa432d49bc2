import { parseArgs } from "node:util";
import type { Severity } from "../model/finding.ts";
import { parseDuration } from "../probe/wait.ts";

/** What `--fail-on` may say. */
export type FailOn = "error" | "warning" | "information" | "never";

/** What is analysed, and as what: the same for every command that reads sources. */
export interface SourceOptions {
  readonly paths: readonly string[];
  readonly root: string | undefined;
  readonly defines: ReadonlyMap<string, string | null>;
  readonly includes: readonly string[];
  readonly architecture: "x86" | "x64" | "arm64" | undefined;
}

/** Where tables go as text archives, and in which dialect. */
export interface ArchiveOptions {
  readonly folder: string;
  readonly dialect: "windows" | "msitools";
}

/** A command line that makes sense. */
export type Command =
  | {
      readonly name: "check";
      readonly sources: SourceOptions;
      readonly format: "text" | "json";
      readonly failOn: FailOn;
      readonly all: boolean;
      /** The kind of fix that is to be made, `safe` for those that change nothing but the finding; undefined where none is. */
      readonly fix: FixChoice | undefined;
      /** Shows what would be changed, and changes nothing. */
      readonly dryRun: boolean;
      readonly color: boolean;
    }
  | { readonly name: "tables"; readonly sources: SourceOptions; readonly archives: ArchiveOptions | undefined }
  | { readonly name: "explain"; readonly rule: string | undefined }
  | { readonly name: "status"; readonly watch: boolean; readonly json: boolean }
  /** `timeout` in milliseconds. */
  | { readonly name: "wait"; readonly timeout: number }
  | { readonly name: "lsp" }
  | { readonly name: "help"; readonly topic: string | undefined }
  | { readonly name: "version" };

/** What is wrong with a command line, as a sentence. */
export class UsageError extends Error {}

const FAIL_ON: readonly FailOn[] = ["error", "warning", "information", "never"];
/** The fixes that change nothing but the finding. */
export const SAFE = "safe";

const FIXES = [
  SAFE,
  "bundle",
  "exit-dialog",
  "ui-sequence",
  "upgrade",
  "wait",
  "pass-command",
  "suppress",
  "suppress-file",
] as const;

/** What `--fix` may be told. */
export type FixChoice = (typeof FIXES)[number];

const ARCHITECTURES = ["x86", "x64", "arm64"] as const;

const SOURCES = {
  define: { type: "string", short: "d", multiple: true },
  include: { type: "string", short: "I", multiple: true },
  arch: { type: "string" },
  root: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

const CHECK = {
  ...SOURCES,
  format: { type: "string", short: "f", default: "text" },
  "fail-on": { type: "string", default: "error" },
  all: { type: "boolean", default: false },
  fix: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  color: { type: "boolean" },
  "no-color": { type: "boolean" },
} as const;

const TABLES = {
  ...SOURCES,
  format: { type: "string", short: "f", default: "json" },
  out: { type: "string" },
  dialect: { type: "string" },
} as const;

const STATUS = {
  watch: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h" },
} as const;

const WAIT = { timeout: { type: "string", default: "10m" }, help: { type: "boolean", short: "h" } } as const;

const PLAIN = {
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
  stdio: { type: "boolean" },
} as const;

/** Reads the arguments that stand after the program's name. Throws `UsageError`. */
export function parseCommand(argv: readonly string[]): Command {
  const [first, ...rest] = argv;
  try {
    if (first === "check") return check(rest);
    if (first === "tables") return tables(rest);
    if (first === "status") return status(rest);
    if (first === "wait") return wait(rest);
    return other(argv);
  } catch (error) {
    if (error instanceof TypeError && "code" in error) throw new UsageError(error.message);
    throw error;
  }
}

function check(args: readonly string[]): Command {
  // `--fix` alone is the fixes that change nothing but the finding: node's parser knows no option whose value may be left out.
  const spelled = args.map((one) => (one === "--fix" ? `--fix=${SAFE}` : one));
  const { values, positionals } = parseArgs({ args: spelled, options: CHECK, allowPositionals: true });
  if (values.help === true) return { name: "help", topic: "check" };
  if (values["dry-run"] && values.fix === undefined) throw new UsageError("--dry-run needs --fix.");
  return {
    name: "check",
    sources: sourcesOf(values, positionals),
    format: oneOf("--format", values.format, ["text", "json"]),
    failOn: oneOf("--fail-on", values["fail-on"], FAIL_ON),
    all: values.all,
    fix: values.fix === undefined ? undefined : oneOf("--fix", values.fix, FIXES),
    dryRun: values["dry-run"],
    color: values["no-color"] !== true,
  };
}

function tables(args: readonly string[]): Command {
  const { values, positionals } = parseArgs({ args: [...args], options: TABLES, allowPositionals: true });
  if (values.help === true) return { name: "help", topic: "tables" };
  const format = oneOf("--format", values.format, ["json", "idt"]);
  return { name: "tables", sources: sourcesOf(values, positionals), archives: archivesOf(format, values) };
}

function archivesOf(
  format: "json" | "idt",
  { out, dialect }: { readonly out?: string | undefined; readonly dialect?: string | undefined },
): ArchiveOptions | undefined {
  if (format === "json") {
    if (out !== undefined || dialect !== undefined) throw new UsageError("--out and --dialect go with --format idt.");
    return undefined;
  }
  if (out === undefined) throw new UsageError("--format idt writes files: say where, with --out DIR.");
  return { folder: out, dialect: oneOf("--dialect", dialect ?? "windows", ["windows", "msitools"]) };
}

function status(args: readonly string[]): Command {
  const { values } = parseArgs({ args: [...args], options: STATUS });
  return values.help === true
    ? { name: "help", topic: "status" }
    : { name: "status", watch: values.watch, json: values.json };
}

function wait(args: readonly string[]): Command {
  const { values } = parseArgs({ args: [...args], options: WAIT });
  return values.help === true
    ? { name: "help", topic: "wait" }
    : { name: "wait", timeout: durationOf("--timeout", values.timeout) };
}

function durationOf(option: string, text: string): number {
  const found = parseDuration(text);
  if (found === undefined) throw new UsageError(`${option} is a time as 90s, 10m or 1h, and got "${text}".`);
  return found;
}

function other(args: readonly string[]): Command {
  const { values, positionals } = parseArgs({ args: [...args], options: PLAIN, allowPositionals: true });
  const [command, ...rest] = positionals;
  if (values.version === true) return { name: "version" };
  if (values.help === true || command === "help")
    return { name: "help", topic: command === "help" ? rest[0] : command };
  if (command === "explain" && rest.length <= 1) return { name: "explain", rule: rest[0] };
  if (command === "lsp" && rest.length === 0) return { name: "lsp" };
  if (command === undefined) throw new UsageError("Say what to do: check, tables, explain, status, wait or lsp.");
  throw new UsageError(
    command === "explain" || command === "lsp"
      ? `${command} takes fewer arguments.`
      : `There is no command ${command}.`,
  );
}

function sourcesOf(
  values: {
    readonly define?: string[] | undefined;
    readonly include?: string[] | undefined;
    readonly arch?: string | undefined;
    readonly root?: string | undefined;
  },
  paths: readonly string[],
): SourceOptions {
  return {
    paths: paths.length === 0 ? ["."] : paths,
    root: values.root,
    defines: definesOf(values.define ?? []),
    includes: values.include ?? [],
    architecture: values.arch === undefined ? undefined : oneOf("--arch", values.arch, ARCHITECTURES),
  };
}

/** `NAME=VALUE`, or `NAME` alone for a variable without a value, as WiX takes them. */
function definesOf(given: readonly string[]): ReadonlyMap<string, string | null> {
  return new Map(
    given.map((one) => {
      const cut = one.indexOf("=");
      const name = cut < 0 ? one : one.slice(0, cut);
      if (name.trim() === "") throw new UsageError(`-d needs NAME or NAME=VALUE, and got "${one}".`);
      return [name.trim(), cut < 0 ? null : one.slice(cut + 1)];
    }),
  );
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new UsageError(`${option} is one of ${allowed.join(", ")}, and got "${value}".`);
  return found;
}

/** True where a finding of that severity makes the command fail. */
export function reaches(severity: Severity, failOn: FailOn): boolean {
  const levels: readonly (Severity | FailOn)[] = ["error", "warning", "information"];
  return failOn !== "never" && levels.includes(severity) && levels.indexOf(severity) <= levels.indexOf(failOn);
}
