import type { Artifact } from "../model/artifact.ts";
import { type ContentRead, type Contents, NO_CONTENTS, notingContents, readsAlike } from "../model/contents.ts";
import { artifactKey, type Database, filesCalled, type Row, rowsByKey, rowsOf, textOf } from "../model/database.ts";
import { type Setter, type Slot, settersOf } from "./setters.ts";

/** What the tables say as a whole, for which no single row stands. */
export interface Circumstances {
  readonly kind: Database["kind"];
  /** True where an action sets a property whose name is not known. */
  readonly anonymous: boolean;
  /** True where code or a script that is not followed runs immediately, and so could set any property. */
  readonly code: boolean;
}

/** The tables whose rows point at files; of CustomAction, those with a script of its own. */
export type ArtifactTable = "Binary" | "File" | "CustomAction" | "MsiEmbeddedUI";

/** A question to a database, with the key it is about. */
export type Question =
  | { readonly about: "rows"; readonly table: string; readonly key: string }
  | { readonly about: "artifact"; readonly table: ArtifactTable; readonly key: string }
  | { readonly about: "setters" | "slots" | "searches" | "callers" | "called"; readonly key: string }
  | { readonly about: "circumstances" | "tasks" };

/**
 * The only way in which an action is understood to look at its database: what was asked and answered is all that the result hangs on,
 * so that it holds for every database that answers the same.
 */
export interface Reader {
  /** The rows whose first key column holds `key`. */
  rows(table: string, key: string): readonly Row[];
  artifact(table: ArtifactTable, key: string): Artifact | undefined;
  /** The rows of File that install a file of this name, long and in lower case: asked only for a path that an action names. */
  filesCalled(name: string): readonly Row[];
  /** What sets a property while the installation runs. */
  setters(property: string): readonly Setter[];
  /** Where an action is scheduled. */
  slots(action: string): readonly Slot[];
  /** The rows of AppSearch that fill a property. */
  searches(property: string): readonly Row[];
  /** The immediate actions that call an entry point of WiX which reads this property. */
  callers(property: string): readonly Row[];
  /** The actions and properties whose text sets up a scheduled task: asked only where a task is run. */
  taskMakers(): readonly Row[];
  circumstances(): Circumstances;
  /** What lies outside the tables. */
  readonly contents: Contents;
}

const readers = new WeakMap<Database, Reader>();

/** Reads a database, with what its rows point at where that is asked for. */
export function readerOf(database: Database, contents: Contents = NO_CONTENTS): Reader {
  const reader = readers.get(database) ?? createReader(database);
  readers.set(database, reader);
  return contents === NO_CONTENTS ? reader : { ...reader, contents };
}

function createReader(database: Database): Reader {
  const setters = settersOf(database);
  return {
    rows: (table, key) => rowsByKey(database, table, key),
    artifact: (table, key) => database.artifacts.get(artifactKey(table, key)),
    filesCalled: (name) => filesCalled(database, name),
    setters: (property) => setters.byProperty.get(property) ?? NONE,
    slots: (action) => setters.slots.get(action) ?? NONE,
    searches: (property) => setters.searched.get(property) ?? NONE,
    callers: (property) => setters.callers.get(property) ?? NONE,
    taskMakers: () => rowsOf(database, "CustomAction").filter((row) => SETS_TASK.test(textOf(row, "Target") ?? "")),
    circumstances: () => ({ kind: database.kind, anonymous: setters.anonymous, code: setters.code }),
    contents: NO_CONTENTS,
  };
}

const SETS_TASK = /\bschtasks\b[\s\S]*[-/]create\b/i;

const NONE: readonly never[] = [];

/** All that a result hangs on: what was asked of the tables and of the files, with the answers. */
export interface Notes {
  readonly tables: Noted[];
  readonly contents: Map<string, ContentRead>;
}

/** A question that was asked and what the answer was. */
export interface Noted {
  readonly question: Question;
  readonly answer: Answer;
}

type Answer = readonly Row[] | readonly Setter[] | readonly Slot[] | Artifact | Circumstances | undefined;

