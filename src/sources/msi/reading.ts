import type { Database } from "../../model/database.ts";
import type { WantedFile } from "../../model/files.ts";
import { nameOf } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import { textSite } from "../../model/site.ts";
import { HEAD } from "../form.ts";
import type { RangedSnapshot, Unit } from "../source.ts";
import type { OpenedFile } from "./compoundFile.ts";
import type { Damage } from "./damage.ts";
import { openCompound } from "./installerFile.ts";
import type { Home } from "./tableView.ts";

/** What was found so far on the way through one binary file. */
export interface Reading {
  readonly unit: Unit;
  readonly snapshot: RangedSnapshot;
  readonly path: string;
  readonly wanted: WantedFile[];
  readonly databases: Database[];
  readonly problems: Problem[];
  /** Every file that was looked at. */
  readonly dependencies: Set<string>;
}

/** A file of this size is loaded at once, in bytes: to seek in it would take more time than it saves. */
const SMALL = 128 * 1024;

/** Opens a compound file of the snapshot; undefined where it is not loaded. */
export function openFile(reading: Reading, path: string): OpenedFile | "absent" | undefined {
  reading.dependencies.add(path);
  const file = reading.snapshot.bytes(path);
  if (file === undefined) reading.wanted.push({ path, start: 0, end: HEAD });
  if (file === undefined || file === "absent") return file;
  if (file.size <= SMALL && file.read(0, file.size, reading.wanted) === undefined) return undefined;
  return openCompound(file, reading.wanted);
}

/** Where the databases of a reading lie. */
export function homeOf({ path }: Reading, storage: string | undefined): Home {
  return { file: path, ...(storage === undefined ? {} : { storage }) };
}

const UNREADABLE: ReadonlySet<Damage["code"]> = new Set(["damaged-header", "not-a-database", "lost-directory"]);

const INFORMING: ReadonlySet<Damage["code"]> = new Set(["base-not-found", "undecodable-text"]);

/** Says of a file, or of a database inside it, what is wrong: `Setup.msi: its directory loops.` */
export function report(reading: Reading, damages: readonly Damage[], storage?: string): void {
  const { path } = reading;
  for (const { code, says } of damages) {
    const where = storage === undefined ? nameOf(path) : `The database ${storage} in ${nameOf(path)}`;
    const error = UNREADABLE.has(code);
    reading.problems.push({
      code,
      severity: error ? "error" : INFORMING.has(code) ? "information" : "warning",
      message: error ? `${where} cannot be read: ${says}.` : `${where}: ${says}.`,
      site: textSite(path, { start: 0, end: 0 }),
    });
  }
}
