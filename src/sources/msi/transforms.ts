import { type Artifacts, type Database, type Table, textOf } from "../../model/database.ts";
import type { WantedFile } from "../../model/files.ts";
import { nameOf } from "../../model/path.ts";
import { ChangedTable } from "./changedTable.ts";
import type { Storage } from "./compoundFile.ts";
import type { Damage } from "./damage.ts";
import { modelDatabase, streamsOf } from "./database.ts";
import { standardColumns } from "./engineTables.ts";
import { type InstallerDatabase, openDatabase } from "./installerFile.ts";
import { homeOf, openFile, type Reading, report } from "./reading.ts";
import { readSummary } from "./summary.ts";
import { TableView } from "./tableView.ts";
import { type ColumnsOf, readTransform, type Transform } from "./transform.ts";

/** A package that a transform is for. */
export interface Base {
  readonly opened: InstallerDatabase;
  readonly database: Database;
}

/** A transform where it lies: `within` is the storage, undefined for a file of its own. */
export interface Placed {
  readonly storage: Storage;
  readonly within: string | undefined;
}

/**
 * Reads transforms that are applied one after the other, and makes the database that they leave of their base. Without a given base it is looked for among the packages of the unit;
 * where it is not there, the tables are read as the standard ones, and the database has only what the transforms say.
 */
export function readTransforms(reading: Reading, parts: readonly Placed[], given: Base | undefined): void {
  const [first] = parts;
  if (first === undefined) return;
  const target = targetOf(first.storage, reading.wanted);
  const base = given ?? (target === undefined ? undefined : findBase(reading, target));
  const read = base === undefined ? undefined : decode(reading, parts, base === "none" ? undefined : base);
  if (base === undefined || read === undefined || target === undefined) return;
  for (const [at, { damages }] of read.entries()) report(reading, damages, parts[at]?.within);
  if (base === "none") report(reading, [notFound(target)], first.within);
  reading.databases.push(modelOf(reading, parts, read, base === "none" ? undefined : base));
}

function decode(reading: Reading, parts: readonly Placed[], base: Base | undefined): readonly Transform[] | undefined {
  const read: Transform[] = [];
  for (const { storage } of parts) {
    const columnsOf: ColumnsOf = (table) => {
      const before = read.findLast((one) => one.tables.has(table));
      if (before !== undefined) return before.tables.get(table)?.columns;
      return base === undefined ? standardColumns(table, 2) : base.opened.tables.get(table)?.columns;
    };
    const transform = readTransform(storage, columnsOf, reading.wanted);
    if (transform === undefined) return undefined;
    read.push(transform);
  }
  return read;
}

function modelOf(
  reading: Reading,
  parts: readonly Placed[],
  read: readonly Transform[],
  base: Base | undefined,
): Database {
  const { path } = reading;
  const within = parts[0]?.within;
  const tables = new Map<string, Table>(base?.database.tables);
  let artifacts: Artifacts = base?.database.artifacts ?? { get: () => undefined };
  for (const [at, transform] of read.entries()) {
    const home = homeOf(reading, parts[at]?.within);
    for (const [name, changes] of transform.tables) tables.set(name, new ChangedTable(changes, tables.get(name), home));
    artifacts = either(streamsOf(transform.storage, tables), artifacts);
  }
  const name = within === undefined ? nameOf(path) : `${nameOf(path)} > ${within}`;
  return {
    id: within === undefined ? path : `${path}!${within}`,
    name: base === undefined ? name : `${base.database.name} with ${name}`,
    kind: "transform",
    toolset: "msi",
    files: [...new Set([path, ...(base?.database.files ?? [])])].sort(),
    codePage: read[0]?.pool.codePage ?? 0,
    tables,
    artifacts,
    changes: path,
  };
}

/** What a transform brings along stands before what the base has under the same name. */
function either(first: Artifacts, second: Artifacts): Artifacts {
  return {
    get(key) {
      const found = first.get(key);
      return found?.stream === undefined ? (second.get(key) ?? found) : found;
    },
  };
}

/** The package that a transform was made for: its product code and version, both `""` where it does not say. */
interface Target {
  readonly product: string;
  readonly version: string;
}

/** The revision number of a transform is `{product}version;{product}version;{upgrade code}`, that of the package it is for first. Undefined where it is not loaded. */
function targetOf({ streams }: Storage, wanted: WantedFile[]): Target | undefined {
  const stream = streams.get("\x05SummaryInformation");
  const bytes = stream === undefined ? new Uint8Array() : stream.read(0, Math.min(stream.size, 0x1_0000), wanted);
  if (bytes === undefined) return undefined;
  const revision = readSummary(bytes)?.get(9);
  const [, product = "", version = ""] = /^(\{[0-9a-f-]{36}\})([^;{}]*)/i.exec(String(revision ?? "")) ?? [];
  return { product, version };
}

/** The first package of the unit that is the one; where there is only one, and the transform does not say which it is for, that. Undefined where something is not loaded. */
function findBase(reading: Reading, target: Target): Base | "none" | undefined {
  const { wanted, unit } = reading;
  const before = wanted.length;
  const candidates = (unit.bases ?? []).flatMap((path) => candidateAt(reading, path) ?? []);
  if (wanted.length > before) return undefined;
  const only = target.product === "" && candidates.length === 1;
  const found = candidates.find((one) => only || fits(one.properties, target));
  if (found === undefined) return "none";
  const { path, opened } = found;
  const subject = { opened, home: { file: path }, name: nameOf(path), everyTable: unit.everyTable === true };
  const modelled = modelDatabase(subject, wanted);
  return modelled === undefined ? undefined : { opened, database: modelled.database };
}

/** A package that may be the one, of which no more than its properties is read. */
interface Candidate {
  readonly path: string;
  readonly opened: InstallerDatabase;
  readonly properties: Table;
}

function candidateAt(reading: Reading, path: string): Candidate | undefined {
  const file = openFile(reading, path);
  if (file === undefined || file === "absent" || file.root === undefined) return undefined;
  const opened = openDatabase(file.root, reading.wanted);
  if (opened === undefined || opened === "none") return undefined;
  const properties = opened.tables.get("Property");
  if (properties === undefined || !properties.load(reading.wanted)) return undefined;
  return { path, opened, properties: new TableView(properties, { file: path }) };
}

function fits(properties: Table, { product, version }: Target): boolean {
  const property = (name: string) => {
    const [row] = properties.find?.(name) ?? [];
    return row === undefined ? undefined : textOf(row, "Value");
  };
  if (product === "" || property("ProductCode")?.toUpperCase() !== product.toUpperCase()) return false;
  return version === "" || property("ProductVersion") === version;
}

function notFound({ product, version }: Target): Damage {
  const which = product === "" ? "" : ` (product code ${product}${version === "" ? "" : `, version ${version}`})`;
  const says = `the package that it changes${which} was not found here; its tables are read as the standard ones, and what it leaves as it was is not known`;
  return { code: "base-not-found", says };
}
