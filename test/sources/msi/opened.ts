import { SparseFile } from "../../../src/analysis/sparseFile.ts";
import type { Database } from "../../../src/model/database.ts";
import type { WantedFile } from "../../../src/model/files.ts";
import type { Problem } from "../../../src/model/problem.ts";
import { compileUnit } from "../../../src/sources/index.ts";
import type { Unit } from "../../../src/sources/source.ts";

/** What became of binary databases that lie in memory, with the work it took. */
export interface Opened {
  readonly databases: readonly Database[];
  readonly problems: readonly Problem[];
  /** How often the front end was run, and how many bytes were read of the first file. */
  readonly rounds: number;
  readonly bytes: number;
}

/** Rounds after which a test gives up. */
const MOST_ROUNDS = 2000;

/** A unit of one binary file. */
export function databaseUnit(path: string, more: Partial<Unit> = {}): Unit {
  return {
    kind: "database",
    id: path,
    name: path.slice(path.lastIndexOf("/") + 1),
    sources: [path],
    localizations: [],
    defines: new Map(),
    includePaths: [],
    references: new Map(),
    alone: true,
    ...more,
  };
}

/** Opens the first of the files as analysis does: what is wanted is loaded, block by block, and the front end run again. */
export function open(files: Readonly<Record<string, Uint8Array>>, more: Partial<Unit> = {}): Opened {
  const [path = ""] = Object.keys(files);
  const unit = databaseUnit(path, more);
  const sparse = new Map<string, SparseFile>();
  const snapshot = {
    file: () => "absent" as const,
    bytes: (asked: string) => (asked in files ? sparse.get(asked) : ("absent" as const)),
  };
  for (let rounds = 1; rounds < MOST_ROUNDS; rounds++) {
    const { databases, problems, wanted } = compileUnit(unit, snapshot);
    if (wanted.length === 0 || !load(files, sparse, wanted)) {
      return { databases, problems, rounds, bytes: sparse.get(path)?.loaded ?? 0 };
    }
  }
  throw new Error(`${path} wanted more after ${MOST_ROUNDS} rounds`);
}

/** True where anything was loaded that was not there before. */
function load(
  files: Readonly<Record<string, Uint8Array>>,
  sparse: Map<string, SparseFile>,
  wanted: readonly WantedFile[],
): boolean {
  let more = false;
  for (const one of wanted) {
    if (typeof one === "string") continue;
    const bytes = files[one.path] ?? new Uint8Array();
    const known = sparse.get(one.path);
    const file = known ?? new SparseFile(one.path, { size: bytes.length, version: "", parts: [] });
    sparse.set(one.path, file);
    const parts = file.missing([one]).map(({ start, end }) => ({ start, bytes: bytes.subarray(start, end) }));
    if (file.add(parts) || known === undefined) more = true;
  }
  return more;
}
