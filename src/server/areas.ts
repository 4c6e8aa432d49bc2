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
  readonly #parsers = createParsers();
  readonly #texts = new Map<string, string>();
  #read: ReadonlySet<string> = new Set();
  #sought: ReadonlySet<string> = new Set();

  /** All areas, that of the folders first. */
  all(): readonly Area[] {
    return [...(this.#main === undefined ? [] : [this.#main]), ...this.#lone.values()];
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
    for (const { workspace } of this.all()) workspace.configure(configuration);
  }

  /** Lays a text over the file; undefined takes it away again. */
  overlay(path: string, text: string | undefined): void {
    if (text === undefined) this.#texts.delete(path);
    else this.#texts.set(path, text);
    for (const { workspace } of this.all()) workspace.overlay(path, text);
  }

  /** Says that a file, or everything below a folder, changed on the disk. */
  invalidate(path: string): void {
    for (const { workspace } of this.all()) workspace.invalidate(path);
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
  }

  /** Analyses every area. A report takes the place of the last one only when all of them are there. */
  async analyse(signal: AbortSignal): Promise<void> {
    const areas = [...(this.#main === undefined ? [] : [this.#main]), ...this.#lone.values()];
    const reports: Report[] = [];
    for (const { workspace } of areas) {
      reports.push(await workspace.analyse(signal));
      signal.throwIfAborted();
    }
    for (const [index, area] of areas.entries()) area.report = reports[index];
    this.#read = new Set(reports.flatMap(filesOf));
    this.#sought = new Set(reports.flatMap(({ sought }) => sought));
  }

  #create(roots: readonly string[], folders: readonly string[], files: readonly string[]): OwnArea {
    const workspace = createWorkspace(
      createFiles({ roots, trusted: this.#trusted }),
      this.#configuration,
      this.#parsers,
    );
    workspace.setScope({ folders, files });
    for (const [path, text] of this.#texts) workspace.overlay(path, text);
    return { workspace, report: undefined };
  }
}

/** The files that took part, and those that could not because something is wrong with them. */
function filesOf({ databases, problems, followed }: Report): readonly string[] {
  return [...databases.flatMap(({ files }) => files), ...problems.map(({ site }) => site.file), ...followed];
}
