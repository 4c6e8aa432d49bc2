import type { Artifact } from "../../model/artifact.ts";
import {
  type Artifacts,
  artifactKey,
  type CellValue,
  type Column,
  type Database,
  type Row,
  type Table,
  textOf,
} from "../../model/database.ts";
import type { WantedFile } from "../../model/files.ts";
import { extensionOf } from "../../model/path.ts";
import { productNameOf } from "../database.ts";
import type { BinaryTable } from "./binaryTable.ts";
import type { Storage } from "./compoundFile.ts";
import type { Damage } from "./damage.ts";
import { ENGINE_TABLES } from "./engineTables.ts";
import { type InstallerDatabase, LARGEST_STREAM } from "./installerFile.ts";
import { readSummary } from "./summary.ts";
import { type Home, StoredCell, TableView } from "./tableView.ts";

/** A database of a binary file in the form of the model, with what is wrong in it. */
export interface Modelled {
  readonly database: Database;
  readonly damages: readonly Damage[];
}

/** What is modelled: the database, where it lies, what it is called where it does not say, and whether all of its tables are asked for. */
export interface Subject {
  readonly opened: InstallerDatabase;
  readonly home: Home;
  readonly name: string;
  readonly everyTable: boolean;
  /** Where the storage says what it is. */
  readonly kind?: Database["kind"];
}

/** Rows of all tables together beyond which a table is left out; the largest packages known have 100,000 files. */
const MOST_ROWS = 1_000_000;

/** Makes the tables of a database available; undefined where something is not loaded. */
export function modelDatabase(subject: Subject, wanted: WantedFile[]): Modelled | undefined {
  const { opened, home, name, everyTable } = subject;
  const damages: Damage[] = [];
  const tables = new Map<string, Table>();
  let [complete, rows] = [true, 0];
  const names = everyTable ? [...opened.tables.keys()] : ENGINE_TABLES;
  for (const table of names) {
    const binary = opened.tables.get(table);
    if (binary === undefined) continue;
    rows += binary.rowCount;
    if (binary.size > LARGEST_STREAM || rows > MOST_ROWS) {
      rows -= binary.rowCount;
      const says = `its table ${table} with ${binary.rowCount} rows in ${binary.size} bytes is more than what is read`;
      damages.push({ code: "table-too-large", says });
    } else if (binary.load(wanted)) {
      tables.set(table, new TableView(binary, home));
      damages.push(...damagesOf(binary));
    } else complete = false;
  }
  const summary = summaryTable(opened.storage, home, wanted, damages);
  if (!complete || summary === undefined) return undefined;
  tables.set(summary.name, summary);
  const database: Database = {
    id: home.storage === undefined ? home.file : `${home.file}!${home.storage}`,
    name: productNameOf(tables) ?? name,
    kind: subject.kind ?? kindOf(tables),
    toolset: "msi",
    files: [home.file],
    codePage: opened.pool.codePage,
    tables,
    artifacts: streamsOf(opened.storage, tables),
  };
  return { database, damages };
}

/** A package into which modules were merged has their signatures too. */
function kindOf(tables: ReadonlyMap<string, Table>): Database["kind"] {
  const isProduct = (tables.get("Property")?.find?.("ProductCode").length ?? 0) > 0;
  return !isProduct && (tables.get("ModuleSignature")?.rows.length ?? 0) > 0 ? "module" : "package";
}

function damagesOf(binary: BinaryTable): readonly Damage[] {
  const { name } = binary;
  const damages: Damage[] = [];
  if (binary.rest > 0) {
    damages.push({ code: "damaged-table", says: `its table ${name} has ${binary.rest} bytes that form no row` });
  }
  if (binary.short) damages.push({ code: "damaged-table", says: `its table ${name} ends early` });
  const dangling = binary.dangling();
  if (dangling > 0) {
    const says = `${dangling} ${dangling === 1 ? "cell" : "cells"} of its table ${name} refer to strings that are not there`;
    damages.push({ code: "dangling-string", says });
  }
  return damages;
}

/** Tables of which a binary cell holds what an action may run. */
const STREAM_TABLES = ["Binary", "Icon", "MsiEmbeddedUI"] as const;

/** The streams of binary cells. What such a file once was called, only the row's key may tell, as in `vc_redist.x64.exe`, or its FileName where it has one. */
export function streamsOf(storage: Storage, tables: ReadonlyMap<string, Table>): Artifacts {
  const made = new Map<string, Artifact | undefined>();
  return {
    get(key) {
      if (!made.has(key)) made.set(key, streamOf(key, storage, tables));
      return made.get(key);
    },
  };
}

function streamOf(key: string, storage: Storage, tables: ReadonlyMap<string, Table>): Artifact | undefined {
  const table = STREAM_TABLES.find((one) => key.startsWith(artifactKey(one, "")));
  if (table === undefined) return undefined;
  const name = key.slice(artifactKey(table, "").length);
  const [row] = tables.get(table)?.find?.(name) ?? [];
  if (row === undefined) return undefined;
  const cell = row.cells["Data"];
  const stored = textOf(row, "Data");
  if (cell === undefined || stored === undefined) return undefined;
  const stream = storage.streams.get(stored);
  const called = textOf(row, "FileName") ?? name;
  return {
    spelled: { value: stored, site: cell.site },
    ...(extensionOf(called) === "" ? {} : { name: called }),
    paths: [],
    ...(stream === undefined ? {} : { stream }),
  };
}

const SUMMARY = "_SummaryInformation";

const SUMMARY_COLUMNS: readonly Column[] = [
  { name: "PropertyId", type: "integer", key: true, nullable: false, width: 2 },
  { name: "Value", type: "string", key: false, nullable: false, width: 255, localizable: true },
];

/** The summary information as text archives have it; undefined where it is not loaded. */
function summaryTable(storage: Storage, home: Home, wanted: WantedFile[], damages: Damage[]): Table | undefined {
  const stream = storage.streams.get("\x05SummaryInformation");
  const bytes = stream === undefined ? new Uint8Array() : stream.read(0, Math.min(stream.size, 0x1_0000), wanted);
  if (bytes === undefined) return undefined;
  const summary = readSummary(bytes);
  if (summary === undefined && stream !== undefined) {
    damages.push({ code: "damaged-summary", says: "its summary information cannot be read" });
  }
  const rows = [...(summary ?? [])].map(([property, value]) => summaryRow(home, property, value));
  return { name: SUMMARY, columns: SUMMARY_COLUMNS, rows };
}

function summaryRow(home: Home, property: number, value: CellValue): Row {
  const row = { site: { kind: "cell", ...home, table: SUMMARY, row: String(property), column: "" } } as const;
  const cells = {
    PropertyId: new StoredCell(property, row, "PropertyId"),
    Value: new StoredCell(value === null ? null : String(value), row, "Value"),
  };
  return { ...row, cells, when: [], linked: true };
}
