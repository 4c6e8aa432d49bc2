import { folderOf, isWithin, nameOf } from "../model/path.ts";
import type { ProjectReference, Unit, UnitKind } from "../sources/source.ts";
import { type Project, projectDefines, selectItems } from "../sources/wix/project.ts";
import type { Sniff } from "../sources/wix/sniff.ts";
import { solutionDefines } from "../sources/wix/solution.ts";
import { isSkipped } from "./inventory.ts";
import type { Configuration } from "./workspace.ts";

/** What is known of a workspace when it is planned what is compiled together. */
export interface Ground {
  /** Sources and localizations found by searching, sorted: what the patterns of projects select from. */
  readonly sources: readonly string[];
  readonly localizations: readonly string[];
  /** The sources below the folders that are analysed: what no project builds of them is compiled by folder. */
  readonly loose: readonly string[];
  /** Text archives and files that hold a database each, sorted. */
  readonly archives: readonly string[];
  readonly databases: readonly string[];
  /** Every project that was read, those that are only referred to included. */
  readonly projects: readonly Project[];
  /** The paths of the projects that are analysed themselves. */
  readonly builds: ReadonlySet<string>;
  /** The solution that each project is built with, where one lists it. */
  readonly solutions: ReadonlyMap<string, string>;
  /** Files given by name: the sources of WiX among them are one product, and so are the archives. */
  readonly given: readonly string[];
  readonly kindOf: (given: string) => UnitKind;
  readonly configuration: Configuration;
  readonly sniffOf: (path: string) => Sniff | undefined;
  readonly rootOf: (path: string) => string | undefined;
}

/**
 * What is read together: the sources of each project; the files given by name; of what no project builds, the sources of each folder; the text archives of each folder; and
 * each file that holds a whole database.
 *
 * A folder without an entry section of its own (Package, Product, Module) goes with the nearest folder above that has loose sources with one, so that
 * `wix/main.wxs` and `wix/fragments/ui.wxs` are linked; a file that is only ever included is no source.
 */
export function planUnits(ground: Ground): readonly Unit[] {
  const byPath = new Map(ground.projects.map((project) => [project.path, project]));
  const built = ground.projects
    .filter((project) => ground.builds.has(project.path))
    .map((project) => projectUnit(project, byPath, ground));
  const taken = new Set([...built.flatMap((unit) => [...unit.sources, ...unit.localizations]), ...ground.given]);
  const others = (paths: readonly string[]) => paths.filter((path) => !taken.has(path));
  const loose = folderUnits(others(ground.loose), others(ground.localizations), ground);
  return [
    ...built.filter((unit) => unit.sources.length > 0),
    ...givenUnits(ground),
    ...loose,
    ...archiveUnits(others(ground.archives), ground),
    ...others(ground.databases).map((path) => databaseUnit(path, ground)),
  ];
}

/**
 * The archives of each folder. A folder below another one is a database of its own: such trees hold one folder for each package, and an archive is a whole table, which
 * two packages do not share without a copy.
 */
function archiveUnits(paths: readonly string[], ground: Ground): readonly Unit[] {
  const folders = new Map<string, string[]>();
  for (const path of paths) add(folders, folderOf(path), [path]);
  return [...folders].map(([folder, archives]) => archivesUnit(`${folder}/*.idt`, folder, archives, ground));
}

function archivesUnit(id: string, folder: string, archives: readonly string[], { configuration }: Ground): Unit {
  return { ...looseUnit(id, nameOf(folder), archives, [], archives.length === 1, configuration), kind: "archives" };
}

function databaseUnit(path: string, ground: Ground): Unit {
  const { configuration } = ground;
  const every = configuration.everyTable === true ? { everyTable: true as const } : {};
  return {
    ...looseUnit(path, nameOf(path), [path], [], true, configuration),
    kind: "database",
    ...every,
    ...basesOf(path, ground),
  };
}

/** No more packages than these are looked at for one transform. */
const MOST_BASES = 32;

