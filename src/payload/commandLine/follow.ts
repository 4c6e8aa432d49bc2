import type { Awaited, Proof } from "../effect.ts";
import { chained, weaker } from "../proof.ts";
import { isPartlyHidden, part, type Text } from "../text.ts";
import { CMD_BUILT_IN, readCmdLine, readStart, splitCommands } from "./cmd.ts";
import { type Invocation, LONGEST_COMMAND, readCreateProcess } from "./createProcess.ts";
import { isForPowerShell, readPowerShell } from "./powershell.ts";
import { readScript } from "./powershellScript.ts";
import type { ScriptStart } from "./powershellValues.ts";
import { extensionOfProgram, type FileNames, knownAs, type ProgramName, programName, UNKNOWN_PART } from "./program.ts";
import { splitWords } from "./words.ts";

/** A program at the end of a command line, past everything that only passes it on. */
export interface Launch {
  /** Where it is not known which program it is, `spelled` is how the command line spells it, and `pattern` is of no known program. */
  readonly name: ProgramName;
  readonly unknown?: true;
  readonly arguments: Text;
  /** Program and arguments as the text spells them. */
  readonly whole: Text;
  /** `process`: CreateProcess, which starts programs only; `shell`: ShellExecute, which opens a package with msiexec. */
  readonly how: "process" | "shell";
  /** What stands before it, as in `["cmd", "start"]`. */
  readonly via: readonly string[];
  readonly awaited: Awaited;
  readonly proof: Proof;
}

/** What a command line leads to; `gaps` say in half a sentence each what could not be determined. */
export interface Followed {
  readonly launches: readonly Launch[];
  readonly gaps: readonly string[];
}

/** Commands pass other commands on this many times at most; nobody nests them deeper, and a text cannot keep us busy. */
const MOST_HOPS = 8;

interface Hop {
  readonly via: readonly string[];
  readonly how: "process" | "shell";
  readonly awaited: Awaited;
  readonly proof: Proof;
}

const FIRST: Hop = { via: [], how: "process", awaited: "yes", proof: "proven" };

interface Trip {
  readonly files: FileNames;
  readonly launches: Launch[];
  readonly gaps: string[];
}

/** Follows a command line, as CreateProcess takes it, through cmd, start, call and PowerShell. */
export function followCommand(command: Text, files: FileNames): Followed {
  const trip: Trip = { files, launches: [], gaps: [] };
  if (command.value.length > LONGEST_COMMAND) trip.gaps.push("the command line is longer than Windows takes");
  else followLine(command, FIRST, trip);
  return trip;
}

/** Follows a program whose path is known apart from its arguments, as Binary, File and Property actions have it. */
export function followProgram(name: ProgramName | undefined, rest: Text, files: FileNames, spelled: string): Followed {
  const trip: Trip = { files, launches: [], gaps: [] };
  if (rest.value.length > LONGEST_COMMAND) trip.gaps.push("the command line is longer than Windows takes");
  else followNamed(name, { rest, whole: rest }, FIRST, trip, spelled);
  return trip;
}

