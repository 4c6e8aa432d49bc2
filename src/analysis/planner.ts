import type { Files } from "../model/files.ts";
import { extensionOf, folderOf, isWithin, nameOf } from "../model/path.ts";
import type { Problem } from "../model/problem.ts";
import { kindByContent } from "../sources/form.ts";
import type { SourceFile, Unit, UnitKind } from "../sources/source.ts";
import { type Project, type ProjectReading, readProject } from "../sources/wix/project.ts";
import { type Sniff, sniffWix } from "../sources/wix/sniff.ts";
import { projectsOf } from "../sources/wix/solution.ts";
import { type Inventory, isSkipped, kindOf, takeInventory } from "./inventory.ts";
import type { SnapshotStore } from "./snapshot.ts";
import { planUnits } from "./units.ts";
import type { Configuration, Scope } from "./workspace.ts";

/** What is compiled, and what was wrong on the way there. */
export interface Plan {
  readonly units: readonly Unit[];
  readonly problems: readonly Problem[];
}

/** Projects that refer to projects that refer to projects: further than this nothing is read. */
const MOST_ROUNDS = 32;

/** Decides what is compiled together, and decides anew only where a project file, the set of files or the role of a file changed. */
export class Planner {
  readonly #files: Files;
  readonly #store: SnapshotStore;
  #scope: Scope = { folders: [], files: [] };
  #configuration: Configuration | undefined;
  #inventory: Inventory | undefined;
  /** What projects outside the scope bring in: the folders they search. */
  #elsewhere: { readonly folders: readonly string[]; readonly inventory: Inventory } | undefined;
  #plan: Plan | undefined;
  #names: ReadonlyMap<string, readonly string[]> | undefined;
  readonly #below = new Map<string, readonly string[]>();
  #units: readonly Unit[] = [];
  #solutions: string[] = [];
  #projects: readonly Project[] = [];
  #solutionOf: ReadonlyMap<string, string> = new Map();
  /** What the plan rests on: project files, and what was seen of loose sources. */
  #dependencies: ReadonlySet<string> = new Set();
  /** What was seen in the sources that no project builds, and in the files that were given by name. */
  readonly #roles = new Map<string, string>();

  constructor(files: Files, store: SnapshotStore) {
    this.#files = files;
    this.#store = store;
  }

  setScope(scope: Scope): void {
    this.#scope = scope;
    this.forgetFolders();
  }

  configure(configuration: Configuration): void {
    this.#configuration = configuration;
    this.#plan = undefined;
  }

  /** Says that an unsaved file came or went: the plan is made anew without searching the disk. */
  forgetPlan(): void {
    this.#plan = undefined;
  }

  /** Says that files came or went: the folders are searched again. */
  forgetFolders(): void {
    this.#inventory = undefined;
    this.#elsewhere = undefined;
    this.#plan = undefined;
  }

