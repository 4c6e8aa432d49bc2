import type { Related } from "../model/finding.ts";
import type { Site } from "../model/site.ts";
import type { Followed, Launch } from "./commandLine/follow.ts";
import { readMsiexec } from "./commandLine/msiexec.ts";
import { extensionOfProgram, type FileNames, knownAs } from "./commandLine/program.ts";
import { splitWords } from "./commandLine/words.ts";
import type { Effect, Proof, Run } from "./effect.ts";
import { isIdle, recognize } from "./knownInstallers.ts";
import { originsOf } from "./origins.ts";
import { weaker } from "./proof.ts";
import type { Reader } from "./reader.ts";
import { concat, inserted, siteOf } from "./text.ts";

/** What one variant of a command comes to. */
export interface Outcome {
  readonly runs: readonly Run[];
  readonly effects: readonly Effect[];
  /** What could not be determined, half a sentence each. */
  readonly gaps: readonly string[];
  readonly trail: readonly Related[];
  /** True for what would happen if a value that may be set elsewhere stayed unknown. */
  readonly hypothetical: boolean;
}

/** An outcome in which nothing happens. */
export const NOTHING: Outcome = { runs: [], effects: [], gaps: [], trail: [], hypothetical: false };

/** An outcome of which only a reason is known. */
export function gap(reason: string, trail: readonly Related[] = []): Outcome {
  return { ...NOTHING, gaps: [reason], trail };
}

/** What surrounds a command: where its text stands, what its files are called, how it came about. */
export interface Setting {
  readonly site: Site;
  readonly files: FileNames;
  /** The most that any effect can be proven here. */
  readonly proof: Proof;
  readonly via: readonly string[];
  readonly trail: readonly Related[];
  readonly hypothetical: boolean;
  /** Why it is not known which program a launch spells so, in half a sentence. */
  readonly explain: (spelled: string) => string;
  /** Who installs the files that a command line names by their path. */
  readonly installers: (command: string) => readonly Related[];
}

/** The explanation that holds where a command line spells the program. */
export function explainBy(reader: Reader): Setting["explain"] {
  return (spelled) => {
    const origin = originsOf(reader, spelled);
    const named = spelled.length > 60 ? `${spelled.slice(0, 59)}…` : spelled;
    return `which program "${named}" is could not be determined${origin === "" ? "" : `: ${origin}`}`;
  };
}

/** Says of every program at the end of a command line what it does that matters here. */
export function outcomeOf({ launches, gaps }: Followed, setting: Setting): Outcome {
  const each = launches.map((launch) => effectsOf(launch, setting));
  return {
    runs: launches.map((launch) => runOf(launch, setting)),
    effects: each.flatMap(({ effects }) => effects),
    gaps: [...new Set([...each.flatMap((one) => one.gaps), ...gaps])],
    trail: [
      ...setting.trail,
      ...launches.flatMap((launch) => hopsOf(launch, setting)),
      ...launches.flatMap(({ whole }) => setting.installers(whole.value)),
    ],
    hypothetical: setting.hypothetical,
  };
}

function runOf({ name, unknown, arguments: rest, via }: Launch, { files, via: before }: Setting): Run {
  const spelled = rest.value.trim().replaceAll(/\[[#!][^[\]]+\]/g, (reference) => files(reference) ?? reference);
  const run = { program: name.spelled, arguments: spelled, via: [...before, ...via] };
  return unknown === true ? { ...run, unknown } : run;
}

function hopsOf({ name, via, whole }: Launch, { site }: Setting): readonly Related[] {
  return via.length === 0
    ? []
    : [
        {
          message: `${via.join(" and ")} ${via.length === 1 ? "runs" : "run"} ${name.spelled} here`,
          site: siteOf(whole, site),
        },
      ];
}

type Found = Pick<Outcome, "effects" | "gaps">;

function effectsOf(launch: Launch, setting: Setting): Found {
  if (launch.unknown === true) return { effects: [], gaps: [setting.explain(launch.name.spelled)] };
  const proof = weaker(launch.proof, setting.proof);
  if (knownAs(launch.name) === "msiexec") return msiexecEffects(launch, proof, setting);
  if (/^\.ms[ip]$/.test(extensionOfProgram(launch.name))) return packageEffects(launch, proof, setting);
  const recognized = recognize(launch.name.pattern);
  if (recognized?.proof === undefined || isIdle(splitWords(launch.arguments).map(({ text }) => text.value)))
    return { effects: [], gaps: [] };
  const site = siteOf(launch.whole, setting.site);
  const { awaited } = launch;
  const program = launch.name.spelled;
  const effect: Effect = {
    kind: "starts-redistributable",
    installer: recognized.installer,
    awaited,
    proof: weaker(proof, recognized.proof),
    program,
    site,
  };
  return { effects: [effect], gaps: [] };
}

function msiexecEffects(launch: Launch, proof: Proof, setting: Setting): Found {
  const command = readMsiexec(launch.arguments);
  if (command.kind === "unreadable")
    return { effects: [], gaps: ["what msiexec is told to do hangs on a part of its command line that is not known"] };
  if (command.kind === "undocumented")
    return { effects: [], gaps: ["what msiexec does with a package and none of its options is documented nowhere"] };
  if (command.kind !== "installs") return { effects: [], gaps: [] };
  const { operation, ui, doubtful } = command;
  const effect: Effect = {
    kind: "starts-installation",
    operation,
    package: command.package,
    ui,
    awaited: launch.awaited,
    proof: doubtful ? "possible" : proof,
    program: "msiexec",
    site: siteOf(launch.whole, setting.site),
  };
  return { effects: [effect], gaps: [] };
}

/** CreateProcess starts no package; ShellExecute opens one with `msiexec /i "%1" %*`, which hands the arguments on, and a patch with `msiexec /p`. */
function packageEffects(launch: Launch, proof: Proof, setting: Setting): Found {
  const site = siteOf(launch.whole, setting.site);
  if (launch.how === "process")
    return { effects: [{ kind: "package-as-program", package: launch.name.spelled, proof, site }], gaps: [] };
  const verb = inserted(extensionOfProgram(launch.name) === ".msp" ? "/p package " : "/i package ", launch.arguments);
  const command = readMsiexec(concat([verb, launch.arguments]));
  if (command.kind !== "installs") return { effects: [], gaps: [] };
  const effect: Effect = {
    kind: "starts-installation",
    operation: command.operation,
    package: launch.name.spelled,
    ui: command.ui,
    awaited: launch.awaited,
    proof: command.doubtful ? "possible" : proof,
    program: "msiexec",
    site,
  };
  return { effects: [effect], gaps: [] };
}