/** Reads through another reader and notes in `notes` what was asked and answered, each question once. */
export function notingReader(reader: Reader, { tables: notes, contents }: Notes): Reader {
  const asked = new Set<string>();
  const note = <A extends Answer>(question: Question, answer: A): A => {
    const name = `${question.about} ${"table" in question ? question.table : ""} ${"key" in question ? question.key : ""}`;
    if (!asked.has(name)) notes.push({ question, answer });
    asked.add(name);
    return answer;
  };
  return {
    rows: (table, key) => note({ about: "rows", table, key }, reader.rows(table, key)),
    artifact: (table, key) => note({ about: "artifact", table, key }, reader.artifact(table, key)),
    filesCalled: (key) => note({ about: "called", key }, reader.filesCalled(key)),
    setters: (key) => note({ about: "setters", key }, reader.setters(key)),
    slots: (key) => note({ about: "slots", key }, reader.slots(key)),
    searches: (key) => note({ about: "searches", key }, reader.searches(key)),
    callers: (key) => note({ about: "callers", key }, reader.callers(key)),
    taskMakers: () => note({ about: "tasks" }, reader.taskMakers()),
    circumstances: () => note({ about: "circumstances" }, reader.circumstances()),
    contents: notingContents(reader.contents, contents),
  };
}

/** True where a reader answers everything as it was answered before. */
export function answersAlike(reader: Reader, { tables, contents }: Notes): boolean {
  if (!tables.every((noted) => isAnswered(reader, noted))) return false;
  for (const read of contents.values()) if (!readsAlike(reader.contents, read)) return false;
  return true;
}

/** The cast narrows what `note` stored beside its question. */
function isAnswered(reader: Reader, { question, answer }: Noted): boolean {
  switch (question.about) {
    case "rows":
      return alike(reader.rows(question.table, question.key), answer as readonly Row[], isSameRow);
    case "artifact":
      return isSameArtifact(reader.artifact(question.table, question.key), answer as Artifact | undefined);
    case "called":
      return alike(reader.filesCalled(question.key), answer as readonly Row[], isSameRow);
    case "setters":
      return alike(reader.setters(question.key), answer as readonly Setter[], isSameSetter);
    case "slots":
      return alike(reader.slots(question.key), answer as readonly Slot[], isSameSlot);
    case "searches":
      return alike(reader.searches(question.key), answer as readonly Row[], isSameRow);
    case "callers":
      return alike(reader.callers(question.key), answer as readonly Row[], isSameRow);
    case "tasks":
      return alike(reader.taskMakers(), answer as readonly Row[], isSameRow);
    case "circumstances":
      return isSameCircumstances(reader.circumstances(), answer as Circumstances);
  }
}

function alike<T>(now: readonly T[], before: readonly T[], isSame: (a: T, b: T) => boolean): boolean {
  return now === before || (now.length === before.length && now.every((one, at) => isSame(one, before[at] as T)));
}

/** Linking makes a row anew, over the same cells, where nothing refers to its section. */
function isSameRow(a: Row, b: Row): boolean {
  return a === b || (a.cells === b.cells && a.linked === b.linked && a.when === b.when && a.site === b.site);
}

/** An artifact is looked up anew for each database; it is the same where it is spelled in the same place and leads to the same. */
function isSameArtifact(a: Artifact | undefined, b: Artifact | undefined): boolean {
  if (a === b || a === undefined || b === undefined) return a === b;
  return (
    a.spelled.value === b.spelled.value &&
    a.spelled.site === b.spelled.site &&
    a.name === b.name &&
    a.output?.project === b.output?.project &&
    a.output?.kind === b.output?.kind
  );
}

/** Linking makes the rows of the sequence tables anew: what is read of them is compared. */
function isSameSlot(a: Slot, b: Slot): boolean {
  return (
    a.table === b.table &&
    a.sequence === b.sequence &&
    a.condition === b.condition &&
    a.row.linked === b.row.linked &&
    alike(a.row.when, b.row.when, (one, other) => one.text === other.text)
  );
}

function isSameSetter(a: Setter, b: Setter): boolean {
  const isRow = ([row]: readonly Row[], [other]: readonly Row[]) =>
    row !== undefined && other !== undefined && isSameRow(row, other);
  return a.property === b.property && a.value === b.value && isSameSlot(a.slot, b.slot) && isRow(a.rows, b.rows);
}

function isSameCircumstances(a: Circumstances, b: Circumstances): boolean {
  return a.kind === b.kind && a.anonymous === b.anonymous && a.code === b.code;
}
