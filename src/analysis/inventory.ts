import type { Files, FolderEntry } from "../model/files.ts";
import { folderOf, nameOf } from "../model/path.ts";
import type { Problem } from "../model/problem.ts";
import { textSite } from "../model/site.ts";

/** Folders that hold no sources of a person's: version control, packages, build output. */
const SKIPPED: ReadonlySet<string> = new Set([".git", ".hg", ".svn", ".vs", "node_modules", "bin", "obj"]);

/** A tree with more folders than this is not searched to its end; the largest repository of installers seen has 12,000. */
const MOST_FOLDERS = 100_000;

/** A tree with more installer sources than this is not analysed to its end. */
const MOST_SOURCES = 20_000;

const DEEPEST = 64;

/** How many folders are listed at once. */
const AT_ONCE = 64;

/** What a file is to the engine, by its name. */
export type SourceKind = "source" | "include" | "localization" | "project" | "archive" | "database";

/** Files that hold a whole database each: those of Windows Installer, and the projects of other tools. */
const DATABASES = /\.(?:ms[imtp]|pcp|ism|aip|vdproj)$/;

/** The installer sources found below some folders, each list sorted. */
export interface Inventory {
  readonly sources: readonly string[];
  readonly localizations: readonly string[];
  readonly projects: readonly string[];
  /** The scripts, program sources and programs, which count only where an action leads to them. */
  readonly followable: readonly string[];
  /** Text archives, of which each holds one table. */
  readonly archives: readonly string[];
  readonly databases: readonly string[];
  readonly problems: readonly Problem[];
}

/** What a file is by its name, undefined where it is nothing that is searched for. */
export function kindOf(path: string): SourceKind | undefined {
  const name = nameOf(path).toLowerCase();
  if (/\.wxs(\.xml|\.in)?$|\.wix\.in$|\.wixpatch(\.in|\.cmake)?$/.test(name)) return "source";
  if (name.endsWith(".wixproj")) return "project";
  if (name.endsWith(".wxl")) return "localization";
  if (name.endsWith(".idt")) return "archive";
  if (DATABASES.test(name)) return "database";
  return name.endsWith(".wxi") ? "include" : undefined;
}

/** True for what an action can run or be built from, by its name. */
export function isFollowable(path: string): boolean {
  return /\.(?:vbs|vbe|js|jse|wsf|ps1|psm1|bat|cmd|cs|csproj|vb|c|cc|cpp|cxx|h|hpp|vcxproj|def|exe|dll)$/i.test(path);
}

/** True for a path inside a folder that is not searched, as in `/src/setup/obj/Harvest.wxs` below `/src`. */
export function isSkipped(root: string, path: string): boolean {
  return folderOf(path)
    .slice(root.length)
    .split("/")
    .some((name) => SKIPPED.has(name.toLowerCase()));
}

/** Searches folders for installer sources, breadth first, so that what a limit cuts off is what lies deepest. */
export async function takeInventory(files: Files, folders: readonly string[], signal: AbortSignal): Promise<Inventory> {
  const found: Found = {
    source: new Set(),
    localization: new Set(),
    project: new Set(),
    archive: new Set(),
    database: new Set(),
    followable: new Set(),
  };
  const seen = new Set<string>();
  let level = [...folders];
  let cut = false;
  for (let depth = 0; level.length > 0 && !cut; depth++) {
    const fresh = level.filter((folder) => !seen.has(folder)).slice(0, MOST_FOLDERS - seen.size);
    cut =
      depth === DEEPEST ||
      fresh.length === 0 ||
      found.source.size + found.archive.size + found.database.size > MOST_SOURCES;
    if (cut) break;
    for (const folder of fresh) seen.add(folder);
    level = await searchLevel(files, fresh, found, signal);
    cut = seen.size >= MOST_FOLDERS && level.length > 0;
  }
  return {
    sources: [...found.source].sort(),
    localizations: [...found.localization].sort(),
    projects: [...found.project].sort(),
    followable: [...found.followable].sort(),
    archives: [...found.archive].sort(),
    databases: [...found.database].sort(),
    problems: cut && level.some((folder) => !seen.has(folder)) ? [cutShort(folders[0] ?? "/")] : [],
  };
}

type Found = Readonly<Record<Exclude<SourceKind, "include"> | "followable", Set<string>>>;

async function searchLevel(
  files: Files,
  folders: readonly string[],
  found: Found,
  signal: AbortSignal,
): Promise<string[]> {
  const below: string[] = [];
  for (let from = 0; from < folders.length; from += AT_ONCE) {
    const some = folders.slice(from, from + AT_ONCE);
    const listings = await Promise.all(some.map((folder) => files.list(folder, signal)));
    signal.throwIfAborted();
    for (const [index, entries] of listings.entries()) sortOut(some[index] ?? "/", entries, found, below);
  }
  return below;
}

function sortOut(folder: string, entries: readonly FolderEntry[], found: Found, below: string[]): void {
  for (const entry of entries) {
    const path = folder.endsWith("/") ? folder + entry.name : `${folder}/${entry.name}`;
    if (entry.kind === "folder") {
      if (!SKIPPED.has(entry.name.toLowerCase())) below.push(path);
      continue;
    }
    const kind = kindOf(entry.name);
    if (kind !== undefined && kind !== "include") found[kind].add(path);
    else if (isFollowable(entry.name)) found.followable.add(path);
  }
}

function cutShort(folder: string): Problem {
  return {
    code: "too-many-sources",
    severity: "warning",
    message: `${folder} holds more than is searched (${MOST_FOLDERS} folders, ${MOST_SOURCES} sources, ${DEEPEST} levels); what lies deepest was left out`,
    site: textSite(folder, { start: 0, end: 0 }),
  };
}