/** The packages that a transform or patch may be for, those that share most of its path first. */
function basesOf(path: string, { databases, given }: Ground): Pick<Unit, "bases"> {
  if (!/\.ms[tp]$/i.test(path)) return {};
  const packages = [...new Set([...given, ...databases])].filter((one) => /\.ms[im]$/i.test(one));
  const near = packages.map((one) => ({ one, shared: sharedLength(one, path) })).sort((a, b) => b.shared - a.shared);
  return { bases: near.slice(0, MOST_BASES).map(({ one }) => one) };
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function projectUnit(project: Project, projects: ReadonlyMap<string, Project>, ground: Ground): Unit {
  const folder = folderOf(project.path);
  // Asked of every source of the workspace by every project: without a text made for each question.
  const inside = folder.endsWith("/") ? folder : `${folder}/`;
  const below = (path: string) => path.startsWith(inside) && !isSkipped(folder, path);
  const outside = project.globFolders.filter((one) => !isWithin(folder, one));
  const candidates = (paths: readonly string[]) =>
    paths.filter((path) => below(path) || outside.some((one) => isWithin(one, path)));
  const { configuration } = ground;
  const architecture = configuration.architecture ?? project.architecture;
  const solution = ground.solutions.get(project.path);
  const fromSolution = solution === undefined || !project.solutionDefines ? [] : solutionDefines(solution);
  return {
    kind: "wix",
    id: project.path,
    name: project.name,
    project: project.path,
    sources: selectItems(project.compile, candidates(ground.sources)),
    localizations: selectItems(project.localizations, candidates(ground.localizations)),
    defines: new Map([...configuration.defines, ...fromSolution, ...referenceDefines(project), ...project.defines]),
    includePaths: [...project.includePaths, ...configuration.includePaths],
    ...(architecture === undefined ? {} : { architecture }),
    references: referencesOf(project, projects),
    alone: false,
  };
}

/**
 * What the build defines of each project that this one refers to. Target* is left out: where it is built to is not known, and the compiler takes its name from the reference.
 *
 * @see https://github.com/wixtoolset/wix/blob/main/src/wix/WixToolset.BuildTasks/CreateProjectReferenceDefineConstantsAndBindPaths.cs
 */
function referenceDefines(project: Project): readonly (readonly [string, string])[] {
  return project.references.flatMap(({ name, path }) =>
    [...projectDefines(path)].map(([key, value]) => [`${name}.${key}`, value] as const),
  );
}

function referencesOf(project: Project, projects: ReadonlyMap<string, Project>): Map<string, ProjectReference> {
  return new Map(
    project.references.map(({ name, path }) => {
      const target = projects.get(path);
      const kind = target?.kind ?? "program";
      return [name, { project: path, kind, outputName: target?.outputName ?? nameOf(path).replace(/\.[^.]*$/, "") }];
    }),
  );
}

function givenUnits(ground: Ground): readonly Unit[] {
  const of = (kind: UnitKind) => ground.given.filter((path) => ground.kindOf(path) === kind);
  const archives = of("archives");
  const [first] = archives;
  return [
    ...givenSources(of("wix"), ground),
    ...(first === undefined ? [] : [archivesUnit(archives.join(";"), folderOf(first), archives, ground)]),
    ...of("database").map((path) => databaseUnit(path, ground)),
  ];
}

function givenSources(given: readonly string[], ground: Ground): readonly Unit[] {
  const files = given.filter((path) => !path.toLowerCase().endsWith(".wixproj"));
  const localizations = files.filter((path) => path.toLowerCase().endsWith(".wxl"));
  const sources = files.filter((path) => !localizations.includes(path)).sort();
  const first = sources[0];
  if (first === undefined) return [];
  const alone = sources.length === 1;
  const name = alone ? nameOf(first).replace(/\.[^.]*$/, "") : nameOf(folderOf(first));
  return [looseUnit(sources.join(";"), name, sources, localizations, alone, ground.configuration)];
}

function looseUnit(
  id: string,
  name: string,
  sources: readonly string[],
  localizations: readonly string[],
  alone: boolean,
  { defines, includePaths, architecture }: Configuration,
): Unit {
  return {
    kind: "wix",
    id,
    name,
    sources,
    localizations,
    defines,
    includePaths,
    ...(architecture === undefined ? {} : { architecture }),
    references: new Map(),
    alone,
  };
}

function folderUnits(sources: readonly string[], localizations: readonly string[], ground: Ground): readonly Unit[] {
  const folders = new Map<string, string[]>();
  for (const path of sources) {
    const sniff = ground.sniffOf(path);
    // A file that cannot be read is kept: its unit then says so.
    if (sniff?.included === true) continue;
    add(folders, folderOf(path), [path]);
  }
  const entries = new Set(
    [...folders].filter(([, paths]) => paths.some((path) => ground.sniffOf(path)?.entry)).map(([folder]) => folder),
  );
  const homes = new Map([...folders.keys()].map((folder) => [folder, homeOf(folder, entries, ground)]));
  const members = new Map<string, string[]>();
  for (const [folder, paths] of folders) add(members, homes.get(folder) ?? folder, paths);
  const strings = new Map<string, string[]>();
  for (const path of localizations) add(strings, nearest(folderOf(path), homes, ground) ?? "", [path]);
  return [...members.keys()]
    .sort()
    .map((home) =>
      looseUnit(
        home,
        nameOf(home),
        (members.get(home) ?? []).sort(),
        strings.get(home) ?? [],
        false,
        ground.configuration,
      ),
    );
}

function add(lists: Map<string, string[]>, key: string, values: readonly string[]): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [...values]);
  else for (const value of values) list.push(value);
}

/** The folder whose unit the sources of `folder` belong to: itself where it has an entry section, else the nearest one above that has. */
function homeOf(folder: string, entries: ReadonlySet<string>, ground: Ground): string {
  return ancestors(folder, ground).find((one) => entries.has(one)) ?? folder;
}

/** The unit of the nearest folder at or above that has sources. */
function nearest(folder: string, homes: ReadonlyMap<string, string>, ground: Ground): string | undefined {
  const found = ancestors(folder, ground).find((one) => homes.has(one));
  return found === undefined ? undefined : homes.get(found);
}

/** A folder and those above it, as far as its root. */
function ancestors(folder: string, ground: Ground): readonly string[] {
  const root = ground.rootOf(folder) ?? folder;
  const found = [folder];
  for (let at = folder; at !== root && at !== folderOf(at); at = folderOf(at)) found.push(folderOf(at));
  return found;
}
