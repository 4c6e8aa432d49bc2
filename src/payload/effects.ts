import type { Related } from "../model/finding.ts";
import type { Site } from "../model/site.ts";
import type { CodeCall, CodeWait } from "./code.ts";
import type { Followed, Ground, Launch, Reached } from "./commandLine/hop.ts";
import { readMsiexec } from "./commandLine/msiexec.ts";
import { extensionOfProgram, knownAs } from "./commandLine/program.ts";
import { splitWords } from "./commandLine/words.ts";
import type { CarriedPackages, Effect, KnownInstaller, Proof, Run } from "./effect.ts";
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
  readonly ground: Ground;
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
export function outcomeOf({ launches, calls, waits, gaps }: Followed, setting: Setting): Outcome {
  const each = [
    ...launches.map((launch) => effectsOf(launch, setting)),
    ...calls.map((call) => effectsOfCall(call, setting)),
    ...waits.map((wait) => effectsOfWait(wait, setting)),
  ];
  const hops = [...calls, ...waits].flatMap(({ hop, done }) => [...hop.trail, ...placeOfCall(hop.site, done)]);
  return {
    runs: launches.map((launch) => runOf(launch, setting)),
    effects: each.flatMap(({ effects }) => effects),
    gaps: [...new Set([...each.flatMap((one) => one.gaps), ...gaps])],
    trail: [
      ...setting.trail,
      ...launches.flatMap((launch) => hopsOf(launch, setting)),
      ...hops,
      ...launches.flatMap(({ whole }) => setting.installers(whole.value)),
    ],
    hypothetical: setting.hypothetical,
  };
}

