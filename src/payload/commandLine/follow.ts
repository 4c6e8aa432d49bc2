import type { Site } from "../../model/site.ts";
import { type CodeReading, unread } from "../code.ts";
import { weaker } from "../proof.ts";
import { part, siteOf, type Text } from "../text.ts";
import { type Invocation, LONGEST_COMMAND, readCreateProcess } from "./createProcess.ts";
import { followCmd } from "./followCmd.ts";
import { followPowerShell, followPowerShellText } from "./followPowerShell.ts";
import { followReading } from "./followReading.ts";
import { followScript, isScript } from "./followScript.ts";
import {
  arrive,
  type Followed,
  type Ground,
  type Hop,
  MOST_HOPS,
  MOST_STEPS,
  onward,
  type Parts,
  quoted,
  type SeenProgram,
  type Trip,
  tooMany,
} from "./hop.ts";
import { type Handed, handedOn } from "./hosts.ts";
import { isForPowerShell, readPowerShell } from "./powershell.ts";
import { type FileNames, knownAs, type ProgramName, programName, UNKNOWN_PART } from "./program.ts";

export type { Followed, Ground, Launch } from "./hop.ts";

const FIRST: Hop = { via: [], how: "process", awaited: "yes", proof: "proven", own: false, trail: [], scripts: [] };

/** Where only the command line itself is known. */
export function bareGround(files: FileNames): Ground {
  const lost = { kind: "lost", reason: "" } as const;
  return { files, script: () => lost, read: () => unread(""), task: () => undefined, program: () => undefined };
}

/** Follows a command line, as CreateProcess takes it, through what passes it on: cmd, PowerShell, scripts and the like. */
export function followCommand(command: Text, ground: Ground): Followed {
  return follow(command, ground, (trip) => followLine(command, FIRST, trip));
}

/** Follows a program whose path is known apart from its arguments, as Binary, File and Property actions have it. */
export function followProgram(name: ProgramName | undefined, rest: Text, ground: Ground, spelled: string): Followed {
  return follow(rest, ground, (trip) => followNamed(name, { rest, whole: rest }, FIRST, trip, spelled));
}

/** Follows what the code of an action does in its own process; `file` is the script that it stands in, where it does in one. */
export function followOwnCode(
  reading: CodeReading,
  ground: Ground,
  file: { readonly path: string; readonly site: Site } | undefined,
): Followed {
  const where = file === undefined ? {} : { scripts: [file.path], site: file.site };
  return follow(undefined, ground, (trip) => followReading(reading, { ...FIRST, ...where, own: true }, trip));
}

function follow(command: Text | undefined, ground: Ground, go: (trip: Trip) => void): Followed {
  const trip: Trip = {
    ground,
    launches: [],
    calls: [],
    waits: [],
    gaps: [],
    tasks: new Map(),
    steps: 0,
    line: (text, hop) => followLine(text, hop, trip),
    invocation: (invocation, hop) => followInvocation(invocation, hop, trip),
    named: (name, parts, hop, spelled) => followNamed(name, parts, hop, trip, spelled),
  };
  if (command !== undefined && command.value.length > LONGEST_COMMAND)
    trip.gaps.push("the command line is longer than Windows takes");
  else go(trip);
  return trip;
}

