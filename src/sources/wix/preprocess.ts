import type { Problem } from "../../model/problem.ts";
import type { Span } from "../../model/span.ts";
import type { Snapshot, SourceFile, Unit } from "../source.ts";
import type { Dialect } from "./expression.ts";
import { walkDocument } from "./preprocessWalk.ts";
import type { Element } from "./tree.ts";
import { givenVariables } from "./variables.ts";
import { type XmlDocument, xmlOf } from "./xml.ts";

/** A range of a file. */
export interface FileRange {
  readonly file: string;
  readonly span: Span;
}

/** An `<?include?>` that was followed: what it says, and the file that it took in. */
export interface FollowedInclude extends FileRange {
  readonly path: string;
}

/** What becomes of a source before the compiler sees it. */
export interface Preprocessed {
  /** The document element; undefined where there is none. */
  readonly root: Element | undefined;
  readonly problems: readonly Problem[];
  /** Includes that nobody has looked for yet. */
  readonly wanted: readonly string[];
  /** Every include that was asked for, found or not, and the file itself. */
  readonly dependencies: readonly string[];
  /** The branches that are certainly off, to be shown faded. */
  readonly skipped: readonly FileRange[];
  /** Every include whose file is there, in the order in which they were met. */
  readonly includes: readonly FollowedInclude[];
}

/** What is done in all before expansion stops, in elements, instructions and loop rounds. */
const WORK = 400_000;
/** How much text expansions may make, in units and a little for each piece. */
const TEXT = 8_000_000;

/**
 * Preprocesses a source as WiX does: instructions carried out in the order of the text, includes spliced in, loops unrolled, variables put in.
 * What nobody here can decide is kept both ways: the elements of such a branch carry `when`. Never throws; work is limited, not time.
 */
export function preprocess(file: SourceFile, unit: Unit, snapshot: Snapshot): Preprocessed {
  const document = xmlOf(file);
  const known = reusable(file, unit, snapshot);
  if (known !== undefined) return known;
  const session = { variables: givenVariables(unit.defines), unit, dialect: dialectOf(document), budget: TEXT };
  const walk = {
    session,
    snapshot,
    problems: [...document.problems],
    wanted: new Set<string>(),
    dependencies: new Map<string, SourceFile | "absent" | undefined>([[file.path, file]]),
    skipped: [],
    includes: [],
    reported: new Set<string>(),
    work: WORK,
    blind: false,
    context: undefined,
  };
  const roots = walkDocument(walk, document);
  const root = roots.find((element) => element.name === "Wix") ?? roots[0];
  const result: Preprocessed = {
    root,
    problems: walk.problems,
    wanted: [...walk.wanted],
    dependencies: [...walk.dependencies.keys()],
    skipped: walk.skipped,
    includes: walk.includes,
  };
  remember(file, unit, walk.dependencies, result);
  return result;
}

/** By the namespace of the root (CompilerCore.cs): up to WiX 3 it is Microsoft's. */
function dialectOf(document: XmlDocument): Dialect {
  return document.root?.namespace.startsWith("http://schemas.microsoft.com/wix/") ? "wix3" : "wix4";
}

interface Remembered {
  readonly key: string;
  readonly dependencies: ReadonlyMap<string, SourceFile | "absent" | undefined>;
  readonly result: Preprocessed;
}

const remembered = new WeakMap<SourceFile, Remembered[]>();
const keys = new WeakMap<Unit, string>();
/** How many units one source is remembered for: its project, and the same project in another configuration or two. */
const REMEMBERED = 4;

function reusable(file: SourceFile, unit: Unit, snapshot: Snapshot): Preprocessed | undefined {
  const key = keyOf(unit);
  return remembered.get(file)?.find((one) => one.key === key && isCurrent(one, file, snapshot))?.result;
}

function isCurrent(one: Remembered, file: SourceFile, snapshot: Snapshot): boolean {
  for (const [path, content] of one.dependencies) {
    if (path !== file.path && snapshot.file(path) !== content) return false;
  }
  return true;
}

function remember(file: SourceFile, unit: Unit, dependencies: Remembered["dependencies"], result: Preprocessed): void {
  const key = keyOf(unit);
  const others = (remembered.get(file) ?? []).filter((one) => one.key !== key);
  remembered.set(file, [{ key, dependencies, result }, ...others].slice(0, REMEMBERED));
}

/** Everything of a unit that preprocessing looks at. */
function keyOf(unit: Unit): string {
  let key = keys.get(unit);
  if (key === undefined) {
    key = JSON.stringify([
      unit.id,
      unit.project,
      unit.architecture,
      unit.includePaths,
      [...unit.defines],
      [...unit.references.keys()],
    ]);
    keys.set(unit, key);
  }
  return key;
}
