import { chained, weaker } from "../proof.ts";
import { isPartlyHidden, type Text } from "../text.ts";
import { CMD_BUILT_IN, readCmdLine, readStart, splitCommands } from "./cmd.ts";
import { type Invocation, readCreateProcess } from "./createProcess.ts";
import { arrive, type Hop, MOST_HOPS, onward, type Parts, type Trip, tooMany } from "./hop.ts";
import { extensionOfProgram, type ProgramName, programName } from "./program.ts";

/** Follows what cmd is told to run. */
export function followCmd(name: ProgramName, parts: Parts, hop: Hop, trip: Trip): void {
  const line = readCmdLine(parts.rest);
  if (line === undefined || line.value.trim() === "") {
    if (isPartlyHidden(parts.rest)) trip.gaps.push("what cmd is to run is not known");
    arrive(name, parts, hop, trip);
    return;
  }
  const before = countOf(trip);
  for (const command of splitCommands(line)) {
    const next: Hop = { ...hop, via: [...hop.via, "cmd"], how: "process", proof: weaker(hop.proof, command.proof) };
    followCmdCommand(command.text, next, trip);
  }
  if (countOf(trip) === before) arrive(name, parts, hop, trip);
}

const countOf = ({ launches, calls, waits, gaps }: Trip) => launches.length + calls.length + waits.length + gaps.length;

/**
 * Follows one command of cmd, past redirections and conditions.
 *
 * A package or document is opened by its association; whether cmd waits for what opens it is not documented.
 */
export function followCmdCommand(command: Text, hop: Hop, trip: Trip): void {
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
    trip.invocation(invocation, { ...hop, how: "shell", awaited: chained(hop.awaited, "unknown") });
  else trip.invocation(invocation, hop);
}

function followCall(rest: Text, hop: Hop, trip: Trip): void {
  if (hop.via.length - hop.scripts.length >= MOST_HOPS) trip.gaps.push(tooMany);
  else followCmdCommand(rest, onward(hop, "call"), trip);
}

function followStart(rest: Text, hop: Hop, trip: Trip): void {
  const { command, waits } = readStart(rest);
  const invocation = readCreateProcess(splitAtSlash(command));
  if (invocation === undefined) return;
  trip.invocation(invocation, { ...onward(hop, "start", waits ? "yes" : "no"), how: "shell" });
}

function isDocument({ program }: Invocation, trip: Trip): boolean {
  const name = programName(program, trip.ground.files);
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