/** CreateProcess looks for a folder `msiexec.exe` here; only cmd reads this as an option. */
const GLUED = /^\s*"?(?:[^"\s]*[\\/\]])?msiexec(?:\.exe)?\/[^\s"]*/i;

function followLine(command: Text, hop: Hop, trip: Trip): void {
  const glued = GLUED.exec(command.value)?.[0];
  if (glued !== undefined) {
    trip.gaps.push("no blank parts msiexec from its option, so it is expected not to start");
    arriveUnknown(glued.trim().replaceAll('"', ""), { rest: part(command, glued.length), whole: command }, hop, trip);
    return;
  }
  const invocation = readCreateProcess(command);
  if (invocation === undefined) trip.gaps.push("the command line is empty");
  else followInvocation(invocation, hop, trip);
}

/** `"MsiExec.exe /X{GUID}" /qn`: no file is called so. */
const WITH_ARGUMENTS = /(?:^|[\\/\]])(?:msiexec|[^\\/"]+\.(?:exe|com|bat|cmd))\s+[-/]/i;

function followInvocation(invocation: Invocation, hop: Hop, trip: Trip): void {
  const { program } = invocation;
  if (WITH_ARGUMENTS.test(program.value)) {
    trip.gaps.push("quotation marks stand around arguments too, so it is expected not to start");
    arriveUnknown(program.value.trim(), invocation, hop, trip);
    return;
  }
  const name = programName(program, trip.ground.files);
  if (name !== undefined && isScript(name)) followScript(program, undefined, name, invocation, hop, trip);
  else followNamed(name, invocation, hop, trip, program.value);
}

function followNamed(name: ProgramName | undefined, parts: Parts, hop: Hop, trip: Trip, spelled: string): void {
  if (++trip.steps > MOST_STEPS) {
    if (trip.steps === MOST_STEPS + 1) trip.gaps.push(`it leads to more than ${MOST_STEPS} programs`);
    return;
  }
  if (name === undefined) {
    if (spelled.trim() === "") trip.gaps.push("the command line names no program");
    else arriveUnknown(spelled.trim(), parts, hop, trip);
    return;
  }
  const known = knownAs(name);
  if (hop.via.length - hop.scripts.length >= MOST_HOPS) trip.gaps.push(tooMany);
  else if (known === "cmd") followCmd(name, parts, hop, trip);
  else if (known === "powershell" || known === "pwsh") followPowerShell(name, parts, hop, trip);
  else if (isScript(name)) followScript(undefined, undefined, name, parts, hop, trip);
  else {
    const handed = handedOn(name, parts.rest);
    if (handed === undefined) followSeen(trip.ground.program(spelled, name), name, parts, hop, trip);
    else followHanded(handed, name, parts, hop, trip);
  }
}

/** A program that ends the command line, with what is seen of it. */
function followSeen(seen: SeenProgram | undefined, name: ProgramName, parts: Parts, hop: Hop, trip: Trip): void {
  if (seen?.kind !== "code") {
    arrive(name, parts, hop, trip, seen === undefined ? {} : { carries: seen.carries });
    return;
  }
  const before = trip.launches.length + trip.calls.length;
  const next: Hop = {
    ...onward(hop, name.spelled),
    own: false,
    how: "process",
    trail: [...hop.trail, ...seen.related],
  };
  followReading(seen.reading, next, trip);
  if (trip.launches.length + trip.calls.length === before) arrive(name, parts, hop, trip);
}

function followHanded(handed: Handed, name: ProgramName, parts: Parts, hop: Hop, trip: Trip): void {
  const known = knownAs(name);
  switch (handed.kind) {
    case "command":
      followLine(handed.command, onward(hop, known, handed.waits, handed.sure ? "proven" : "likely"), trip);
      return;
    case "document": {
      const opened = { program: handed.path, rest: part(handed.path, handed.path.value.length), whole: parts.whole };
      followInvocation(opened, { ...onward(hop, known, "no"), how: "shell" }, trip);
      return;
    }
    case "script":
      followScript(handed.path, handed.language, name, parts, hop, trip);
      return;
    case "task":
      followTask(handed, name, parts, hop, trip);
      return;
    case "installation": {
      const { operation, package: product, sure } = handed;
      const proof = weaker(hop.proof, sure ? "proven" : "likely");
      arrive(name, parts, { ...hop, proof }, trip, { installs: { operation, package: product } });
      return;
    }
    case "unknown":
      trip.gaps.push(`what the ${handed.what} does that ${known} runs is not followed`);
      arrive(name, parts, hop, trip);
      return;
    case "nothing":
      arrive(name, parts, hop, trip);
  }
}

type Task = Extract<Handed, { kind: "task" }>;

/** A task does nothing by being set up; it is run by its name, maybe by another action. */
function followTask({ name, command, runs }: Task, program: ProgramName, parts: Parts, hop: Hop, trip: Trip): void {
  const key = name.toLowerCase();
  if (!runs) {
    if (command !== undefined) trip.tasks.set(key, { command, hop });
    trip.gaps.push(`when the task ${quoted(name)} runs is up to the Task Scheduler`);
    arrive(program, parts, hop, trip);
    return;
  }
  const here = trip.tasks.get(key);
  const known = here ?? trip.ground.task(name);
  if (known === undefined) {
    trip.gaps.push(`which command the task ${name} has is not in the sources`);
    arrive(program, parts, hop, trip);
    return;
  }
  const site = "site" in known ? known.site : known.hop.site;
  const message = `the task ${name} is set up here`;
  const trail = site === undefined ? hop.trail : [...hop.trail, { message, site: siteOf(known.command, site) }];
  followLine(known.command, { ...onward(hop, "schtasks", "no"), trail, ...(site === undefined ? {} : { site }) }, trip);
}

/** A program of which nothing is known but how it is spelled; arguments that only PowerShell has are read as PowerShell would. */
function arriveUnknown(spelled: string, parts: Parts, hop: Hop, trip: Trip): void {
  const name: ProgramName = { spelled, pattern: UNKNOWN_PART };
  arrive(name, parts, hop, trip, { unknown: true });
  if (!isForPowerShell(parts.rest) || hop.via.length >= MOST_HOPS) return;
  trip.gaps.push("its arguments are those of PowerShell");
  const input = readPowerShell(parts.rest, "powershell");
  if (input.kind === "script") followPowerShellText(input.text, { ...hop, proof: weaker(hop.proof, "likely") }, trip);
}
