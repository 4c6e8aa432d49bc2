import type { ProjectOutput } from "../../model/artifact.ts";
import { extensionOf, folderOf, nameOf, resolvePath } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import type { Snapshot } from "../source.ts";
import { isPattern, matcher } from "./glob.ts";
import { type Evaluation, evaluate, type Item } from "./projectEvaluation.ts";

/** An `Include` or `Remove` of an item list; the last rule that matches a file decides. Paths are absolute, with `/`. */
export interface ItemRule {
  readonly kind: "include" | "remove";
  readonly pattern: string;
  readonly excludes: readonly string[];
}

/** What a project file says, over all its configurations: what they agree on is known, what they do not is left out. */
export interface Project {
  readonly path: string;
  /** The file name without its extension. */
  readonly name: string;
  readonly kind: ProjectOutput;
  /** The file it builds, as in `ChildSetup.msi`. */
  readonly outputName: string;
  /** For each configuration that compiles other files than the others, its rules. */
  readonly compile: readonly (readonly ItemRule[])[];
  readonly localizations: readonly (readonly ItemRule[])[];
  /** Folders outside the project's own in which its patterns search. */
  readonly globFolders: readonly string[];
  readonly defines: ReadonlyMap<string, string | null>;
  /** False where the project asks not to be told of its solution. */
  readonly solutionDefines: boolean;
  readonly includePaths: readonly string[];
  readonly architecture?: "x86" | "x64" | "arm64";
  readonly references: readonly { readonly name: string; readonly path: string }[];
}

/** What comes of reading a project file. */
export interface ProjectReading {
  /** Undefined where the file is not there, is no project, or where something `wanted` must be looked at first. */
  readonly project: Project | undefined;
  readonly problems: readonly Problem[];
  readonly wanted: readonly string[];
  readonly dependencies: readonly string[];
}

/**
 * Reads a project file as MSBuild would evaluate it, without ever running it.
 *
 * It is evaluated once for each configuration and platform that its conditions name. A define, an architecture or an include path on which they differ is unknown, and
 * unknown is looked at from both sides; a source that any of them compiles is compiled.
 *
 * @see https://learn.microsoft.com/visualstudio/msbuild/build-process-overview#evaluation-phase
 */
export function readProject(path: string, snapshot: Snapshot): ProjectReading {
  const first = evaluate(path, snapshot, {});
  const reading = { problems: first.problems, wanted: first.wanted, dependencies: first.dependencies };
  if (!first.isProject || first.wanted.length > 0) return { project: undefined, ...reading };
  const others = configurationsOf(first).map((globals) => evaluate(path, snapshot, globals));
  return { project: merge(path, others.length === 0 ? [first] : others), ...reading };
}

/** The files of the item lists together: those that their rules name, and of `candidates` those that their patterns match. Sorted. */
export function selectItems(lists: Project["compile"], candidates: readonly string[]): readonly string[] {
  return [...new Set(lists.flatMap((rules) => selectFrom(rules, candidates)))].sort();
}

function selectFrom(rules: readonly ItemRule[], candidates: readonly string[]): readonly string[] {
  const chosen = new Set<string>();
  for (const rule of rules) {
    const excluded = rule.excludes.map(matcher);
    const keep = (path: string) => !excluded.some((matches) => matches(path));
    if (rule.kind === "include" && !isPattern(rule.pattern)) {
      if (keep(rule.pattern)) chosen.add(spelledAs(rule.pattern, candidates));
      continue;
    }
    const matches = matcher(rule.pattern);
    if (rule.kind === "include") for (const path of candidates) if (matches(path) && keep(path)) chosen.add(path);
    if (rule.kind === "remove") for (const path of [...chosen]) if (matches(path)) chosen.delete(path);
  }
  return [...chosen];
}

/** A project on Windows may spell a file in other letters than the disk does. */
function spelledAs(path: string, candidates: readonly string[]): string {
  if (candidates.includes(path)) return path;
  const lower = path.toLowerCase();
  return candidates.find((one) => one.toLowerCase() === lower) ?? path;
}

/** More combinations of configuration and platform than this say nothing new. */
const MOST_CONFIGURATIONS = 16;