function runOf({ name, unknown, arguments: rest, via }: Launch, { ground, via: before }: Setting): Run {
  const named = (reference: string) => ground.files(reference) ?? reference;
  const spelled = rest.value.trim().replaceAll(/\[[#!][^[\]]+\]/g, named);
  const run = { program: name.spelled, arguments: spelled, via: [...before, ...via] };
  return unknown === true ? { ...run, unknown } : run;
}

function hopsOf({ name, via, whole, trail, site: inScript }: Launch, { site }: Setting): readonly Related[] {
  if (via.length === 0)
    return inScript === undefined
      ? trail
      : [...trail, { message: `${name.spelled} is started here`, site: siteOf(whole, inScript) }];
  // Scripts on the way have a place of their own in the trail: what they run stands in the last of them.
  const through = inScript === undefined ? via.join(" and ") : via.at(-1);
  const runs = inScript === undefined && via.length > 1 ? "run" : "runs";
  return [...trail, { message: `${through} ${runs} ${name.spelled} here`, site: siteOf(whole, inScript ?? site) }];
}

function placeOfCall(site: Site | undefined, { whole, call }: CodeCall | CodeWait): readonly Related[] {
  return site === undefined ? [] : [{ message: `${call} is called here`, site: siteOf(whole, site) }];
}

type Found = Pick<Outcome, "effects" | "gaps">;

function effectsOf(launch: Launch, setting: Setting): Found {
  if (launch.unknown === true) return { effects: [], gaps: [explainLaunch(launch, setting)] };
  const proof = weaker(launch.proof, setting.proof);
  if (launch.installs !== undefined) return installationEffects(launch, launch.installs, proof, setting);
  if (knownAs(launch.name) === "msiexec") return msiexecEffects(launch, proof, setting);
  if (/^\.ms[ip]$/.test(extensionOfProgram(launch.name))) return packageEffects(launch, proof, setting);
  const recognized = recognize(launch.name.pattern, launch.arguments.value);
  const { carries } = launch;
  const installer = recognized?.proof === undefined ? carriedInstaller(carries) : recognized.installer;
  if (installer === undefined || isIdle(splitWords(launch.arguments).map(({ text }) => text.value)))
    return { effects: [], gaps: [] };
  const site = siteOf(launch.whole, launch.site ?? setting.site);
  const { awaited } = launch;
  const program = launch.name.spelled;
  const effect: Effect = {
    kind: "starts-redistributable",
    installer,
    ...(carries === undefined ? {} : { shown: carries }),
    awaited,
    proof: weaker(proof, carries?.proof ?? recognized?.proof ?? "likely"),
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
    ...(command.properties.length === 0 ? {} : { properties: command.properties }),
    ui,
    awaited: launch.awaited,
    proof: doubtful ? "possible" : proof,
    program: "msiexec",
    site: siteOf(launch.whole, launch.site ?? setting.site),
  };
  return { effects: [effect], gaps: [] };
}

/** CreateProcess starts no package; ShellExecute opens one with `msiexec /i "%1" %*`, which hands the arguments on, and a patch with `msiexec /p`. */
function packageEffects(launch: Launch, proof: Proof, setting: Setting): Found {
  const site = siteOf(launch.whole, launch.site ?? setting.site);
  if (launch.how === "process")
    return { effects: [{ kind: "package-as-program", package: launch.name.spelled, proof, site }], gaps: [] };
  const verb = inserted(extensionOfProgram(launch.name) === ".msp" ? "/p package " : "/i package ", launch.arguments);
  const command = readMsiexec(concat([verb, launch.arguments]));
  if (command.kind !== "installs") return { effects: [], gaps: [] };
  const effect: Effect = {
    kind: "starts-installation",
    operation: command.operation,
    package: launch.name.spelled,
    ...(command.properties.length === 0 ? {} : { properties: command.properties }),
    ui: command.ui,
    awaited: launch.awaited,
    proof: command.doubtful ? "possible" : proof,
    program: "msiexec",
    site,
  };
  return { effects: [effect], gaps: [] };
}

/** `${path}` of compiled code stands for a value that it has only when it runs. */
function explainLaunch({ name, compiled }: Launch, { explain }: Setting): string {
  const value = compiled === true ? /^\$\{([^{}]*)\}$/.exec(name.spelled)?.[1] : undefined;
  return value === undefined
    ? explain(name.spelled)
    : `which program its code starts is known only when it runs (${value})`;
}

const SOURCES = {
  bundle: "https://docs.firegiant.com/wix/tools/burn/",
  package: "https://learn.microsoft.com/windows/win32/msi/-msiexecute-mutex",
} as const;

/** A program that no table knows, and that its file shows to carry packages. */
function carriedInstaller(carries: CarriedPackages | undefined): KnownInstaller | undefined {
  if (carries === undefined) return undefined;
  const { title, by } = carries;
  return { id: by, title, carries: title, source: SOURCES[by] };
}

type Installs = NonNullable<Launch["installs"]>;

function installationEffects(launch: Launch, installs: Installs, proof: Proof, setting: Setting): Found {
  const site = siteOf(launch.whole, launch.site ?? setting.site);
  const { awaited } = launch;
  const program = knownAs(launch.name);
  return {
    effects: [{ kind: "starts-installation", ...installs, ui: "caller", awaited, proof, program, site }],
    gaps: [],
  };
}

/** In the action's own process it is a call of the API there; anywhere else another process starts the installation. */
function effectsOfCall({ done, hop }: Reached<CodeCall>, setting: Setting): Found {
  const site = siteOf(done.whole, hop.site ?? setting.site);
  const proof = weaker(weaker(done.proof, hop.proof), setting.proof);
  const { api, call, operation, package: product } = done;
  if (hop.own && done.runsIn === "own")
    return { effects: [{ kind: "calls-installer", api, operation, call, package: product, proof, site }], gaps: [] };
  if (api === "opens-session") return { effects: [], gaps: [] };
  const surely = api === "installs" ? proof : "possible";
  const effect: Effect = {
    kind: "starts-installation",
    operation,
    package: product,
    ui: "caller",
    awaited: hop.awaited,
    proof: surely,
    program: call,
    site,
  };
  return { effects: [effect], gaps: [] };
}

function effectsOfWait({ done, hop }: Reached<CodeWait>, setting: Setting): Found {
  const site = siteOf(done.whole, hop.site ?? setting.site);
  const proof = weaker(weaker(done.proof, hop.proof), setting.proof);
  const { wait, call } = done;
  return { effects: [{ kind: "waits-for-mutex", wait, call, awaited: hop.awaited, proof, site }], gaps: [] };
}
