import { fileText } from "../code.ts";
import { chained, weaker } from "../proof.ts";
import { siteOf, type Text } from "../text.ts";
import { readBatch } from "./batch.ts";
import { followCmdCommand } from "./followCmd.ts";
import { followReading } from "./followReading.ts";
import { arrive, type Hop, type Parts, quoted, type Trip } from "./hop.ts";
import { extensionOfProgram, type ProgramName, programName } from "./program.ts";

/** What each extension is written in; an encoded script is not readable, and a page or a job holds scripts of several kinds. */
const LANGUAGES: Readonly<Record<string, string>> = {
  ".bat": "batch",
  ".cmd": "batch",
  ".ps1": "powershell",
  ".vbs": "vbscript",
  ".js": "jscript",
  ".vbe": "encoded",
  ".jse": "encoded",
  ".wsf": "job",
  ".hta": "page",
};

/** True for a program that is a script by its extension. */
export function isScript(name: ProgramName): boolean {
  return Object.hasOwn(LANGUAGES, extensionOfProgram(name));
}

/** Scripts that run each other further than this: more is nothing that people write. */
const MOST_SCRIPTS = 12;

/** Follows a script that a program runs, or that is opened as if it were a program; `path` is how the command line spells it. */
export function followScript(
  path: Text | undefined,
  language: string | undefined,
  host: ProgramName,
  parts: Parts,
  hop: Hop,
  trip: Trip,
): void {
  const name = path === undefined ? host : programName(path, trip.ground.files);
  const called = name?.spelled ?? path?.value.trim() ?? "";
  const kind = language ?? (name === undefined ? undefined : LANGUAGES[extensionOfProgram(name)]);
  const found = trip.ground.script(path ?? fileText(called), hop.scripts.at(-1));
  if (found.kind === "lost" || kind === undefined || hop.scripts.length >= MOST_SCRIPTS) {
    const why = found.kind === "lost" && found.reason !== "" ? `: ${found.reason}` : "";
    trip.gaps.push(`what the script ${called === "" ? "" : quoted(called)} does is not followed${why}`);
    arrive(host, parts, hop, trip);
    return;
  }
  // A script that runs itself again does nothing that it has not been seen to do.
  if (hop.scripts.includes(found.path)) return;
  const here =
    hop.site === undefined ? [] : [{ message: `${called} is run here`, site: siteOf(parts.whole, hop.site) }];
  const next: Hop = {
    ...hop,
    via: [...hop.via, called],
    how: "process",
    site: found.site,
    trail: [...hop.trail, ...here, ...found.related],
    scripts: [...hop.scripts, found.path],
  };
  const before = trip.launches.length + trip.calls.length;
  if (kind === "batch") followBatch(found.text, next, trip);
  else followReading(trip.ground.read(found, kind), { ...next, awaited: chained(next.awaited, "yes") }, trip);
  if (trip.launches.length + trip.calls.length === before) arrive(host, parts, hop, trip);
}

function followBatch(text: string, hop: Hop, trip: Trip): void {
  const { commands, gaps } = readBatch(fileText(text));
  trip.gaps.push(...gaps);
  for (const { text: command, proof } of commands)
    followCmdCommand(command, { ...hop, proof: weaker(hop.proof, proof) }, trip);
}
