import type { Database } from "../../model/database.ts";
import type { WantedFile } from "../../model/files.ts";
import { nameOf } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import { textSite } from "../../model/site.ts";
import { missingSource } from "../database.ts";
import { HEAD } from "../form.ts";
import { checkReferences } from "../references.ts";
import type { Compilation, RangedSnapshot, Unit } from "../source.ts";
import type { Storage } from "./compoundFile.ts";
import type { Damage } from "./damage.ts";
import { modelDatabase } from "./database.ts";
import { openCompound, openDatabase } from "./installerFile.ts";

/** A file of this size is loaded at once, in bytes: to seek in it would take more time than it saves. */
const SMALL = 128 * 1024;

/** Databases inside databases: a package with more children, or children of children, is not looked at to its end. */
const MOST_DATABASES = 64;

/** Reads a binary database: .msi, .msm, .pcp, or an old .ism, with the databases of nested installations inside it. Never throws; what is missing is named in `wanted`. */
export function compileMsi(unit: Unit, snapshot: RangedSnapshot): Compilation {
  const [path = unit.id] = unit.sources;
  const file = snapshot.bytes(path);
  const reading: Reading = { unit, path, wanted: [], databases: [], problems: [] };
  if (file === undefined) reading.wanted.push({ path, start: 0, end: HEAD });
  else if (file === "absent") reading.problems.push(missingSource(path));
  else if (file.size > SMALL || file.read(0, file.size, reading.wanted) !== undefined) {
    const opened = openCompound(file, reading.wanted);
    for (const damage of opened?.damages ?? []) reading.problems.push(problemOf(path, damage));
    if (opened?.root !== undefined) readStorage(reading, opened.root, undefined);
  }
  const { wanted, databases, problems } = reading;
  return { databases: wanted.length > 0 ? [] : databases, problems, wanted, dependencies: [path] };
}

/** What was found so far on the way through one file. */
interface Reading {
  readonly unit: Unit;
  readonly path: string;
  readonly wanted: WantedFile[];
  readonly databases: Database[];
  readonly problems: Problem[];
}

function readStorage(reading: Reading, storage: Storage, within: string | undefined): void {
  const { unit, path, wanted } = reading;
  const opened = openDatabase(storage, wanted);
  if (opened === undefined) return;
  if (opened === "none") {
    if (within === undefined) reading.problems.push(noDatabase(path));
    return;
  }
  const home = { file: path, ...(within === undefined ? {} : { storage: within }) };
  const name = within === undefined ? unit.name : `${unit.name} > ${within}`;
  const modelled = modelDatabase({ opened, home, name, everyTable: unit.everyTable === true }, wanted);
  const damages = [...opened.damages, ...(modelled?.damages ?? [])];
  for (const damage of damages) reading.problems.push(problemOf(path, damage, within));
  if (modelled === undefined) return;
  reading.databases.push(modelled.database);
  for (const problem of checkReferences(modelled.database)) reading.problems.push(problem);
  for (const child of storage.storages.values()) {
    if (reading.databases.length >= MOST_DATABASES) {
      reading.problems.push(
        problemOf(path, {
          code: "nested-too-deeply",
          says: `it holds more than ${MOST_DATABASES} databases; the others are not read`,
        }),
      );
      return;
    }
    readStorage(reading, child, within === undefined ? child.name : `${within}/${child.name}`);
  }
}

function noDatabase(path: string): Problem {
  return problemOf(path, {
    code: "not-a-database",
    says: "it is a compound file, but no installer database: it has no strings",
  });
}

const UNREADABLE: ReadonlySet<Damage["code"]> = new Set(["damaged-header", "not-a-database"]);

/** A damage of a file as a person is told: `Setup.msi is damaged: its directory loops.` */
function problemOf(path: string, { code, says }: Damage, within?: string): Problem {
  const where = within === undefined ? nameOf(path) : `The database ${within} in ${nameOf(path)}`;
  return {
    code,
    severity: UNREADABLE.has(code) ? "error" : "warning",
    message: UNREADABLE.has(code) ? `${where} cannot be read: ${says}.` : `${where}: ${says}.`,
    site: textSite(path, { start: 0, end: 0 }),
  };
}
