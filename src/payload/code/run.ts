import type { Related } from "../../model/finding.ts";
import { textSite } from "../../model/site.ts";
import type { Span } from "../../model/span.ts";
import type { CodeCall, CodeReading, CodeStart, CodeWait } from "../code.ts";
import { readCreateProcess } from "../commandLine/createProcess.ts";
import type { Awaited, InstallerApi, InstallerOperation, Proof } from "../effect.ts";
import { spelledText, type Text } from "../text.ts";
import type { Project } from "./project.ts";
import type { Call, Creation, Routine } from "./routine.ts";
import { textsOf, type Value } from "./values.ts";

/** Something that may keep what follows from happening. `guard`: it only asks whether the process was started. */
export interface Doubt {
  readonly guard: boolean;
}

/** A routine that is running. */
export interface Frame {
  readonly routine: Routine;
  readonly locals: Map<string, Value>;
  readonly number: number;
  /** What decides whether this is reached at all. */
  doubts: readonly Doubt[];
  /** True where a statement has left the routine. */
  left: boolean;
  readonly returned: Value[];
  /** The calls that lead here. */
  readonly trail: readonly Related[];
  readonly depth: number;
}

/** A process that was started. */
interface Started {
  /** The index of the first of those that one call starts, one for each text it can have. */
  readonly group: number;
  readonly start: Omit<CodeStart, "awaited">;
  readonly doubts: readonly Doubt[];
  awaited: Awaited;
}

/** Known calls of a language: undefined for a call that is not known. */
export interface Known {
  readonly call: (run: Run, frame: Frame, asked: Asked) => Value | undefined;
  readonly creation: (run: Run, frame: Frame, creation: Creation, args: readonly Value[]) => Value | undefined;
}

/** A call with what is known of its parts. */
export interface Asked {
  readonly call: Call;
  readonly name: string;
  /** As spelled: `Process`, `Setup.Helper`; `""` where there is no receiver or it is no name. */
  readonly owner: string;
  readonly receiver: Value | undefined;
  readonly args: readonly Value[];
}

/** One run of a project from one entry point. */
export interface Run {
  readonly project: Project;
  readonly known: Known;
  /** The members of objects and the fields of classes, by id and name. */
  heap: Map<string, Value>;
  readonly started: Started[];
  readonly calls: CodeCall[];
  readonly waits: CodeWait[];
  readonly gaps: Set<string>;
  readonly running: Set<Routine>;
  /** True when a process that was started has been looked at since it was last set to false. */
  touched: boolean;
  /** The process of which it was last asked whether it has ended. */
  polled: number | undefined;
  steps: number;
  ids: number;
}

/** So many steps are gone from one entry point; sources that people write need some hundreds. */
export const MOST_STEPS = 20_000;
export const DEEPEST = 24;

export function createRun(project: Project, known: Known): Run {
  return {
    project,
    known,
    heap: new Map(),
    started: [],
    calls: [],
    waits: [],
    gaps: new Set(),
    running: new Set(),
    touched: false,
    polled: undefined,
    steps: 0,
    ids: 0,
  };
}

/** False when enough has been done. */
export function step(run: Run): boolean {
  if (++run.steps <= MOST_STEPS) return true;
  run.gaps.add(`its code goes on for more than ${MOST_STEPS} steps`);
  return false;
}

const proofOf = ({ doubts }: Frame): Proof => (doubts.length === 0 ? "proven" : "likely");

function happening(frame: Frame, span: Span, spelled: string) {
  return {
    whole: spelledText(spelled),
    proof: proofOf(frame),
    site: textSite(frame.routine.file, span),
    trail: frame.trail,
    compiled: true as const,
  };
}

/** What is started: a program with its arguments, or the command line of CreateProcess. */
export interface Command {
  readonly program: Value;
  /** Undefined where `program` is a command line. */
  readonly rest: Value | undefined;
  readonly how: "shell" | "process";
}

/** Notes that a process is started, once for each text that the program and its arguments can have. */
export function noteStart(run: Run, frame: Frame, span: Span, { program, rest, how }: Command): Value {
  const ways = textsOf(program).flatMap((file) => partsOf(file, rest));
  const index = run.started.length;
  run.touched = true;
  for (const { file, text } of ways) {
    const whole = happening(frame, span, `${file.value} ${text.value}`.trim());
    const proof = ways.length > 1 ? "likely" : whole.proof;
    const here = { message: `${file.value} is started here`, site: whole.site };
    const start = { ...whole, proof, program: file, arguments: text, how, trail: [...frame.trail, here] };
    run.started.push({ group: index, start, doubts: frame.doubts, awaited: "no" });
  }
  if (ways.length === 0) run.gaps.add(`which program ${frame.routine.name} starts is not known`);
  return { kind: "started", index };
}

function partsOf(file: string, rest: Value | undefined): readonly { readonly file: Text; readonly text: Text }[] {
  if (rest !== undefined)
    return textsOf(rest).map((text) => ({ file: spelledText(file), text: spelledText(text.trim()) }));
  const invocation = readCreateProcess(spelledText(file));
  return invocation === undefined ? [] : [{ file: invocation.program, text: invocation.rest }];
}

/** Notes that a process is waited for. Whether it is, is not known where more decides on the waiting than on the start. */
export function noteAwaited(run: Run, frame: Frame, index: number, awaited: Awaited): void {
  for (const started of run.started) {
    if (started.group !== index) continue;
    const more = frame.doubts.some((doubt) => !doubt.guard && !started.doubts.includes(doubt));
    started.awaited = more ? "unknown" : awaited;
  }
}

/** Notes a call of the installer API. */
export function noteCall(
  run: Run,
  frame: Frame,
  span: Span,
  call: { api: InstallerApi; operation: InstallerOperation; call: string; package: string; runsIn: CodeCall["runsIn"] },
): void {
  run.calls.push({ ...happening(frame, span, call.call), ...call });
}

/** Notes a wait for the mutex of Windows Installer. */
export function noteWait(run: Run, frame: Frame, span: Span, call: string, wait: CodeWait["wait"]): void {
  run.waits.push({ ...happening(frame, span, call), call, wait });
}

/** What a run came to. */
export function readingOf({ started, calls, waits, gaps }: Run): CodeReading {
  return {
    starts: started.map(({ start, awaited }) => ({ ...start, awaited })),
    calls,
    waits,
    gaps: [...gaps],
  };
}