/** CreateProcess looks for a folder `msiexec.exe` here; only cmd reads this as an option. */
const GLUED = /^\s*"?(?:[^"\s]*[\\/\]])?msiexec(?:\.exe)?\/[^\s"]*/i;

function followLine(command: Text, hop: Hop, trip: Trip): void {
  const glued = GLUED.exec(command.value)?.[0];
  if (glued !== undefined) {
    trip.gaps.push("no blank parts msiexec from its option, so it is expected not to start");
    arriveUnknown(glued.trim().replaceAll('"', ""), part(command, glued.length), command, hop, trip);
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
    arriveUnknown(program.value.trim(), invocation.rest, invocation.whole, hop, trip);
    return;
  }
  const name = programName(program, trip.files);
  followNamed(name, invocation, hop, trip, program.value);
}

function followNamed(
  name: ProgramName | undefined,
  { rest, whole }: { rest: Text; whole: Text },
  hop: Hop,
  trip: Trip,
  spelled: string,
): void {
  if (name === undefined) {
    if (spelled.trim() === "") trip.gaps.push("the command line names no program");
    else arriveUnknown(spelled.trim(), rest, whole, hop, trip);
    return;
  }
  const known = knownAs(name);
  if (hop.via.length >= MOST_HOPS) trip.gaps.push(`the command line leads through more than ${MOST_HOPS} programs`);
  else if (known === "cmd") followCmd(name, rest, whole, hop, trip);
  else if (known === "powershell" || known === "pwsh") followPowerShell(name, rest, whole, hop, trip);
  else if (known === "forfiles") followForfiles(name, rest, whole, hop, trip);
  else arrive(name, rest, whole, hop, trip);
}

/** forfiles runs what stands after `/c` for each file that it finds: for none, where it finds none. */
function followForfiles(name: ProgramName, rest: Text, whole: Text, hop: Hop, trip: Trip): void {
  const words = splitWords(rest).map(({ text }) => text);
  const at = words.findIndex(({ value }) => /^[-/]c$/i.test(value));
  const command = at < 0 ? undefined : words[at + 1];
  if (command === undefined) arrive(name, rest, whole, hop, trip);
  else followLine(command, { ...hop, via: [...hop.via, "forfiles"], proof: weaker(hop.proof, "likely") }, trip);
}

/** A program of which nothing is known but how it is spelled; arguments that only PowerShell has are read as PowerShell would. */
function arriveUnknown(spelled: string, rest: Text, whole: Text, hop: Hop, trip: Trip): void {
  const { how, via, awaited, proof } = hop;
  const name: ProgramName = { spelled, pattern: UNKNOWN_PART };
  trip.launches.push({ name, unknown: true, arguments: rest, whole, how, via, awaited, proof });
  if (!isForPowerShell(rest) || hop.via.length >= MOST_HOPS) return;
  trip.gaps.push("its arguments are those of PowerShell");
  const input = readPowerShell(rest, "powershell");
  if (input.kind === "script") followScript(input.text, { ...hop, proof: weaker(proof, "likely") }, trip);
}

/** Programs that run what their arguments name, and what that is called. */
const HOSTS: ReadonlyMap<string, string> = new Map([
  ...["wscript", "cscript"].map((name): [string, string] => [name, "script"]),
  ["mshta", "page"],
  ["rundll32", "function"],
  ..."wmic runas psexec psexec64 paexec hstart hstart64 nircmd nircmdc elevate gsudo sudo hidcon conhost wsl bash at"
    .split(" ")
    .map((name): [string, string] => [name, "command"]),
]);

/** What rundll32 calls in these libraries of Windows installs no package. */
const OWN_LIBRARY =
  /^\s*"?(?:[^"\s,]*[\\\]])?(?:setupapi|advpack|printui|shell32|user32|url|ieframe|inetcpl|dfshim|newdev)(?:\.(?:dll|cpl))?"?\s*,/i;

function hostOf(name: ProgramName, rest: Text): string | undefined {
  const known = knownAs(name);
  if (known === "rundll32" && OWN_LIBRARY.test(rest.value)) return undefined;
  if (known === "schtasks" && /(?:^|\s)\/tr(?:\s|$)/i.test(rest.value)) return "task";
  return HOSTS.get(known);
}

function arrive(name: ProgramName, rest: Text, whole: Text, hop: Hop, trip: Trip): void {
  const host = hostOf(name, rest);
  if (host !== undefined) trip.gaps.push(`what the ${host} does that ${knownAs(name)} runs is not followed`);
  if (/^\.(?:bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta)$/.test(extensionOfProgram(name)))
    trip.gaps.push(`what the script ${name.spelled} does is not followed`);
  trip.launches.push({
    name,
    arguments: rest,
    whole,
    how: hop.how,
    via: hop.via,
    awaited: hop.awaited,
    proof: hop.proof,
  });
}

function followCmd(name: ProgramName, rest: Text, whole: Text, hop: Hop, trip: Trip): void {
  const line = readCmdLine(rest);
  const via = [...hop.via, "cmd"];
  if (line === undefined || line.value.trim() === "") {
    if (isPartlyHidden(rest)) trip.gaps.push("what cmd is to run is not known");
    arrive(name, rest, whole, hop, trip);
    return;
  }
  const before = trip.launches.length + trip.gaps.length;
  for (const command of splitCommands(line))
    followCmdCommand(command.text, { ...hop, via, how: "process", proof: weaker(hop.proof, command.proof) }, trip);
  if (trip.launches.length + trip.gaps.length === before) arrive(name, rest, whole, hop, trip);
}

