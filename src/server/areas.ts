import { createWorkspace } from "../analysis/index.ts";
import type { Report } from "../analysis/report.ts";
import type { Configuration, Workspace } from "../analysis/workspace.ts";
import { createFiles } from "../files.ts";
import { folderOf, isWithin, nameOf } from "../model/path.ts";
import { createParsers } from "../parsers.ts";

/** A part of what is open that is analysed by itself: the workspace folders together, or one file that lies in none of them. */
export interface Area {
  readonly workspace: Workspace;
  /** What the newest complete analysis says; undefined before the first. */
  readonly report: Report | undefined;
}

interface OwnArea {
  readonly workspace: Workspace;
  report: Report | undefined;
}

/** Keeps an engine for the workspace folders and one for each lone file, with the unsaved texts laid over each of them. */
export class Areas {
  #folders: readonly string[] = [];
  #trusted = false;
  #configuration: Configuration = { levels: new Map(), defines: new Map(), includePaths: [] };
  #main: OwnArea | undefined;
  readonly #lone = new Map<string, OwnArea>();
  /** Databases that an editor shows, with all their tables. */
  readonly #shown = new Map<string, OwnArea>();
  readonly #parsers = createParsers();
  readonly #texts = new Map<string, string>();
  #read: ReadonlySet<string> = new Set();
  #sought: ReadonlySet<string> = new Set();

  /** All areas, that of the folders first. What an editor shows of a file that one of the others knows is not among them: it says the same. */
  all(): readonly Area[] {
    const others = this.#others();
    const alone = [...this.#shown].filter(([path]) => !others.some(({ report }) => knows(report, path)));
    return [...others, ...alone.map(([, area]) => area)];
  }

  #others(): readonly OwnArea[] {
    return [...(this.#main === undefined ? [] : [this.#main]), ...this.#lone.values()];
  }

  #every(): readonly OwnArea[] {
    return [...this.#others(), ...this.#shown.values()];
  }

  folders(): readonly string[] {
    return this.#folders;
  }

  /** True for what lies in an opened folder. */
  inFolders(path: string): boolean {
    return this.#folders.some((folder) => isWithin(folder, path));
  }

  /** The area that analyses a file: its own where it is a lone file, else the first that has read it. */
  areaOf(path: string): Area | undefined {
    return this.#lone.get(path) ?? this.all().find(({ workspace }) => workspace.textOf(path) !== undefined);
  }

  /** The newest report on a database that an editor shows; undefined before it was analysed. */
  reportOn(path: string): Report | undefined {
    return this.#shown.get(path)?.report;
  }

  /** Says whether an editor shows a database: then all of its tables are read, wherever it lies. True where that is new. */
  setShown(path: string, shown: boolean): boolean {
    if (!shown) return this.#shown.delete(path);
    if (this.#shown.has(path)) return false;
    this.#shown.set(path, this.#createShown(path));
    return true;
  }

  #createShown(path: string): OwnArea {
    const roots = this.inFolders(path) ? this.#folders : [folderOf(path)];
    return this.#create(roots, [], [path], { everyTable: true });
  }

  /** True for a file that the newest analysis read, and for one that is called like a file it looked for. */
  asksFor(path: string): boolean {
    return this.#read.has(path) || this.#sought.has(nameOf(path).toLowerCase());
  }

  /** True where the newest analysis read something below a folder. */
  hasReadBelow(folder: string): boolean {
    return [...this.#read].some((path) => isWithin(folder, path));
  }

  /** Replaces the opened folders; everything is read anew. */
  setFolders(folders: readonly string[], trusted: boolean): void {
    this.#folders = folders;
    this.#trusted = trusted;
    this.forget();
  }

  configure(configuration: Configuration): void {
    this.#configuration = configuration;
    for (const { workspace } of this.#others()) workspace.configure(configuration);
    for (const { workspace } of this.#shown.values()) workspace.configure({ ...configuration, everyTable: true });
  }

  /** Lays a text over the file; undefined takes it away again. */
  overlay(path: string, text: string | undefined): void {
    if (text === undefined) this.#texts.delete(path);
    else this.#texts.set(path, text);
    for (const { workspace } of this.#every()) workspace.overlay(path, text);
  }

  /** Says that a file, or everything below a folder, changed on the disk. */
  invalidate(path: string): void {
    for (const { workspace } of this.#every()) workspace.invalidate(path);
  }

  /** True for a file that is analysed by itself. */
  isLone(path: string): boolean {
    return this.#lone.has(path);
  }

  /** Says whether a file is analysed by itself. */
  setLone(path: string, lone: boolean): void {
    if (!lone) this.#lone.delete(path);
    else if (!this.#lone.has(path)) this.#lone.set(path, this.#create([folderOf(path)], [], [path]));
  }

  /** Drops everything that was read, and keeps what is open. */
  forget(): void {
    this.#main = this.#folders.length === 0 ? undefined : this.#create(this.#folders, this.#folders, []);
    for (const path of this.#lone.keys()) this.#lone.set(path, this.#create([folderOf(path)], [], [path]));
    for (const path of this.#shown.keys()) this.#shown.set(path, this.#createShown(path));
  }

  /** Analyses every area. A report takes the place of the last one only when all of them are there. */
  async analyse(signal: AbortSignal): Promise<void> {
    const areas = this.#every();
    const reports: Report[] = [];
    for (const { workspace } of areas) {
      reports.push(await workspace.analyse(signal));
      signal.throwIfAborted();
    }
    for (const [index, area] of areas.entries()) area.report = reports[index];
    this.#read = new Set(reports.flatMap(filesOf));
    this.#sought = new Set(reports.flatMap(({ sought }) => sought));
  }

  #create(
    roots: readonly string[],
    folders: readonly string[],
    files: readonly string[],
    more: Pick<Configuration, "everyTable"> = {},
  ): OwnArea {
    const workspace = createWorkspace(
      createFiles({ roots, trusted: this.#trusted }),
      { ...this.#configuration, ...more },
      this.#parsers,
    );
    workspace.setScope({ folders, files });
    for (const [path, text] of this.#texts) workspace.overlay(path, text);
    return { workspace, report: undefined };
  }
}

/** True where a report speaks of a file: by a database made from it, or by what is wrong with it. */
function knows(report: Report | undefined, path: string): boolean {
  if (report === undefined) return false;
  return (
    report.databases.some(({ files }) => files.includes(path)) || report.problems.some(({ site }) => site.file === path)
  );
}

/** The files that took part, and those that could not because something is wrong with them. */
function filesOf({ databases, problems, followed }: Report): readonly string[] {
  return [...databases.flatMap(({ files }) => files), ...problems.map(({ site }) => site.file), ...followed];
}