function configurationsOf({ configurations, platforms, properties }: Evaluation): readonly Record<string, string>[] {
  const own = (name: string) => properties.get(name) ?? "";
  const inList = (name: string) =>
    own(name)
      .split(";")
      .map((one) => one.trim())
      .filter((one) => one !== "");
  const names = distinct([...inList("configurations"), ...configurations, own("configuration")]);
  const kinds = distinct([...inList("platforms"), ...platforms, own("platform")]);
  const all = (names.length > 0 ? names : [""]).flatMap((configuration) =>
    (kinds.length > 0 ? kinds : [""]).map((platform) => ({
      ...(configuration === "" ? {} : { configuration }),
      ...(platform === "" ? {} : { platform }),
    })),
  );
  return all.slice(0, MOST_CONFIGURATIONS);
}

/** Without regard to case, as MSBuild compares; the first spelling stays. */
function distinct(names: readonly string[]): readonly string[] {
  const found = new Map<string, string>();
  for (const name of names) if (name !== "" && !found.has(name.toLowerCase())) found.set(name.toLowerCase(), name);
  return [...found.values()];
}

function merge(path: string, evaluations: readonly Evaluation[]): Project {
  const folder = folderOf(path);
  const rulesOf = (name: string) => itemLists(evaluations, name, folder);
  const compile = rulesOf("compile");
  const localizations = rulesOf("embeddedresource");
  const [kind, outputName] = outputOf(path, evaluations);
  const architectures = new Set(evaluations.map(architectureOf));
  const [architecture] = architectures;
  return {
    path,
    name: nameOf(path).slice(0, -extensionOf(path).length || undefined),
    kind,
    outputName,
    compile,
    localizations,
    globFolders: distinct(
      [...compile, ...localizations]
        .flat()
        .filter((one) => isPattern(one.pattern))
        .map(fixedFolder),
    ),
    defines: agreed(evaluations.map((one) => definesOf(one, path))),
    solutionDefines: evaluations.every(
      (one) => one.properties.get("definesolutionproperties")?.toLowerCase() !== "false",
    ),
    includePaths: distinct(evaluations.flatMap((one) => includePathsOf(one, folder))),
    ...(architectures.size === 1 && architecture !== undefined ? { architecture } : {}),
    references: referencesOf(evaluations, folder),
  };
}

/** The rules of each configuration, those that say the same once. */
function itemLists(evaluations: readonly Evaluation[], name: string, folder: string): Project["compile"] {
  const lists = new Map<string, readonly ItemRule[]>();
  for (const one of evaluations) {
    const items = one.items.filter((item) => item.name === name);
    const implicit = implicitRules(one, name, folder);
    const key = [implicit.length, ...items.flatMap((item) => [item.include, item.exclude, item.remove])].join("\n");
    if (!lists.has(key)) lists.set(key, [...implicit, ...itemRules(items, folder)]);
  }
  return [...lists.values()];
}

/** What the SDK adds by itself: every source below the project, build output and hidden folders excluded. */
function implicitRules({ sdk, properties }: Evaluation, name: string, folder: string): readonly ItemRule[] {
  const off = (property: string) => properties.get(property)?.trim().toLowerCase() === "false";
  if (!sdk || off("enabledefaultitems") || off(`enabledefault${name}items`)) return [];
  const excludes = ["bin", "obj"].map((output) => `${folder}/${output}/**/*`).concat(`${folder}/**/.*/**/*`);
  return [{ kind: "include", pattern: `${folder}/**/*.${name === "compile" ? "wxs" : "wxl"}`, excludes }];
}

function itemRules(items: readonly Item[], folder: string): readonly ItemRule[] {
  const absolute = (list: string) =>
    list.split(";").flatMap((one) => (one.trim() === "" ? [] : (resolvePath(folder, one.trim()) ?? [])));
  return items.flatMap((item) => {
    const excludes = absolute(item.exclude);
    return [
      ...absolute(item.include).map((pattern): ItemRule => ({ kind: "include", pattern, excludes })),
      ...absolute(item.remove).map((pattern): ItemRule => ({ kind: "remove", pattern, excludes: [] })),
    ];
  });
}

function fixedFolder({ pattern }: ItemRule): string {
  const segments = pattern.split("/");
  const first = segments.findIndex(isPattern);
  return segments.slice(0, first).join("/") || "/";
}