/** A package or document as a command of cmd is opened by its association; whether cmd waits for what opens it is not documented. */
function followCmdCommand(command: Text, hop: Hop, trip: Trip): void {
  const invocation = readCreateProcess(splitAtSlash(command));
  if (invocation === undefined) return;
  const word = /^[a-z]+/i.exec(invocation.program.value)?.[0].toLowerCase() ?? "";
  const whole = word.length === invocation.program.value.length;
  if (whole && word === "start") followStart(invocation.rest, hop, trip);
  else if (whole && word === "call") followCall(invocation.rest, hop, trip);
  else if (
    (CMD_BUILT_IN.has(word) && !/^[a-z]+[-\w]*\.(?:exe|com|bat|cmd)$/i.test(invocation.program.value)) ||
    invocation.program.value.startsWith(":")
  )
    return;
  else if (isDocument(invocation, trip))
    followInvocation(invocation, { ...hop, how: "shell", awaited: chained(hop.awaited, "unknown") }, trip);
  else followInvocation(invocation, hop, trip);
}

function followCall(rest: Text, hop: Hop, trip: Trip): void {
  if (hop.via.length >= MOST_HOPS) trip.gaps.push(`the command line leads through more than ${MOST_HOPS} programs`);
  else followCmdCommand(rest, { ...hop, via: [...hop.via, "call"] }, trip);
}

function followStart(rest: Text, hop: Hop, trip: Trip): void {
  const { command, waits } = readStart(rest);
  const invocation = readCreateProcess(splitAtSlash(command));
  if (invocation === undefined) return;
  followInvocation(
    invocation,
    { ...hop, via: [...hop.via, "start"], how: "shell", awaited: waits ? hop.awaited : "no" },
    trip,
  );
}

function isDocument({ program }: Invocation, trip: Trip): boolean {
  const name = programName(program, trip.files);
  return name !== undefined && /^\.ms[ip]$/.test(extensionOfProgram(name));
}

/** cmd takes `msiexec/i child.msi` for `msiexec /i child.msi`. */
function splitAtSlash(command: Text): Text {
  const name = /^\s*(?:msiexec|start|cmd)(?:\.exe)?(?=\/)/i.exec(command.value)?.[0];
  if (name === undefined) return command;
  const space = (units: Uint32Array) =>
    Uint32Array.from([...units.subarray(0, name.length), units[name.length] ?? 0, ...units.subarray(name.length)]);
  const hidden = Uint8Array.from([
    ...command.hidden.subarray(0, name.length),
    0,
    ...command.hidden.subarray(name.length),
  ]);
  return {
    value: `${name} ${command.value.slice(name.length)}`,
    starts: space(command.starts),
    ends: space(command.ends),
    hidden,
  };
}

function followPowerShell(name: ProgramName, rest: Text, whole: Text, hop: Hop, trip: Trip): void {
  const input = readPowerShell(rest, knownAs(name));
  if (input.kind !== "script") {
    const gap = {
      file: `what the script ${input.kind === "file" ? quoted(input.path.value) : ""} does is not followed`,
      encoded: "what the encoded command does is not followed",
      input: "PowerShell reads its script from its input",
      nothing: undefined,
    }[input.kind];
    if (gap !== undefined) trip.gaps.push(gap);
    arrive(name, rest, whole, hop, trip);
    return;
  }
  if (!followScript(input.text, hop, trip)) arrive(name, rest, whole, hop, trip);
}

/** Follows what a script on the command line starts; false where it starts nothing that can be seen. */
function followScript(script: Text, hop: Hop, trip: Trip): boolean {
  const via = [...hop.via, "powershell"];
  const reading = readScript(script);
  trip.gaps.push(...reading.gaps);
  for (const start of reading.starts) {
    const awaited = chained(hop.awaited, awaitedByName(start, trip));
    const next: Hop = { via, how: start.how, awaited, proof: weaker(hop.proof, start.proof) };
    followInvocation({ program: start.program, rest: start.arguments, whole: start.whole }, next, trip);
  }
  return reading.starts.length > 0;
}

/**
 * PowerShell goes on at once after a program with windows that it runs by name, and waits for a console program.
 * msiexec.exe has windows; cmd and PowerShell are console programs; of others it is not known.
 */
function awaitedByName({ program, how, awaited }: ScriptStart, trip: Trip): Awaited {
  const name = how === "process" && awaited === "unknown" ? programName(program, trip.files) : undefined;
  if (name === undefined) return awaited;
  if (knownAs(name) === "msiexec") return "no";
  return ["cmd", "powershell", "pwsh"].includes(knownAs(name)) ? "yes" : awaited;
}

const quoted = (text: string) => `"${text.length > 60 ? `${text.slice(0, 59)}…` : text}"`;
