import type { Text } from "../text.ts";
import { decodeCommand } from "./encodedCommand.ts";
import { followReading } from "./followReading.ts";
import { followScript } from "./followScript.ts";
import { arrive, type Hop, type Parts, type Trip } from "./hop.ts";
import { readPowerShell } from "./powershell.ts";
import { readScript } from "./powershellScript.ts";
import { knownAs, type ProgramName } from "./program.ts";

/** Follows what PowerShell is told to run: a script of the command line, one that is encoded there, or a file. */
export function followPowerShell(name: ProgramName, parts: Parts, hop: Hop, trip: Trip): void {
  const input = readPowerShell(parts.rest, knownAs(name));
  if (input.kind === "file") followScript(input.path, "powershell", name, parts, hop, trip);
  else if (input.kind === "script") {
    if (!followPowerShellText(input.text, hop, trip)) arrive(name, parts, hop, trip);
  } else if (input.kind === "encoded") {
    const decoded = decodeCommand(input.text);
    if (decoded === undefined) trip.gaps.push("the encoded command is not readable");
    if (decoded === undefined || !followPowerShellText(decoded, hop, trip)) arrive(name, parts, hop, trip);
  } else {
    if (input.kind === "input") trip.gaps.push("PowerShell reads its script from its input");
    arrive(name, parts, hop, trip);
  }
}

/** Follows what a script on the command line does; false where it does nothing that can be seen. */
export function followPowerShellText(script: Text, hop: Hop, trip: Trip): boolean {
  const reading = readScript(script);
  followReading(reading, { ...hop, via: [...hop.via, "powershell"] }, trip);
  return reading.starts.length + reading.calls.length + reading.waits.length > 0;
}