  /** The plan for the workspace as it is now; `changed` are the paths whose content is another than at the last call. */
  async plan(changed: readonly string[], signal: AbortSignal): Promise<Plan> {
    if (this.#plan !== undefined && !changed.some((path) => this.#matters(path))) return this.#plan;
    this.#names = undefined;
    this.#below.clear();
    const inventory = await this.#search(signal);
    const given = this.#scope.files;
    const builds = [...inventory.projects, ...given.filter((path) => extensionOf(path) === ".wixproj")];
    const readings = await this.#readProjects(builds, signal);
    const projects = [...readings.values()].flatMap(({ project }) => project ?? []);
    const wider = await this.#searchElsewhere(projects, signal);
    const sources = merged(inventory.sources, wider?.sources ?? []);
    const solutions = await this.#readSolutions(builds, signal);
    this.#projects = projects;
    this.#solutionOf = solutions;
    const claimed = await this.#sniffLoose(inventory.sources, signal);
    const foreign = inventory.sources.filter((path) => this.#isForeign(path));
    const kinds = await this.#kindsOf(given, signal);
    const units = planUnits({
      sources,
      loose: foreign.length === 0 ? inventory.sources : inventory.sources.filter((path) => !foreign.includes(path)),
      archives: inventory.archives,
      databases: [...inventory.databases, ...foreign].sort(),
      localizations: merged(inventory.localizations, wider?.localizations ?? []),
      projects,
      builds: new Set(builds),
      solutions,
      given,
      configuration: this.#configuration ?? { levels: new Map(), defines: new Map(), includePaths: [] },
      sniffOf: (path) => claimed.get(path),
      kindOf: (path) => kinds.get(path) ?? "wix",
      rootOf: (path) => this.#files.rootOf(path),
    });
    const before = new Map(this.#units.map((unit) => [describe(unit), unit]));
    this.#units = before.size === 0 ? units : units.map((unit) => before.get(describe(unit)) ?? unit);
    this.#dependencies = new Set(
      [...readings.values()].flatMap(({ dependencies }) => dependencies).concat(this.#solutions),
    );
    const problems = [...inventory.problems, ...[...readings.values()].flatMap((reading) => reading.problems)];
    this.#plan = { units: this.#units, problems };
    return this.#plan;
  }

  /** The projects of the newest plan, and the solution that lists each. */
  built(): { readonly projects: readonly Project[]; readonly solutions: ReadonlyMap<string, string> } {
    return { projects: this.#projects, solutions: this.#solutionOf };
  }

  /** True for a file that lies where the user works: below a folder that is analysed, or beside or below a file given by name. */
  isOwn(path: string): boolean {
    const { folders, files } = this.#scope;
    return [...folders, ...files.map(folderOf)].some((folder) => isWithin(folder, path) && !isSkipped(folder, path));
  }

  /** True where a file is known to be there. */
  exists(path: string): boolean {
    const file = this.#store.file(path);
    if (file !== undefined) return file !== "absent";
    const { sources = [], projects = [], localizations = [] } = this.#inventory ?? {};
    return sources.includes(path) || projects.includes(path) || localizations.includes(path);
  }

  /** The scripts, program sources and programs of the workspace that are called so (in lower case), sorted. */
  namesakes(name: string): readonly string[] {
    this.#names ??= byName(this.#followable());
    return this.#names.get(name) ?? [];
  }

  /** The same that lie in or below a folder. */
  below(folder: string): readonly string[] {
    const known = this.#below.get(folder) ?? this.#followable().filter((path) => isWithin(folder, path));
    this.#below.set(folder, known);
    return known;
  }

  #followable(): readonly string[] {
    return merged(this.#inventory?.followable ?? [], this.#elsewhere?.inventory.followable ?? []);
  }

  /** True where a changed file may change what is compiled together. */
  #matters(path: string): boolean {
    if (this.#dependencies.has(path)) return true;
    const before = this.#roles.get(path);
    const file = this.#store.file(path);
    if (before === undefined) return false;
    return file === undefined || file === "absent" || roleOf(file) !== before;
  }

  /** True for a file that is called like a source of WiX and holds something else, as a pointer of Git LFS does. */
  #isForeign(path: string): boolean {
    const file = this.#store.file(path);
    return file !== undefined && file !== "absent" && kindByContent(file) !== "wix";
  }

  /** How the files that were given by name are read. One that is called like a database is not loaded to find out: it may be large, and its reader looks itself. */
  async #kindsOf(given: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, UnitKind>> {
    const small = given.filter((path) => kindOf(path) !== "database");
    await this.#store.load(small, signal);
    const kinds = new Map<string, UnitKind>(given.map((path) => [path, "database"]));
    for (const path of small) {
      const file = this.#store.file(path);
      const byName = kindOf(path) === "archive" ? "archives" : "wix";
      const known = file !== undefined && file !== "absent";
      if (known) this.#roles.set(path, roleOf(file));
      const content = known ? kindByContent(file) : byName;
      // A broken archive still is one: its reader says what is wrong.
      kinds.set(path, content === "wix" ? byName : content);
    }
    return kinds;
  }

  /** The sources below the scope's folders, unsaved new files included. */
  async #search(signal: AbortSignal): Promise<Inventory> {
    this.#inventory ??= await takeInventory(this.#files, this.#scope.folders, signal);
    const folderFor = (path: string) => this.#scope.folders.find((folder) => isWithin(folder, path));
    const unsaved = this.#store.overlaid().filter((path) => {
      const folder = folderFor(path);
      return folder !== undefined && !isSkipped(folder, path);
    });
    const of = (kind: string) => unsaved.filter((path) => kindOf(path) === kind);
    return {
      sources: merged(this.#inventory.sources, of("source")),
      localizations: merged(this.#inventory.localizations, of("localization")),
      projects: merged(this.#inventory.projects, of("project")),
      followable: this.#inventory.followable,
      archives: merged(this.#inventory.archives, of("archive")),
      databases: merged(this.#inventory.databases, of("database")),
      problems: this.#inventory.problems,
    };
  }

  /** Reads the projects, what they import and what they refer to. */
  async #readProjects(paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, ProjectReading>> {
    const readings = new Map<string, ProjectReading>();
    let open = paths;
    for (let round = 0; open.length > 0 && round < MOST_ROUNDS; round++) {
      await this.#store.load(open, signal);
      const wanted = new Set<string>();
      const next = new Set<string>();
      for (const path of open) {
        const reading = readProject(path, this.#store);
        readings.set(path, reading);
        for (const one of reading.wanted) wanted.add(one);
        if (reading.wanted.length > 0) next.add(path);
        for (const { path: referred } of reading.project?.references ?? []) {
          if (!readings.has(referred) && this.#files.rootOf(referred) !== undefined) next.add(referred);
        }
      }
      await this.#store.load(wanted, signal);
      open = [...next];
    }
    return readings;
  }

  /** The solution that lists each project, looked for in the folders above it; none where several do. */
  async #readSolutions(projects: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    this.#solutions = [];
    for (const folder of new Set(projects.flatMap((path) => this.#foldersAbove(path)))) {
      const entries = await this.#files.list(folder, signal);
      const names = entries
        .filter(({ name, kind }) => kind === "file" && /\.slnx?$/i.test(name))
        .map(({ name }) => name);
      this.#solutions.push(...names.map((name) => (folder.endsWith("/") ? folder + name : `${folder}/${name}`)));
    }
    await this.#store.load(this.#solutions, signal);
    const several = new Set<string>();
    for (const path of this.#solutions) {
      const file = this.#store.file(path);
      if (file === undefined || file === "absent") continue;
      for (const project of projectsOf(file)) {
        if (found.has(project)) several.add(project);
        found.set(project, path);
      }
    }
    for (const project of several) found.delete(project);
    return found;
  }

  #foldersAbove(path: string): readonly string[] {
    const root = this.#files.rootOf(path);
    const folders: string[] = [];
    for (let folder = folderOf(path); root !== undefined && isWithin(root, folder); folder = folderOf(folder)) {
      folders.push(folder);
      if (folder === root || folder === folderOf(folder)) break;
    }
    return folders;
  }

  async #searchElsewhere(
    projects: readonly { readonly path: string; readonly globFolders: readonly string[] }[],
    signal: AbortSignal,
  ): Promise<Inventory | undefined> {
    const searched = (folder: string) => this.#scope.folders.some((one) => isWithin(one, folder));
    const folders = projects
      .flatMap(({ path, globFolders }) => [folderOf(path), ...globFolders])
      .filter((folder) => !searched(folder) && this.#files.rootOf(folder) !== undefined);
    const wanted = [...new Set(folders)].sort();
    if (wanted.length === 0) return undefined;
    if (this.#elsewhere?.folders.join("\n") !== wanted.join("\n")) {
      this.#elsewhere = { folders: wanted, inventory: await takeInventory(this.#files, wanted, signal) };
    }
    return this.#elsewhere.inventory;
  }

  /** Looks at every source that was found, because what no project builds is put together by what is in it. */
  async #sniffLoose(paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Sniff>> {
    await this.#store.load(paths, signal);
    const found = new Map<string, Sniff>();
    this.#roles.clear();
    for (const path of paths) {
      const file = this.#store.file(path);
      if (file === undefined || file === "absent") continue;
      this.#roles.set(path, roleOf(file));
      found.set(path, sniffWix(file));
    }
    return found;
  }
}

function byName(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const path of paths) {
    const name = nameOf(path).toLowerCase();
    const others = names.get(name);
    if (others === undefined) names.set(name, [path]);
    else others.push(path);
  }
  return names;
}

function roleOf(file: SourceFile): string {
  const kind = kindByContent(file);
  if (kind !== "wix") return kind;
  const { included, entry } = sniffWix(file);
  return `${included} ${entry}`;
}

const merged = (a: readonly string[], b: readonly string[]) => (b.length === 0 ? a : [...new Set([...a, ...b])].sort());

/** Everything that makes a unit what it is: the same object stands for it as long as this is the same. */
function describe(unit: Unit): string {
  return JSON.stringify({ ...unit, defines: [...unit.defines], references: [...unit.references] });
}
