import type { Job, Reads } from "../fixes/job.ts";
import { decodeType } from "../model/customAction.ts";
import { artifactKey, type Database, filesCalled, integerOf, type Row, rowsByKey, textOf } from "../model/database.ts";
import type { FixOffer } from "../model/finding.ts";
import { nameOf } from "../model/path.ts";
import { installedFile } from "../payload/directories.ts";
import { readerOf } from "../payload/reader.ts";
import { type Setter, type Slot, settersOf } from "../payload/setters.ts";
import { entryOf } from "../payload/wixEntries.ts";
import type { PlacedFinding } from "./findings.ts";

/** What a fix needs to know of the action of a finding, as the tables have it. */
export function jobOf({ finding, judged }: PlacedFinding, offer: FixOffer): Job {
  const [first] = judged;
  const definition = first?.occurrence.step.definition;
  const database = first?.database;
  const type = decodeType(definition === undefined ? 0 : (integerOf(definition, "Type") ?? 0));
  const entry = definition === undefined ? undefined : entryOf(definition);
  return {
    action: finding.action,
    table: finding.table,
    type,
    source: definition === undefined ? "" : (textOf(definition, "Source") ?? ""),
    launcher: entry === undefined || entry.property === "" ? undefined : entry.property,
    reads:
      database === undefined || definition === undefined ? undefined : readsOf(database, definition, finding.action),
    held: database === undefined ? undefined : heldBy(database, definition, offer),
    condition: finding.condition ?? "",
    databases: judged.map((one) => one.database),
  };
}

/** A deferred action has its data in the property of its own name; a launcher of WiX in an immediate action takes the command from one that others may take it from too. */
function readsOf(database: Database, definition: Row, action: string): Reads | undefined {
  const entry = entryOf(definition);
  const deferred = decodeType(integerOf(definition, "Type") ?? 0).execution !== "immediate";
  const { byProperty, callers, slots } = settersOf(database);
  const isSet = (name: string) =>
    (byProperty.get(name) ?? []).length > 0 || rowsByKey(database, "Property", name).length > 0;
  const places = deferred ? [action, entry?.property ?? ""] : [entry?.property ?? "", action];
  // Where nothing is where it is read, the command may be in the place that the other kind of action reads.
  const stray = places[1] !== undefined && !isSet(places[0] ?? "") && (deferred ? !callers.has(places[1]) : true);
  const property = stray && isSet(places[1] ?? "") ? places[1] : places[0];
  if (property === undefined || property === "") return undefined;
  const readers =
    property === action ? [action] : (callers.get(property) ?? []).map((row) => textOf(row, "Action") ?? "");
  const alone = readers.every((one) => one === action);
  const setters = (byProperty.get(property) ?? []).filter(({ slot }) => slot.table !== "ControlEvent");
  const mine = setters.filter((setter) => alone || isNext(setter, action, readers, slots));
  return { property, setters: [...new Set(mine.map(({ by }) => by))], alone };
}

/** True where of all that read the property the action is the first to come after the setter. */
function isNext(
  { slot }: Setter,
  action: string,
  readers: readonly string[],
  slots: ReadonlyMap<string, readonly Slot[]>,
): boolean {
  const after = readers.flatMap((reader) =>
    (slots.get(reader) ?? [])
      .filter(({ table, sequence }) => table === slot.table && (sequence ?? 0) > (slot.sequence ?? 0))
      .map(({ sequence }) => ({ reader, sequence: sequence ?? 0 })),
  );
  const first = after.reduce<(typeof after)[number] | undefined>(
    (best, one) => (best === undefined || one.sequence < best.sequence ? one : best),
    undefined,
  );
  return first?.reader === action;
}

/** The row that packs what is installed: the source of the action itself, or the file that its command names by reference, by path or, where there is only one, by name. */
function heldBy(database: Database, definition: Row | undefined, offer: FixOffer): Job["held"] {
  if (offer.kind !== "bundle") return undefined;
  const { spelled, kind } = offer.payload;
  const type = decodeType(definition === undefined ? 0 : (integerOf(definition, "Type") ?? 0));
  const source = definition === undefined ? "" : (textOf(definition, "Source") ?? "");
  const program = kind === "exe" || kind === "burn" || type.target === "exe";
  if (program && (type.base === 2 || type.base === 18) && isItself(database, type.base, source, spelled))
    return { table: type.base === 2 ? "Binary" : "File", key: source };
  const id = /^"?\[[#!]([^[\]]+)\]"?$/.exec(spelled.trim())?.[1];
  if (id !== undefined) return { table: "File", key: id };
  const bare = spelled.replaceAll('"', "");
  const row = installedFile(readerOf(database), bare) ?? onlyCalled(database, nameOf(bare.replace(/^.*\]/, "")));
  const key = row === undefined ? undefined : textOf(row, "File");
  return key === undefined ? undefined : { table: "File", key };
}

/** True where the program of the action is what is installed, not a shell or msiexec that installs something else. */
function isItself(database: Database, base: number, source: string, spelled: string): boolean {
  const artifact = database.artifacts.get(artifactKey(base === 2 ? "Binary" : "File", source));
  const known = [artifact?.name, artifact?.spelled.value].flatMap((one) =>
    one === undefined ? [] : [nameOf(one).toLowerCase()],
  );
  return (
    spelled === "" ||
    known.length === 0 ||
    known.includes(nameOf(spelled).toLowerCase()) ||
    artifact?.output !== undefined
  );
}

function onlyCalled(database: Database, name: string): Row | undefined {
  const rows = name === "" ? [] : filesCalled(database, name.toLowerCase());
  return new Set(rows.map((row) => textOf(row, "File"))).size === 1 ? rows[0] : undefined;
}
