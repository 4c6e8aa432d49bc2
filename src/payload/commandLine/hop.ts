import type { Related } from "../../model/finding.ts";
import type { Site } from "../../model/site.ts";
import type { CodeCall, CodeReading, CodeWait } from "../code.ts";
import type { Awaited, CarriedPackages, InstallerOperation, Proof } from "../effect.ts";
import { chained, weaker } from "../proof.ts";
import type { Text } from "../text.ts";
import type { Invocation } from "./createProcess.ts";
import type { FileNames, ProgramName } from "./program.ts";

/** Where following has got to: what stands before, and what holds of all that comes after. */
export interface Hop {
  /** The programs that only pass on, as in `["cmd", "start"]`. */
  readonly via: readonly string[];
  /** `process`: CreateProcess, which starts programs only; `shell`: ShellExecute, which opens a package with msiexec. */
  readonly how: "process" | "shell";
  readonly awaited: Awaited;
  readonly proof: Proof;
  /** True in the process of the action itself: a script that Windows Installer runs. */
  readonly own: boolean;
  /** The source that the texts lead into; undefined for that of the command line which following began with. */
  readonly site?: Site;
  /** Set where `${name}` in the texts stands for a value that a compiled program has only when it runs. */
  readonly compiled?: true;
  /** The places that led here, in their order. */
  readonly trail: readonly Related[];
  /** The scripts on the way here, by their paths: one that runs itself again leads nowhere new. */
  readonly scripts: readonly string[];
}

/** A program at the end of a command line, past everything that only passes it on. */
export interface Launch extends Omit<Hop, "scripts"> {
  /** Where it is not known which program it is, `spelled` is how the command line spells it, and `pattern` is of no known program. */
  readonly name: ProgramName;
  readonly unknown?: true;
  readonly arguments: Text;
  /** Program and arguments as the text spells them. */
  readonly whole: Text;
  /** Set where the program asks Windows Installer for an installation by itself, as `wmic product call uninstall` does. */
  /** Set where the file shows that the program carries packages. */
  readonly carries?: CarriedPackages;
  readonly installs?: { readonly operation: InstallerOperation; readonly package: string };
}

/** Something that a script on the way does, with the way there. */
export type Reached<T> = { readonly done: T; readonly hop: Hop };

/** What a command line leads to; `gaps` say in half a sentence each what could not be determined. */
export interface Followed {
  readonly launches: readonly Launch[];
  readonly calls: readonly Reached<CodeCall>[];
  readonly waits: readonly Reached<CodeWait>[];
  readonly gaps: readonly string[];
}

/** A script of the workspace that a command line runs. */
export type FoundScript =
  | {
      readonly kind: "found";
      readonly path: string;
      readonly text: string;
      /** Where the script stands. */
      readonly site: Site;
      readonly related: readonly Related[];
    }
  | { readonly kind: "lost"; readonly reason: string };

/** What following needs of the world around a command line. */
export interface Ground {
  readonly files: FileNames;
  /** The script that a path leads to; `beside` is the path of the script that spells it. */
  readonly script: (path: Text, beside: string | undefined) => FoundScript;
  /** What a script does that is no batch file. */
  readonly read: (script: { readonly path: string; readonly text: string }, language: string) => CodeReading;
  /** What is seen of a program by the file that it is, or by its sources; `spelled` is its path as the command line has it. */
  readonly program: (spelled: string, name: ProgramName) => SeenProgram | undefined;
  /** The command of a task that other actions set up. */
  readonly task: (name: string) => { readonly command: Text; readonly site: Site } | undefined;
}

/** What is seen of a program: what it carries, or what its own code does. */
export type SeenProgram =
  | { readonly kind: "carries"; readonly carries: CarriedPackages }
  | { readonly kind: "code"; readonly reading: CodeReading; readonly related: readonly Related[] };

/** Commands pass other commands on this many times at most; nobody nests them deeper, and a text cannot keep us busy. */
export const MOST_HOPS = 8;

/** So many programs are followed for one command line: scripts that run each other twice would double them at each step. */
export const MOST_STEPS = 400;

/** One command line being followed. */
export interface Trip {
  readonly ground: Ground;
  readonly launches: Launch[];
  readonly calls: Reached<CodeCall>[];
  readonly waits: Reached<CodeWait>[];
  readonly gaps: string[];
  /** The tasks that were set up on the way, by their names in lower case. */
  readonly tasks: Map<string, { readonly command: Text; readonly hop: Hop }>;
  steps: number;
  readonly line: (command: Text, hop: Hop) => void;
  readonly invocation: (invocation: Invocation, hop: Hop) => void;
  readonly named: (name: ProgramName | undefined, parts: Parts, hop: Hop, spelled: string) => void;
}

/** A program's arguments, and program and arguments as the text spells them. */
export interface Parts {
  readonly rest: Text;
  readonly whole: Text;
}

/** One step on: through `via`, waited for as `awaited` says, as sure as `proof`. */
export function onward(hop: Hop, via: string, awaited: Awaited = "yes", proof: Proof = "proven"): Hop {
  return { ...hop, via: [...hop.via, via], awaited: chained(hop.awaited, awaited), proof: weaker(hop.proof, proof) };
}

/** Ends at a program. */
export function arrive(
  name: ProgramName,
  { rest, whole }: Parts,
  hop: Hop,
  trip: Trip,
  more: Partial<Launch> = {},
): void {
  const { scripts: _, ...reached } = hop;
  trip.launches.push({ ...reached, name, arguments: rest, whole, ...more });
}

export const tooMany = `the command line leads through more than ${MOST_HOPS} programs`;

/** A part of a source in a reason: in quotes, cut where it is long. */
export const quoted = (text: string) => `"${text.length > 60 ? `${text.slice(0, 59)}…` : text}"`;
