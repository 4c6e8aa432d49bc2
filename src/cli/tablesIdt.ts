import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Exported, exportArchives } from "../analysis/exportArchives.ts";
import type { Database } from "../model/database.ts";
import type { Io } from "./io.ts";
import { type ArchiveOptions, UsageError } from "./options.ts";
import type { Analysed } from "./scope.ts";

/** Writes every database as text archives, and says what was written. Throws `UsageError` where a file is in the way: nothing is overwritten. */
export async function tablesIdt({ report, workspace }: Analysed, options: ArchiveOptions, io: Io): Promise<void> {
  const folder = path.resolve(io.cwd, options.folder);
  const exports = foldersFor(report.databases, folder).map(({ database, folder: own }) => ({
    folder: own,
    exported: exportArchives(database, options.dialect),
  }));
  for (const { folder: own, exported } of exports) refuseToOverwrite(own, exported);
  for (const { folder: own, exported } of exports) {
    for (const file of exported.files) write(path.join(own, file.path), file.bytes);
    const gone: string[] = [];
    for (const stream of exported.streams) {
      const bytes = await workspace.bytesOf(stream.artifact, io.signal);
      if (bytes === undefined) gone.push(stream.path);
      else write(path.join(own, stream.path), bytes);
    }
    for (const loss of exported.losses) io.error(`msi1618: ${own}: ${loss}\n`);
    if (gone.length > 0) io.error(`msi1618: ${own}: not there or too large, so not written: ${shortened(gone)}\n`);
    io.out(`${own}: ${exported.files.length} archives, ${exported.streams.length - gone.length} streams\n`);
  }
}

/** One database goes to the folder itself; of several each gets a folder in it that is called like the database. */
function foldersFor(databases: readonly Database[], folder: string) {
  const taken = new Set<string>();
  return databases.map((database) => {
    if (databases.length === 1) return { database, folder };
    const name = database.name.replace(/[^\p{L}\p{N}_-]+/gu, "-").slice(0, 60) || "database";
    let own = name;
    for (let count = 2; taken.has(own.toLowerCase()); count++) own = `${name}-${count}`;
    taken.add(own.toLowerCase());
    return { database, folder: path.join(folder, own) };
  });
}

function refuseToOverwrite(folder: string, { files, streams }: Exported): void {
  const there = [...files, ...streams].find((one) => existsSync(path.join(folder, one.path)));
  if (there !== undefined)
    throw new UsageError(`${path.join(folder, there.path)} is there already: give a folder that is new or empty.`);
}

/** `wx`: what came to be there meanwhile is not overwritten either. */
function write(file: string, bytes: Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes, { flag: "wx" });
}

const MOST_NAMED = 10;

function shortened(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
