import type { CodeReading, CodeStart } from "../code.ts";
import type { Awaited } from "../effect.ts";
import { chained, weaker } from "../proof.ts";
import type { Hop, Trip } from "./hop.ts";
import { knownAs, programName } from "./program.ts";

/** Follows what code starts, and takes over what it does itself. */
export function followReading(reading: CodeReading, hop: Hop, trip: Trip): void {
  trip.gaps.push(...reading.gaps);
  for (const done of reading.calls) trip.calls.push({ done, hop: along(hop, done) });
  for (const done of reading.waits) trip.waits.push({ done, hop: along(hop, done) });
  for (const start of reading.starts) {
    const awaited = chained(hop.awaited, awaitedByName(start, trip));
    const next: Hop = {
      ...along(hop, start),
      own: false,
      how: start.how,
      awaited,
      proof: weaker(hop.proof, start.proof),
    };
    trip.invocation({ program: start.program, rest: start.arguments, whole: start.whole }, next);
  }
}

/** Code that leads through other files says where its texts stand, and how it gets there. */
function along(hop: Hop, { site, trail, compiled }: Pick<CodeStart, "site" | "trail" | "compiled">): Hop {
  return {
    ...hop,
    ...(compiled === undefined ? {} : { compiled }),
    ...(site === undefined ? {} : { site }),
    ...(trail === undefined ? {} : { trail: [...hop.trail, ...trail] }),
  };
}

/**
 * PowerShell goes on at once after a program with windows that it runs by name, and waits for a console program.
 * msiexec.exe has windows; cmd and PowerShell are console programs; of others it is not known.
 */
function awaitedByName({ program, how, awaited, compiled }: CodeStart, trip: Trip): Awaited {
  const byName = how === "process" && awaited === "unknown" && compiled === undefined;
  const name = byName ? programName(program, trip.ground.files) : undefined;
  if (name === undefined) return awaited;
  if (knownAs(name) === "msiexec") return "no";
  return ["cmd", "powershell", "pwsh", "cscript"].includes(knownAs(name)) ? "yes" : awaited;
}