const OUTPUTS: Readonly<Record<string, readonly [ProjectOutput, string]>> = {
  package: ["package", ".msi"],
  product: ["package", ".msi"],
  module: ["module", ".msm"],
  patch: ["patch", ".msp"],
  bundle: ["bundle", ".exe"],
  library: ["library", ".wixlib"],
};

/** For WiX by OutputType, a package where nothing says; for a program by what compiles it: .NET builds a library where nothing says, C++ a program. */
function outputOf(path: string, evaluations: readonly Evaluation[]): readonly [ProjectOutput, string] {
  const property = (name: string) => evaluations.map((one) => one.properties.get(name)).find((one) => one) ?? "";
  const fallback = nameOf(path).slice(0, -extensionOf(path).length || undefined);
  if (extensionOf(path) === ".wixproj") {
    const [kind, extension] = OUTPUTS[property("outputtype").toLowerCase()] ?? ["package", ".msi"];
    return [kind, (property("outputname") || fallback) + extension];
  }
  if (extensionOf(path) === ".vcxproj") {
    const library = property("configurationtype").toLowerCase() === "dynamiclibrary";
    return ["program", (property("targetname") || fallback) + (library ? ".dll" : ".exe")];
  }
  const program = /exe$/i.test(property("outputtype"));
  return ["program", (property("assemblyname") || fallback) + (program ? ".exe" : ".dll")];
}

/** `InstallerPlatform` decides, else `Platform`; a v3 project may say `-arch` itself. The SDK takes x86 where nothing says. */
function architectureOf({ properties, sdk }: Evaluation): "x86" | "x64" | "arm64" | undefined {
  const options = properties.get("compileradditionaloptions") ?? "";
  const named = /(?:^|\s)[-/]arch\s+(\w+)/.exec(options)?.[1] ?? "";
  const said = (named || properties.get("installerplatform") || properties.get("platform") || "").toLowerCase();
  if (said === "x64" || said === "arm64" || said === "x86") return said;
  return said === "" && sdk ? "x86" : undefined;
}

function includePathsOf({ properties }: Evaluation, folder: string): readonly string[] {
  const list = properties.get("includesearchpaths") ?? "";
  return list.split(";").flatMap((one) => (one.trim() === "" ? [] : (resolvePath(folder, one.trim()) ?? [])));
}

/**
 * DefineConstants, then what the targets define for every project.
 *
 * TargetDir, TargetPath and OutDir are left out: they depend on where a build writes.
 */
function definesOf({ properties }: Evaluation, path: string): Map<string, string | null> {
  const defines = new Map<string, string | null>();
  for (const one of (properties.get("defineconstants") ?? "").split(";")) {
    const [name = "", ...rest] = one.split("=");
    if (name.trim() !== "") defines.set(name.trim(), rest.length === 0 ? null : rest.join("=").trim());
  }
  for (const name of ["Configuration", "Platform"]) {
    const value = properties.get(name.toLowerCase());
    if (value !== undefined && value !== "") defines.set(name, value);
  }
  for (const [name, value] of projectDefines(path)) defines.set(name, value);
  return defines;
}

/** What the build defines of where a project lies, for the project itself and, behind its name, for those that refer to it. */
export function projectDefines(path: string): ReadonlyMap<string, string> {
  const [name, extension] = [nameOf(path), extensionOf(path)];
  return new Map([
    ["ProjectDir", `${folderOf(path)}/`],
    ["ProjectExt", extension],
    ["ProjectFileName", name],
    ["ProjectName", name.slice(0, -extension.length || undefined)],
    ["ProjectPath", path],
  ]);
}

/** The defines on which all configurations agree. */
function agreed(all: readonly Map<string, string | null>[]): Map<string, string | null> {
  const [first, ...others] = all;
  const same = ([name, value]: [string, string | null]) => others.every((one) => one.get(name) === value);
  return new Map([...(first ?? [])].filter(same));
}

function referencesOf(evaluations: readonly Evaluation[], folder: string): Project["references"] {
  const found = new Map<string, { name: string; path: string }>();
  for (const item of evaluations.flatMap((one) => one.items)) {
    if (item.name !== "projectreference" || item.include === "") continue;
    const path = resolvePath(folder, item.include);
    if (path === undefined) continue;
    const name = item.alias ?? nameOf(path).slice(0, -extensionOf(path).length || undefined);
    if (!found.has(name)) found.set(name, { name, path });
  }
  return [...found.values()];
}
