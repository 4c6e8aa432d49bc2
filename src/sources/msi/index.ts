import { extensionOf } from "../../model/path.ts";
import { missingSource } from "../database.ts";
import { checkReferences } from "../references.ts";
import type { Compilation, RangedSnapshot, Unit } from "../source.ts";
import type { Storage } from "./compoundFile.ts";
import { modelDatabase } from "./database.ts";
import { openDatabase } from "./installerFile.ts";
import { homeOf, openFile, type Reading, report } from "./reading.ts";
import { type Base, readTransforms } from "./transforms.ts";

/** Databases inside databases: a package with more children, or children of children, is not looked at to its end. */
const MOST_DATABASES = 64;

/**
 * Reads a binary database: .msi, .msm, .pcp and an old .ism with the databases of nested installations inside them; .mst and .msp with what they make of the package that they are for.
 * Never throws; what is missing is named in `wanted`.
 */
export function compileMsi(unit: Unit, snapshot: RangedSnapshot): Compilation {
  const [path = unit.id] = unit.sources;
  const reading: Reading = { unit, snapshot, path, wanted: [], databases: [], problems: [], dependencies: new Set() };
  const opened = openFile(reading, path);
  if (opened === "absent") reading.problems.push(missingSource(path));
  else if (opened !== undefined) {
    report(reading, opened.damages);
    if (opened.root !== undefined) readRoot(reading, opened.root);
  }
  const { wanted, databases, problems, dependencies } = reading;
  return { databases: wanted.length > 0 ? [] : databases, problems, wanted, dependencies: [...dependencies] };
}

function readRoot(reading: Reading, root: Storage): void {
  const kind = kindOf(root, reading.path);
  if (kind === "transform") readTransforms(reading, [{ storage: root, within: undefined }], undefined);
  else readStorage(reading, root, undefined);
  if (kind === "patch") readPatch(reading, root);
}

/** A patch holds two transforms for each package that it is for: `Name` changes it, `#Name` enters the patch itself. */
function readPatch(reading: Reading, { storages }: Storage): void {
  for (const [name, storage] of [...storages].slice(0, MOST_DATABASES)) {
    if (name.startsWith("#") && storages.has(name.slice(1))) continue;
    const entering = storages.get(`#${name}`);
    const parts = [
      { storage, within: name },
      ...(entering === undefined ? [] : [{ storage: entering, within: `#${name}` }]),
    ];
    readTransforms(reading, parts, undefined);
  }
}

type StorageKind = "database" | "transform" | "patch";

/** The class of a storage as the file has it: 000C1082 is a transform, 000C1086 a patch. A storage without one is what it is called. */
function kindOf({ clsid }: Storage, path: string): StorageKind {
  if (clsid.startsWith("82100c00")) return "transform";
  if (clsid.startsWith("86100c00")) return "patch";
  if (!/^0*$/.test(clsid)) return "database";
  return ({ ".mst": "transform", ".msp": "patch" } as const)[extensionOf(path)] ?? "database";
}

function readStorage(reading: Reading, storage: Storage, within: string | undefined): void {
  const { unit, wanted } = reading;
  const opened = openDatabase(storage, wanted);
  if (opened === undefined) return;
  if (opened === "none") {
    if (within === undefined) report(reading, [NO_STRINGS]);
    return;
  }
  const name = within === undefined ? unit.name : `${unit.name} > ${within}`;
  const kind = within === undefined && kindOf(storage, reading.path) === "patch" ? { kind: "patch" as const } : {};
  const subject = { opened, home: homeOf(reading, within), name, everyTable: unit.everyTable === true, ...kind };
  const modelled = modelDatabase(subject, wanted);
  report(reading, [...opened.damages, ...(modelled?.damages ?? [])], within);
  if (modelled === undefined) return;
  reading.databases.push(modelled.database);
  for (const problem of checkReferences(modelled.database)) reading.problems.push(problem);
  readInside(reading, { opened, database: modelled.database }, within);
}

const NO_STRINGS = {
  code: "not-a-database",
  says: "it is a compound file, but no installer database: it has no strings",
} as const;

function readInside(reading: Reading, base: Base, within: string | undefined): void {
  if (within === undefined && kindOf(base.opened.storage, reading.path) === "patch") return;
  for (const [name, child] of base.opened.storage.storages) {
    if (reading.databases.length >= MOST_DATABASES) {
      const says = `it holds more than ${MOST_DATABASES} databases; the others are not read`;
      report(reading, [{ code: "nested-too-deeply", says }], within);
      return;
    }
    const inside = within === undefined ? name : `${within}/${name}`;
    if (kindOf(child, "") === "transform") readTransforms(reading, [{ storage: child, within: inside }], base);
    else readStorage(reading, child, inside);
  }
}
