import type { ByteStream } from "../../model/byteStream.ts";
import type { WantedFile } from "../../model/files.ts";
import { BinaryTable } from "./binaryTable.ts";
import { CompoundFile, type OpenedFile, type Storage } from "./compoundFile.ts";
import type { Damage } from "./damage.ts";
import { readSchema } from "./schema.ts";
import { readStringPool, type StringPool } from "./stringPool.ts";

/** A database of a compound file, opened: its strings and its tables, none of whose rows was looked at yet. */
export interface InstallerDatabase {
  readonly storage: Storage;
  readonly pool: StringPool;
  readonly tables: ReadonlyMap<string, BinaryTable>;
  readonly damages: readonly Damage[];
}

/** More of one stream is never loaded, in bytes: the strings of the largest packages known take a quarter. */
export const LARGEST_STREAM = 16 * 1024 * 1024;

const files = new WeakMap<ByteStream, CompoundFile>();

/** Opens a compound file; undefined where something is not loaded. What was found is kept as long as the file's object is. */
export function openCompound(file: ByteStream, wanted: WantedFile[]): OpenedFile | undefined {
  const known = files.get(file) ?? new CompoundFile(file);
  files.set(file, known);
  return known.open(wanted);
}

const databases = new WeakMap<Storage, InstallerDatabase | "none">();

/** Opens the database that a storage holds, `"none"` where it holds none; undefined where something is not loaded. */
export function openDatabase(storage: Storage, wanted: WantedFile[]): InstallerDatabase | "none" | undefined {
  const known = databases.get(storage);
  if (known !== undefined) return known;
  const opened = storage.tables.has("_StringPool") ? readDatabase(storage, wanted) : "none";
  if (opened !== undefined) databases.set(storage, opened);
  return opened;
}

/** The four streams that say what all others mean. */
const DESCRIBING = ["_StringPool", "_StringData", "_Tables", "_Columns"] as const;

function readDatabase(storage: Storage, wanted: WantedFile[]): InstallerDatabase | undefined {
  const damages: Damage[] = [];
  const read = DESCRIBING.map((name) => wholeStream(storage, name, wanted, damages));
  const [poolBytes, data, tables, columns] = read;
  if (poolBytes === undefined || data === undefined || tables === undefined || columns === undefined) return undefined;
  const pool = readStringPool(poolBytes, data);
  const schema = readSchema(tables, columns, pool);
  return {
    storage,
    pool,
    tables: new Map(
      [...schema.tables].map(([name, spec]) => [name, new BinaryTable(name, spec, storage.tables.get(name), pool)]),
    ),
    damages: [...damages, ...pool.damages, ...schema.damages],
  };
}

/** A stream as a whole, filled up with zeros where it is shorter than it says; nothing where it is not there. Undefined where it is not loaded. */
export function wholeStream(
  storage: Storage,
  name: string,
  wanted: WantedFile[],
  damages: Damage[],
): Uint8Array | undefined {
  const stream = storage.tables.get(name);
  if (stream === undefined) return new Uint8Array();
  if (stream.size > LARGEST_STREAM) {
    damages.push({
      code: "table-too-large",
      says: `its stream ${name} of ${stream.size} bytes is larger than what is read`,
    });
    return new Uint8Array();
  }
  const bytes = stream.read(0, stream.size, wanted);
  if (bytes === undefined || bytes.length === stream.size) return bytes;
  damages.push({ code: "damaged-table", says: `its stream ${name} ${stream.fault ?? "ends early"}` });
  const whole = new Uint8Array(stream.size);
  whole.set(bytes);
  return whole;
}
